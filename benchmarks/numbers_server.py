"""A server in a process of its own: prints its port, and serves until its input closes."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

from GrpcLibrary.schema import Method, Schema

PROTO = Path(__file__).with_name("numbers.proto")


def main() -> None:
    schema = Schema.from_path(PROTO)
    one, many = schema.method("Numbers/Double"), schema.method("Numbers/Count")
    handlers = {
        "Double": grpc.unary_unary_rpc_method_handler(
            lambda request, context: one.response(value=2 * request.value), *codec(one)
        ),
        "Count": grpc.unary_stream_rpc_method_handler(
            lambda request, context: (many.response(value=n) for n in range(request.value)),
            *codec(many),
        ),
    }
    server = grpc.server(ThreadPoolExecutor(max_workers=2))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("Numbers", handlers),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    sys.stdin.read()
    server.stop(grace=None).wait()


def codec(method: Method) -> tuple[object, object]:
    return method.request.FromString, method.response.SerializeToString


if __name__ == "__main__":
    main()
