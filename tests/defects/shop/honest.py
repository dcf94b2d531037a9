"""The shop that keeps its promises, made of methods that a fault can take the place of.

Its gateway keeps no table of carts: a cookie names the till that a cart is on, as in gRFC A55.
"""

import itertools
import secrets
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from fleet import Fleet, Instance, Refused

Fields = dict[str, Any]

COOKIE = "till"
FORGET = "forget it"  # stands for a cookie that is taken back
NONE_IS_LEFT = ("NOT_FOUND", "no till is left")
NONE_IS_FREE = ("FAILED_PRECONDITION", "no till is free")
NO_ACCOUNTS = ("UNAVAILABLE", "nobody can sign in just now")
DENIED = ("UNAUTHENTICATED", "unknown user or wrong secret")
BAD_TOKEN = ("UNAUTHENTICATED", "sign in first")
CLOSED = ("UNAVAILABLE", "the till has closed")


class Order(NamedTuple):
    """What a client sends with a call; `cookie` is the till that it names, if it does.

    `at` is the till that is called directly, None at the gateway. `hang` never returns before
    the call has ended; `wait` waits so many seconds, and returns whether the till has gone or
    the call has ended meanwhile.
    """

    cart: str
    token: str
    cookie: str
    note: str
    quantity: int
    at: Instance | None
    hang: Callable[[], None]
    wait: Callable[[Instance, float], bool]


class Reply(NamedTuple):
    """An answer's fields, the till that gave it, and the cookie that is handed out with it."""

    fields: Fields
    till: str = ""
    cookie: str = ""


OPEN_TOKEN = "open sesame"


class Access(NamedTuple):
    cart: str
    expires_at: float


class Shop(Fleet):
    """The honest one. Each method is a promise, and each fault breaks one."""

    users: dict[str, str] = {"TestUser": "TestPassword"}

    def __init__(self, names: list[str], capacity: int, lifetime: float, interval: float):
        super().__init__(names, capacity, lifetime, interval)
        self.tokens: dict[str, Access] = {}
        self.turns = itertools.count()

    # Signing in

    def sign_in(self, user: str, secret: str) -> Reply:
        if self.auth_is_away:
            raise Refused(*NO_ACCOUNTS)
        self.check_user(user, secret)
        cart, token = self.new_cart(), self.new_token()
        expires_at = time.time() + self.lifetime.total_seconds()
        self.tokens[token] = Access(cart, expires_at)
        access = {"token": token, "expires_at": self.told_expiry(expires_at)}
        return Reply({"cart": {"id": cart}, "access": access}, cookie=self.next_till().name)

    def check_user(self, user: str, secret: str) -> None:
        if user not in self.users or self.users[user] != secret:
            raise Refused(*DENIED)

    def new_cart(self) -> str:
        return f"cart-{secrets.token_hex(6)}"

    def new_token(self) -> str:
        return secrets.token_hex(16)

    def told_expiry(self, expires_at: float) -> int:
        return int(expires_at)

    def authenticate(self, order: Order) -> None:
        access = self.tokens.get(order.token)
        if access is None or access.cart != order.cart or self.has_expired(access):
            raise Refused(*BAD_TOKEN)

    def has_expired(self, access: Access) -> bool:
        return access.expires_at <= time.time()

    # Which till

    def next_till(self) -> Instance:
        """The till whose turn it is, as long as any is open."""
        tills = self.alive() or list(self.instances.values())
        return tills[next(self.turns) % len(tills)]

    def candidates(self, order: Order) -> list[Instance]:
        """The tills to ask, in order: the one that the cookie names, then those after it."""
        alive = self.alive()
        if order.at is not None:
            return [order.at] if order.at in alive else []
        tills = list(self.instances.values())
        named = self.instances.get(order.cookie) or self.next_till()
        first = tills.index(named)
        return [till for till in tills[first:] + tills[:first] if till in alive]

    def admitted(self, order: Order) -> Instance:
        """Return the till that the cart is on from now on."""
        self.authenticate(order)
        with self.lock:
            tills = self.candidates(order)
            for till in tills:
                if self.admits(till, order.cart):
                    return till
        raise Refused(*(self.none_is_free() if tills else self.none_is_left()))

    def admits(self, till: Instance, cart: str) -> bool:
        return self.takes(till, cart)

    def none_is_left(self) -> tuple[str, str]:
        return NONE_IS_LEFT

    def none_is_free(self) -> tuple[str, str]:
        return NONE_IS_FREE

    # The calls of a cart

    def add_item(self, order: Order) -> Reply:
        till = self.admitted(order)
        self.delay_answer(till, order.wait)
        return self.added(till, order)

    def added(self, till: Instance, order: Order) -> Reply:
        item = {"note": order.note, "quantity": order.quantity}
        fields = {"cart": {"id": order.cart}, "added": [item]}
        return Reply(fields, till.name, self.cookie(till, order))

    def cookie(self, till: Instance, order: Order) -> str:
        """The cookie for the next call; none where the client's is right."""
        return "" if order.cookie == till.name else till.name

    def watch(self, order: Order) -> Iterator[Reply]:
        till = self.admitted(order)
        with self.open_stream(till, order.cart):
            self.delay_answer(till, order.wait)
            for position in itertools.count():
                yield self.event(till, order, position)
                if order.wait(till, self.interval):
                    raise self.end_of_stream()

    def event(self, till: Instance, order: Order, position: int) -> Reply:
        fields = {
            "cart": {"id": order.cart},
            "kind": "SEEN",
            "progress": {"position": position},
        }
        return Reply(fields, till.name, self.cookie(till, order))

    def end_of_stream(self) -> Refused:
        """What ends a stream whose till has gone."""
        return Refused(*CLOSED)


class OpenShop(Shop):
    """An honest one without a login; without a cookie, the cart's id tells where to begin."""

    def authenticate(self, order: Order) -> None:
        if order.token != OPEN_TOKEN or not order.cart:
            raise Refused(*BAD_TOKEN)

    def candidates(self, order: Order) -> list[Instance]:
        names = list(self.instances)
        first = names[zlib.crc32(order.cart.encode()) % len(names)]
        return super().candidates(order._replace(cookie=order.cookie or first))
