"""Serves the MyService* calls of one instance until it is shut down."""

import asyncio

import grpc
from grpc_health.v1 import health

import my_service_pb2_grpc
from options import Options, read_secret
from serving import on_termination, set_up_log, start
from tokens import Tokens

from .instance import Instance
from .latency import Latency
from .servicer import MyService

# For so long, an instance that goes away answers new calls that it does (UNAVAILABLE). A call
# that comes while grpcio stops is CANCELLED, or cut off: by then, the gateway's health check
# (each 0.2 s) has noticed, and sends none.
LAME_DUCK_SECONDS = 0.4

# Then the last answers may get out. With what the interpreter needs to end, an instance is
# gone well within a second after Shutdown or SIGTERM.
GRACE_SECONDS = 0.1


def main() -> None:
    options = Options(prog="myservice", description=__doc__)
    options.add_listen(default="127.0.0.1:50052")
    options.add_secret()
    options.add_option("--pod-name", default="myservice-1", meaning="name of the instance")
    options.add_option(
        "--capacity",
        default="1",
        type=int,
        metavar="SESSIONS",
        meaning="how many sessions it can hold; 0 for any number",
    )
    options.add_option(
        "--subscribe-interval",
        default="5",
        type=float,
        metavar="SECONDS",
        meaning="time between two messages of a subscription",
    )
    options.add_option(
        "--idle-time",
        default="60",
        type=float,
        metavar="SECONDS",
        meaning="after which time without a call a session gives up its place to another one",
    )
    given = options.parse_args()
    set_up_log(given.pod_name)
    tokens = Tokens(read_secret(given.jwt_secret_file))
    asyncio.run(serve(given.listen, given, tokens))


async def serve(listen: str, given, tokens: Tokens) -> None:
    instance = Instance(given.pod_name, given.capacity, given.idle_time)
    latency = Latency()
    api = MyService(instance, tokens, given.subscribe_interval, latency)
    health_servicer = health.aio.HealthServicer()
    on_termination(instance.drain)

    def add_services(server: grpc.aio.Server) -> None:
        my_service_pb2_grpc.add_MyServiceAPIServicer_to_server(api, server)
        latency.add_to(server)

    server = await start(listen, health_servicer, add_services)
    await instance.drained()
    await health_servicer.enter_graceful_shutdown()
    await asyncio.sleep(LAME_DUCK_SECONDS)
    await server.stop(GRACE_SECONDS)


if __name__ == "__main__":
    main()
