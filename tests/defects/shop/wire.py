"""The shop's servers: the gateway, and each till at its own address."""

import functools
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import grpc
from fleet import Instance
from small_server import SmallServer, UnderWay

from GrpcLibrary.schema import Schema

from .honest import COOKIE, FORGET, Fields, Order, Reply, Shop

PROTO = Path(__file__).parent / "shop.proto"
INSTANCE = "x-served-by"


class ShopServer(SmallServer):
    """Serves the shop at the gateway's address or, given a till, at that one's."""

    def __init__(self, shop: Shop, at: Instance | None = None, port: int = 0, gateway: int = 0):
        """`gateway` is which of the gateways it is; the cookies tell all of them the same."""
        self._shop = shop
        self._at = at
        methods = {
            "shop.v1.Accounts/SignIn": self._sign_in,
            "shop.v1.Carts/AddItem": self._add_item,
            "shop.v1.Carts/Watch": self._watch,
        }
        if at is not None:
            del methods["shop.v1.Accounts/SignIn"]
        super().__init__(schema(), methods, port, shop.unrouted)

    def _sign_in(self, request: Any, context: grpc.ServicerContext) -> Fields:
        reply = self._shop.sign_in(request.user, request.secret)
        context.send_initial_metadata(_cookies(reply))
        return reply.fields

    def _add_item(self, request: Any, context: grpc.ServicerContext) -> Fields:
        item = request.item
        reply = self._shop.add_item(self._order(item.note, item.quantity, context))
        context.send_initial_metadata(_cookies(reply))
        context.set_trailing_metadata([(INSTANCE, reply.till)])
        return reply.fields

    def _watch(self, request: Any, context: grpc.ServicerContext) -> Iterator[Fields]:
        replies = self._shop.watch(self._order(request.filters["note"], 1, context))
        for number, reply in enumerate(replies):
            if number == 0:
                context.send_initial_metadata([*_cookies(reply), (INSTANCE, reply.till)])
            yield reply.fields

    def _order(self, note: str, quantity: int, context: grpc.ServicerContext) -> Order:
        metadata = dict(context.invocation_metadata())
        scheme, _, token = metadata.get("authorization", "").partition(" ")
        cookies = SimpleCookie(metadata.get("cookie", ""))
        under_way = UnderWay(context)
        if self._at is not None and self._at.state == "paused":
            under_way.hang()
        return Order(
            metadata.get("x-cart-id", ""),
            token if scheme == "Bearer" else "",
            cookies[COOKIE].value if COOKIE in cookies else "",
            note,
            quantity,
            self._at,
            under_way.hang,
            under_way.wait,
        )


def _cookies(reply: Reply) -> list[tuple[str, str]]:
    if not reply.cookie:
        return []
    if reply.cookie == FORGET:
        return [("set-cookie", f"{COOKIE}=none; Path=/; Max-Age=0")]
    return [("set-cookie", f"{COOKIE}={reply.cookie}; Path=/; HttpOnly; SameSite=Lax")]


@functools.cache
def schema() -> Schema:
    return Schema.from_path(PROTO)
