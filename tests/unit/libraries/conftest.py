"""Makes the fixtures of library_runs.py known to the tests beside it."""

from library_runs import (
    connect,
    dead_port,
    gateway,
    guard,
    schema,
    server,
    session,
    silent_port,
    system,
)

__all__ = [
    "connect",
    "dead_port",
    "gateway",
    "guard",
    "schema",
    "server",
    "session",
    "silent_port",
    "system",
]
