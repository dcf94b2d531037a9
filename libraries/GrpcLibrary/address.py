"""Addresses of servers, as `host:port` or `unix:path`."""

import ipaddress

from .outcome import GrpcError


def check_address(address: str) -> None:
    """Raise GrpcError unless the address is `host:port`, `[ipv6]:port` or `unix:path`."""
    if address.startswith("unix:") and len(address) > len("unix:"):
        return
    host, _, port = address.rpartition(":")
    is_bare_ipv6 = ":" in host and not host.startswith("[")
    if not host or is_bare_ipv6 or not port.isdecimal() or not 0 < int(port) <= 65535:
        raise GrpcError(f"Address '{address}' should be 'host:port', with a port from 1 to 65535.")


def is_loopback(address: str) -> bool:
    """Whether the address is on this machine."""
    if address.startswith("unix:"):
        return True
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
