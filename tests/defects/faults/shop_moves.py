"""Carts that do not stay at their till, or do not move as they should when it goes."""

import threading
from collections.abc import Iterator

from fleet import Instance, Refused
from shop import Shop
from shop.honest import FORGET, NONE_IS_LEFT, Order, Reply

from .table import fault

STRAYED = r"AddItem .* was answered by 'till-\d', expected 'till-\d' as before"
NO_MOVE = r"expected an answer from an instance other than 'till-\d'"


@fault("session_transfer", STRAYED)
class ShopIgnoresTheCookie(Shop):
    """The gateway sends each call to the next till, whatever the cookie says."""

    def candidates(self, order: Order) -> list[Instance]:
        return super().candidates(order._replace(cookie=""))


@fault("basic_workflow", STRAYED)
class ShopTakesTheCookieBack(Shop):
    """The gateway takes the cookie back with the first answer."""

    def cookie(self, till: Instance, order: Order) -> str:
        return FORGET if order.cookie else ""


class HasMoved(Shop):
    """Knows whether some till has gone."""

    def has_moved(self) -> bool:
        return len(self.alive()) < len(self.instances)


@fault("session_transfer", STRAYED)
class ShopCookieNamesAnotherTill(HasMoved):
    """After a transfer the new cookie names another till than the one that answers."""

    def cookie(self, till: Instance, order: Order) -> str:
        others = [one for one in self.alive() if one is not till]
        return others[0].name if self.has_moved() and others else super().cookie(till, order)


@fault("session_transfer", STRAYED)
class ShopCookieIsLostOnTheMove(HasMoved):
    """After a transfer there is no cookie any more."""

    def cookie(self, till: Instance, order: Order) -> str:
        return FORGET if self.has_moved() else super().cookie(till, order)


@fault("sticky_session", r"as before \(one of 50 concurrent calls\)")
class ShopConcurrentCallsStray(Shop):
    """Calls that are under way at the same moment go elsewhere."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.met = threading.Barrier(2)

    def added(self, till: Instance, order: Order) -> Reply:
        try:
            if self.met.wait(timeout=0.01) == 0:
                till = next(one for one in self.alive() if one is not till)
        except threading.BrokenBarrierError:
            self.met.reset()
        return super().added(till, order)


@fault("sticky_session", "expected another instance than that of 'Ada'")
class ShopHasOneTillForAll(Shop):
    """All carts are at the same till."""

    def admits(self, till: Instance, cart: str) -> bool:
        return till is self.alive()[0]


@fault("system_overload", "were served .* expected 3|expected another instance than that of")
class ShopTillTakesTwo(Shop):
    """A till takes two carts."""

    def admits(self, till: Instance, cart: str) -> bool:
        if cart not in till.sessions and len(till.sessions) < 2 * till.capacity:
            till.sessions.append(cart)
        return cart in till.sessions


@fault("session_transfer", f"was answered by 'till-\\d', {NO_MOVE}")
class ShopTillStays(Shop):
    """A till that is stopped goes on answering."""

    def candidates(self, order: Order) -> list[Instance]:
        named = self.instances.get(order.cookie)
        return [named] if named else super().candidates(order)


class OneCallAfter(Shop):
    """Ends the first call after a till has gone in its own way."""

    gone = False

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code)
        self.gone = True

    def add_item(self, order: Order) -> Reply:
        if self.gone:
            self.gone = False
            self.fail(order)
        return super().add_item(order)

    def fail(self, order: Order) -> None:
        raise Refused(*NONE_IS_LEFT)


@fault("session_transfer", f"failed with NOT_FOUND .* {NO_MOVE}")
class ShopMoveCostsACall(OneCallAfter):
    """The first call after a till has gone fails."""


@fault("session_transfer", f"failed with DEADLINE_EXCEEDED .* {NO_MOVE}")
class ShopMoveHangs(OneCallAfter):
    """The first call after a till has gone is not answered in time."""

    def fail(self, order: Order) -> None:
        order.hang()


@fault("session_transfer", f"failed with UNAUTHENTICATED .* {NO_MOVE}")
class ShopMoveLosesTheToken(OneCallAfter):
    """The first call after a till has gone is not let in."""

    def fail(self, order: Order) -> None:
        raise Refused("UNAUTHENTICATED", "sign in first")


@fault("session_transfer", f"failed with NOT_FOUND .* {NO_MOVE}")
class ShopNeverMoves(Shop):
    """A cart whose till has gone is served by no other."""

    def candidates(self, order: Order) -> list[Instance]:
        named = self.instances.get(order.cookie)
        return super().candidates(order) if named in (None, *self.alive()) else []


@fault("session_transfer", "with 'cart.id' '', expected 'cart-")
class ShopMoveLosesTheCart(HasMoved):
    """After a transfer the cart has no id."""

    def added(self, till: Instance, order: Order) -> Reply:
        reply = super().added(till, order)
        if self.has_moved():
            reply.fields["cart"] = {}
        return reply


@fault("crash_transfer", f"failed with NOT_FOUND .* {NO_MOVE}")
class ShopCrashCostsACall(OneCallAfter):
    """The first call after a till was killed fails."""

    def terminate(self, instance: Instance) -> None:
        super().terminate(instance)
        self.gone = False


@fault("crash_transfer", r"DEADLINE_EXCEEDED .* expected an answer from an instance other")
class ShopDoesNotNoticeHangs(Shop):
    """Calls go on to a till that hangs."""

    def alive(self) -> list[Instance]:
        return [one for one in self.instances.values() if one.state != "exited"]

    def added(self, till: Instance, order: Order) -> Reply:
        if till.state == "paused":
            order.hang()
        return super().added(till, order)


@fault("concurrent_transfer", "failed with UNAVAILABLE")
class ShopDropsCallsOfOthers(OneCallAfter):
    """When a till goes, one call of another cart fails."""

    left: Instance | None = None

    def leave(self, instance: Instance, exit_code: int) -> None:
        self.left = instance
        super().leave(instance, exit_code)

    def add_item(self, order: Order) -> Reply:
        if self.left is None or order.cookie == self.left.name:
            return self.added(self.admitted(order), order)
        return super().add_item(order)

    def fail(self, order: Order) -> None:
        raise Refused("UNAVAILABLE", "try again")


@fault("gateway_unavailable", STRAYED)
class ShopRestartForgetsTheCarts(Shop):
    """A gateway that was gone reads the cookies otherwise when it is back."""

    def restart_gateway(self) -> None:
        tills = list(self.instances.values())
        sessions = [till.sessions for till in tills]
        for till, others in zip(tills, [*sessions[1:], sessions[0]], strict=True):
            till.sessions = others


@fault("isolation", "'Mallory': .* failed with FAILED_PRECONDITION .* expected message 0")
class ShopCancelledStreamFreesItsTill(Shop):
    """A stream that is cancelled costs its cart the till."""

    def watch(self, order: Order) -> Iterator[Reply]:
        stream = super().watch(order)
        try:
            yield from stream
        finally:
            till = self.instances.get(order.cookie)
            if till is not None:
                till.sessions = ["nobody"]
