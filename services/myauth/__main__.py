"""Serves Login until the process is asked to end."""

import asyncio
from datetime import timedelta
from pathlib import Path

from grpc_health.v1 import health

import my_service_pb2_grpc
from options import Options, read_file, read_secret
from serving import on_termination, set_up_log, start
from tokens import Tokens

from .servicer import Login
from .users import BUILT_IN_USERS, Users

# Logins that are under way may finish for so long.
GRACE_SECONDS = 0.3


def main() -> None:
    options = Options(prog="myauth", description=__doc__)
    options.add_listen(default="127.0.0.1:50051")
    options.add_secret()
    options.add_option(
        "--users-file",
        default=BUILT_IN_USERS,
        type=Path,
        metavar="FILE",
        meaning="JSON file of users: name, role, Argon2 hash of the password",
    )
    options.add_option(
        "--token-lifetime",
        default="3600",
        type=float,
        metavar="SECONDS",
        meaning="how long a token is valid",
    )
    given = options.parse_args()
    set_up_log("myauth")
    login = Login(
        Users.parse(read_file(given.users_file)),
        Tokens(read_secret(given.jwt_secret_file)),
        timedelta(seconds=given.token_lifetime),
    )
    asyncio.run(serve(given.listen, login))


async def serve(listen: str, login: Login) -> None:
    asked_to_end = asyncio.Event()
    on_termination(asked_to_end.set)
    server = await start(
        listen,
        health.aio.HealthServicer(),
        lambda server: my_service_pb2_grpc.add_MyServiceAPIServicer_to_server(login, server),
    )
    await asked_to_end.wait()
    await server.stop(GRACE_SECONDS)


if __name__ == "__main__":
    main()
