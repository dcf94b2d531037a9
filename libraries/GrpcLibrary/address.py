"""Addresses of servers, as `host:port` or `unix:path`."""

import ipaddress
import re

from .errors import UsageError

_HOST_AND_PORT = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d+)", re.ASCII)
_UNIX = re.compile(r"unix:.+", re.DOTALL)


def check_address(address: str) -> None:
    """Raise UsageError unless the address is `host:port`, `[ipv6]:port` or `unix:path`."""
    if _UNIX.fullmatch(address):
        return
    parts = _HOST_AND_PORT.fullmatch(address)
    if parts is None or not 0 < int(parts["port"]) <= 65535:
        raise UsageError(f"Address '{address}' should be 'host:port', with a port from 1 to 65535.")


def is_loopback(address: str) -> bool:
    """Whether the address is on this machine."""
    if _UNIX.fullmatch(address):
        return True
    host = address.rpartition(":")[0].strip("[]")
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
    return ip.is_loopback or ip.is_unspecified
