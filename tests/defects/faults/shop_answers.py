"""What the shop says wrong: at sign-in, in answers, in streams, and when no till is left."""

import time

from fleet import Instance, Refused
from shop import Shop
from shop.honest import DENIED, Access, Order, Reply

from .table import fault


class OtherSignIn(Shop):
    """Answers a sign-in with another cart or token."""

    def sign_in(self, user: str, secret: str) -> Reply:
        reply = super().sign_in(user, secret)
        self.change(reply)
        return reply

    def change(self, reply: Reply) -> None:
        """Leave the answer as it is."""


@fault("basic_workflow", "was answered with an empty session id")
class ShopGivesNoId(OtherSignIn):
    """A sign-in gives a cart without an id."""

    def change(self, reply: Reply) -> None:
        reply.fields["cart"] = {}


@fault("basic_workflow", "was answered with an empty token")
class ShopGivesNoToken(OtherSignIn):
    """A sign-in gives no token."""

    def change(self, reply: Reply) -> None:
        del reply.fields["access"]["token"]


@fault("basic_workflow", r"with the expiry '\d{4}-.*' UTC, expected one after '\d{4}-.*' UTC")
class ShopExpiryIsPast(Shop):
    """A sign-in tells an expiry that is past."""

    def told_expiry(self, expires_at: float) -> int:
        return int(time.time()) - 60


@fault("basic_workflow", r"with the expiry '\d+', expected a moment before the year 10000")
class ShopExpiryIsInMilliseconds(Shop):
    """A sign-in tells the expiry in milliseconds."""

    def told_expiry(self, expires_at: float) -> int:
        return int(expires_at * 1000)


@fault("authentication_errors", "expected a refusal: the token expired")
class ShopTokensNeverExpire(Shop):
    """A token that has expired is let in."""

    def has_expired(self, access: Access) -> bool:
        return False


@fault("authentication_errors", "failed with UNAUTHENTICATED .* expected an answer: the token exp")
class ShopTokensExpireEarly(Shop):
    """A token is refused long before it expires."""

    def has_expired(self, access: Access) -> bool:
        return access.expires_at - self.lifetime.total_seconds() / 2 <= time.time()


@fault("login_errors", "Login of 'TestUser' .* was accepted, expected")
class ShopTakesAnySecret(Shop):
    """A wrong secret lets a customer in."""

    def check_user(self, user: str, secret: str) -> None:
        if user not in self.users:
            raise Refused(*DENIED)


@fault("login_errors", "SignIn' .* 'unknown user', expected the message 'wrong secret'")
class ShopTellsWhoIsKnown(Shop):
    """An unknown user is refused in other words than a wrong secret."""

    def check_user(self, user: str, secret: str) -> None:
        if user not in self.users:
            raise Refused("UNAUTHENTICATED", "unknown user")
        if self.users[user] != secret:
            raise Refused("UNAUTHENTICATED", "wrong secret")


@fault("basic_workflow", "was answered with an empty 'trailer:x-served-by', expected the name of")
class ShopNamesNoTill(Shop):
    """An answer does not tell which till it is from."""

    def added(self, till: Instance, order: Order) -> Reply:
        return super().added(till, order)._replace(till="")


@fault("basic_workflow", "with 'cart.id' 'cart-other', expected 'cart-")
class ShopAnswersForAnotherCart(Shop):
    """An answer tells of another cart."""

    def added(self, till: Instance, order: Order) -> Reply:
        reply = super().added(till, order)
        reply.fields["cart"]["id"] = "cart-other"
        return reply


@fault("basic_workflow", "with 'added.0.note' 'note', expected 'value 1'")
class ShopLosesTheNote(Shop):
    """An item's note is another one than the customer's."""

    def added(self, till: Instance, order: Order) -> Reply:
        return super().added(till, order._replace(note="note"))


@fault("basic_workflow", "with 'added.0.quantity' '6', expected '3'")
class ShopAddsTwice(Shop):
    """An item is added twice."""

    def added(self, till: Instance, order: Order) -> Reply:
        return super().added(till, order._replace(quantity=2 * order.quantity))


@fault("basic_workflow", "with 'added.0.note' '' and 'added.0.quantity' '', expected 'value 1' and")
class ShopAddsNothing(Shop):
    """An answer has no item."""

    def added(self, till: Instance, order: Order) -> Reply:
        reply = super().added(till, order)
        reply.fields["added"] = []
        return reply


class OtherEvents(Shop):
    """Streams other events."""

    def position(self, position: int) -> int:
        return position

    def event(self, till: Instance, order: Order, position: int) -> Reply:
        return super().event(till, order, self.position(position))


@fault("stream_subscription", "Watch .* with 'progress.position' '2', expected '1'")
class ShopPositionSkips(OtherEvents):
    """A stream's counter leaves out numbers."""

    def position(self, position: int) -> int:
        return 2 * position


@fault("stream_subscription", "Watch .* with 'progress.position' '1', expected '0'")
class ShopPositionBeginsAtOne(OtherEvents):
    """A stream's counter begins at 1."""

    def position(self, position: int) -> int:
        return position + 1


@fault("stream_subscription", "Watch .* with 'kind' 'UNKNOWN', expected 'SEEN'")
class ShopEventIsOfAnotherKind(Shop):
    """An event is of another kind."""

    def event(self, till: Instance, order: Order, position: int) -> Reply:
        reply = super().event(till, order, position)
        del reply.fields["kind"]
        return reply


@fault("stream_subscription", r"Watch .* was answered by 'till-\d', expected 'till-\d' as before")
class ShopStreamsFromAnotherTill(Shop):
    """A stream comes from another till than the answers."""

    def event(self, till: Instance, order: Order, position: int) -> Reply:
        other = next(one for one in self.alive() if one is not till)
        return super().event(other, order, position)._replace(cookie="")


@fault("stream_transfer", "Watch .* failed with ABORTED .* expected UNAVAILABLE and a message")
class ShopStreamsEndOtherwise(Shop):
    """A stream whose till has gone ends with another code."""

    def end_of_stream(self) -> Refused:
        return Refused("ABORTED", "the till has closed")


@fault("session_transfer", "'closed for today', expected a message that matches 'no .till")
class ShopSaysLittleAtTheEnd(Shop):
    """That no till is left is told in other words."""

    def none_is_left(self) -> tuple[str, str]:
        return "NOT_FOUND", "closed for today"


@fault("session_transfer", "failed with UNAVAILABLE .* expected NOT_FOUND or FAILED_PRECONDITION")
class ShopEndsWithAnotherCode(Shop):
    """That no till is left is told with another code."""

    def none_is_left(self) -> tuple[str, str]:
        return "UNAVAILABLE", "no till is left"


@fault("no_instances_available", "failed with INTERNAL .* expected NOT_FOUND or FAILED_PRECONDITIO")
class ShopBreaksWhenFull(Shop):
    """That no till is free is told as an error of the shop's."""

    def none_is_free(self) -> tuple[str, str]:
        return "INTERNAL", "no till is free"
