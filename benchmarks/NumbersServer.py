"""Starts the server of numbers, and calls it with grpcio alone, for streams.py."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
from robot.api.deco import keyword, library

from GrpcLibrary.schema import Schema

FOLDER = Path(__file__).parent


@library(scope="GLOBAL", auto_keywords=False)
class NumbersServer:
    @keyword
    def start_numbers_server(self) -> str:
        """Starts the server in a process of its own; returns its address."""
        self._process = subprocess.Popen(
            [sys.executable, FOLDER / "numbers_server.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        address = f"127.0.0.1:{int(self._process.stdout.readline())}"
        self._open_channel(address)
        return address

    @keyword
    def stop_numbers_server(self) -> None:
        self._channel.close()
        self._process.communicate()

    @keyword
    def receive_raw_messages(self, count: int) -> None:
        messages = list(self._count(self._number(value=count)))
        assert len(messages) == count

    @keyword
    def make_raw_calls(self, count: int) -> None:
        for value in range(count):
            self._double(self._number(value=value), timeout=5)

    @keyword
    def make_raw_call(self, method: str, **fields: int) -> None:
        """Makes one call, of Double: a keyword that does nothing but that."""
        self._double(self._number(**fields), timeout=5)

    @keyword
    def do_nothing(self, method: str, **fields: int) -> None:
        """Takes the same arguments and does nothing."""

    def _open_channel(self, address: str) -> None:
        schema = Schema.from_path(FOLDER / "numbers.proto")
        one, many = schema.method("Numbers/Double"), schema.method("Numbers/Count")
        self._number: Any = one.request
        self._channel = grpc.insecure_channel(address)
        codec = one.request.SerializeToString, one.response.FromString
        self._double = self._channel.unary_unary(one.path, *codec)
        self._count = self._channel.unary_stream(many.path, *codec)
        self._double(self._number(value=1), timeout=5)
