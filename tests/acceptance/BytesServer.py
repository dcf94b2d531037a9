"""A server that answers with what bytes it is told to, or with none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from robot.api.deco import keyword, library

PROTO = """
syntax = "proto2";
package library;
service Library { rpc GetBook(Query) returns (Book); rpc ListBooks(Query) returns (stream Book); }
message Query { required int32 id = 1; }
message Book { required string title = 1; optional string author = 2; }
"""


@library(scope="TEST")
class BytesServer:
    @keyword
    def start_bytes_server(self, *answers: bytes) -> str:
        """Starts a server whose methods answer each call with these; returns its address."""

        def answer(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            yield from answers

        handler = grpc.unary_stream_rpc_method_handler(answer)
        handlers: dict[str, Any] = dict.fromkeys(("GetBook", "ListBooks"), handler)
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler("library.Library", handlers),)
        )
        port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()
        return f"127.0.0.1:{port}"

    @keyword
    def stop_bytes_server(self) -> None:
        self._server.stop(grace=None).wait()

    @keyword
    def write_library_proto(self, folder: Path) -> Path:
        """Writes the schema into the folder; returns the file."""
        file = folder / "library.proto"
        file.write_text(PROTO)
        return file
