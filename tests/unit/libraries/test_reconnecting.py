"""A client is back soon after its server is, however long the server was away."""

import time
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf.empty_pb2 import Empty

from GrpcLibrary.connection import Connection
from GrpcLibrary.schema import Method

# gRPC's own back-off would have a client look after 1, 2.6, 5.2, … s.
OUTAGE_SECONDS = 3
PROMISED_SECONDS = 0.2
# What a busy machine may add to that.
SLACK_SECONDS = 0.8

ECHO = Method("/test.Test/Echo", Empty, Empty)


def serve(port: int) -> tuple[grpc.Server, int]:
    handler = grpc.unary_unary_rpc_method_handler(lambda request, context: request)
    server = grpc.server(ThreadPoolExecutor(2), options=[("grpc.so_reuseport", 0)])
    handlers = grpc.method_handlers_generic_handler("test.Test", {"Echo": handler})
    server.add_generic_rpc_handlers((handlers,))
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, bound


def test_client_is_back_soon_after_its_server() -> None:
    server, port = serve(0)
    connection = Connection(f"127.0.0.1:{port}", deadline=5)
    try:
        assert connection.call(ECHO, Empty()).status.is_ok
        server.stop(None).wait()
        gone_at = time.monotonic()
        while time.monotonic() - gone_at < OUTAGE_SECONDS:
            status = connection.call(ECHO, Empty()).status
            assert status.code is grpc.StatusCode.UNAVAILABLE
            time.sleep(0.05)
        server, _ = serve(port)
        back_at = time.monotonic()
        while not connection.call(ECHO, Empty()).status.is_ok:
            assert time.monotonic() - back_at < PROMISED_SECONDS + SLACK_SECONDS
            time.sleep(0.01)
    finally:
        connection.close()
        server.stop(None).wait()
