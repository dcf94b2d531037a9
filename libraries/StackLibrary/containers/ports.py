"""Ports of this machine for gateways in containers."""

import random
import socket

from ..errors import StackError

HOST = "127.0.0.1"
# Below those that systems give away by themselves: nobody gets it meanwhile.
PORTS = range(20_000, 30_000)


def free_ports(count: int, *, first: int) -> list[int]:
    """Return that many ports; the first one is `first`, unless that is 0."""
    found = [first] if first else []
    for port in random.sample(PORTS, len(PORTS)):
        if len(found) == count:
            return found
        if port != first and _is_free(port):
            found.append(port)
    raise StackError(f"None of the ports {PORTS.start} to {PORTS.stop - 1} is free.")


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
