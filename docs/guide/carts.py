"""The system of the guide: a gateway and three cart servers, in one process.

python carts.py [--port 50100] [--fault strays]
"""

import argparse
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

from GrpcLibrary.schema import Schema


class Carts:
    """Each cart lives on one server for as long as that serves."""

    def __init__(self, fault: str):
        self._fault = fault
        self._servers = ["server-a", "server-b", "server-c"]
        self._carts: dict[str, tuple[str, str]] = {}  # token and server of each cart
        self._calls = 0
        self._lock = threading.Lock()

    def sign_in(self, request, context):
        if request.secret != "open sesame":  # noqa: S105  # known to all who read the guide
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "wrong user or secret")
        cart, token = uuid.uuid4().hex, uuid.uuid4().hex
        self._carts[cart] = (token, "")
        return {"cart_id": cart, "token": token}

    def add_item(self, request, context):
        with self._lock:
            cart, server = self._serve(context)
            self._calls += 1
            if self._fault == "strays" and self._calls % 5 == 0:
                server = self._servers[(self._servers.index(server) + 1) % len(self._servers)]
            return {"note": request.note, "cart_id": cart, "served_by": server}

    def drain(self, request, context):
        with self._lock:
            _, server = self._serve(context)
            self._servers.remove(server)
            return {"server": server}

    def _serve(self, context):
        """Return the caller's cart, and the server that it is on from now on."""
        sent = dict(context.invocation_metadata())
        cart = sent.get("x-cart-id", "")
        token, server = self._carts.get(cart, ("", ""))
        if not token or sent.get("authorization") != f"Bearer {token}":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "sign in first")
        if server not in self._servers:
            if not self._servers:
                context.abort(grpc.StatusCode.UNAVAILABLE, "no server available")
            server = self._servers[len(self._carts) % len(self._servers)]
            self._carts[cart] = (token, server)
        return cart, server


def handlers(carts: Carts) -> grpc.GenericRpcHandler:
    schema = Schema.from_path(Path(__file__).with_name("carts.proto"))
    behaviours = {"SignIn": carts.sign_in, "AddItem": carts.add_item, "Drain": carts.drain}

    def handler(name: str) -> grpc.RpcMethodHandler:
        method = schema.method(f"carts.Carts/{name}")
        return grpc.unary_unary_rpc_method_handler(
            lambda request, context: method.response(**behaviours[name](request, context)),
            method.request.FromString,
            method.response.SerializeToString,
        )

    return grpc.method_handlers_generic_handler(
        "carts.Carts", {name: handler(name) for name in behaviours}
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=50100)
    parser.add_argument("--fault", choices=["none", "strays"], default="none")
    given = parser.parse_args()
    server = grpc.server(ThreadPoolExecutor(20), options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((handlers(Carts(given.fault)),))
    server.add_insecure_port(f"127.0.0.1:{given.port}")
    server.start()
    print(f"Carts are served at 127.0.0.1:{given.port}.", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
