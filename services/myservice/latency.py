"""The latency of an instance: it answers late, but its health checks are answered in time.

The command sets the latency of a running instance on the same machine or in the same
container. It lasts until it is set again or the instance is restarted.
"""

import argparse
import asyncio
import math

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.empty_pb2 import Empty

from options import Options, address

SERVICE = "my_service.Latency"
SET = "Set"
TIMEOUT_SECONDS = 5.0

_LOOPBACK = ("ipv4:127.", "ipv6:%5B::1%5D:")


class Latency:
    def __init__(self) -> None:
        self._seconds = 0.0

    async def wait(self) -> None:
        """Wait for as long as answers are to be delayed."""
        if self._seconds:
            await asyncio.sleep(self._seconds)

    def add_to(self, server: grpc.aio.Server) -> None:
        """Serve the method that sets the latency; the gateway does not route it."""
        handler = grpc.unary_unary_rpc_method_handler(
            self._set, Duration.FromString, Empty.SerializeToString
        )
        server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(SERVICE, {SET: handler}),)
        )

    async def _set(self, request: Duration, context: grpc.aio.ServicerContext) -> Empty:
        if not context.peer().startswith(_LOOPBACK):
            await context.abort(
                grpc.StatusCode.PERMISSION_DENIED, "only allowed from the same machine"
            )
        self._seconds = request.ToTimedelta().total_seconds()
        return Empty()


def set_latency(instance: str, seconds: float) -> None:
    """Set the latency of the instance at the address; exit with one sentence on failure."""
    with grpc.insecure_channel(instance, [("grpc.enable_http_proxy", 0)]) as channel:
        call = channel.unary_unary(
            f"/{SERVICE}/{SET}", Duration.SerializeToString, Empty.FromString
        )
        late = Duration()
        late.FromMilliseconds(round(1000 * seconds))
        try:
            call(late, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as err:
            raise SystemExit(f"Cannot set the latency of {instance}: {err.details()}.") from None


def main() -> None:
    options = Options(prog="myservice", description=__doc__)
    options.add_argument(
        "--instance",
        default="127.0.0.1:50052",
        type=address,
        metavar="HOST:PORT",
        help="which instance (default: 127.0.0.1:50052)",
    )
    options.add_argument(
        "--delay",
        required=True,
        type=_delay,
        metavar="SECONDS",
        help="how long each answer and each message is delayed; 0 for no delay",
    )
    given = options.parse_args()
    set_latency(given.instance, given.delay)


def _delay(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is not 0 s or longer")
    return seconds


if __name__ == "__main__":
    main()
