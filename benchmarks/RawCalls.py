"""The baseline: the same calls with grpcio alone, and a keyword that does nothing."""

from typing import Any

import grpc
from robot.api.deco import keyword, library
from robot.api.types import Secret

from GrpcLibrary.schema import Schema
from MyServiceLibrary import DESCRIPTION

PROTO = DESCRIPTION.with_name("my_service.proto")


@library(scope="GLOBAL", auto_keywords=False)
class RawCalls:
    @keyword
    def open_raw_channel(self, address: str, session_id: str, token: Secret) -> None:
        method = Schema.from_path(PROTO).method("MyServiceAPI/MyServiceEcho")
        self._metadata = (("authorization", token.value), ("session-id", session_id))
        self._request: Any = method.request
        self._channel = grpc.insecure_channel(address)
        self._echo = self._channel.unary_unary(
            method.path, method.request.SerializeToString, method.response.FromString
        )
        self._echo(self._request(value="first"), 5, self._metadata)

    @keyword
    def make_raw_calls(self, count: int) -> None:
        for _ in range(count):
            self._echo(self._request(value="a value"), 5, self._metadata)

    @keyword
    def make_raw_call(self) -> None:
        """Makes one call: a keyword that does nothing but that."""
        self._echo(self._request(value="a value"), 5, self._metadata)

    @keyword
    def do_nothing(self) -> None:
        """Does nothing."""

    @keyword
    def close_raw_channel(self) -> None:
        self._channel.close()
