"""What the gRPC services have in common: a server with health and reflection."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from datetime import datetime

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

import my_service_pb2

API_SERVICE = my_service_pb2.DESCRIPTOR.services_by_name["MyServiceAPI"].full_name

# Without this a left-over server and a new one share the port, and either answers.
_EXCLUSIVE_PORT = ("grpc.so_reuseport", 0)

# The gateway asks often whether a connection still lives. By default a gRPC server closes
# the connection of a client that does so more often than once in 5 minutes (gRFC A8).
_ANY_NUMBER_OF_PINGS = ("grpc.http2.max_ping_strikes", 0)


def set_up_log(name: str) -> None:
    """Log one line an event to stderr, each with the service's name."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LogLines(f"%(asctime)s {name} %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO)


class _LogLines(logging.Formatter):
    """Lines with a local time that says how far it is from UTC, which it is in containers."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return (
            datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        )


async def start(
    listen: str,
    health_servicer: health.aio.HealthServicer,
    add_api: Callable[[grpc.aio.Server], None],
) -> grpc.aio.Server:
    """Start a server and print its address, the sign that it serves."""
    server = grpc.aio.server(options=[_EXCLUSIVE_PORT, _ANY_NUMBER_OF_PINGS])
    add_api(server)
    health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
    await health_servicer.set(API_SERVICE, health_pb2.HealthCheckResponse.SERVING)
    reflection.enable_server_reflection(
        (API_SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), server
    )
    host = listen.rpartition(":")[0]
    try:
        port = server.add_insecure_port(listen)
    except RuntimeError:
        raise SystemExit(f"Cannot listen on {listen}: it is in use or not allowed.") from None
    await server.start()
    logging.info("serving at %s:%s", host, port)
    print(f"{host}:{port}", flush=True)
    return server


def on_termination(act: Callable[[], object]) -> None:
    """Call `act` when the process is asked to end (SIGTERM, or Ctrl-C)."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, act)
