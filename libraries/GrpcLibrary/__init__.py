"""Robot Framework library for calling gRPC services."""

import os

# gRPC's core reports each closed connection on the console, unless asked not to before it
# is imported. What it is set to in the environment stays.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

from robot.api.deco import library
from robotlibcore import DynamicCore

from .keywords import (
    Aliases,
    CallKeywords,
    ConnectionKeywords,
    Opened,
    StatusKeywords,
    register,
)
from .outcome import LastOutcome

__version__ = "0.1.0"


@library(scope="SUITE", version=__version__)
class GrpcLibrary(DynamicCore):
    """Library for calling gRPC services.

    Message types come from the service's ``.proto`` file, which is compiled when a
    connection is opened: no generated code is needed.

    = Active connection =

    `Open Connection` makes the connection that it opens the active one. Keywords that
    accept ``connection`` use the active one by default; otherwise give an alias.
    """

    def __init__(self) -> None:
        connections: Aliases[Opened] = Aliases("connection", opener="Open Connection")
        last = LastOutcome()
        super().__init__(
            [
                ConnectionKeywords(connections, last),
                CallKeywords(connections),
                StatusKeywords(last),
            ]
        )


register("GrpcLibrary")
