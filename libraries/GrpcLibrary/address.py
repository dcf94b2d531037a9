"""Addresses of servers, as grpcio takes them (naming.md of the gRPC project)."""

import ipaddress
import re
from collections.abc import Callable

from .errors import UsageError

_HOST_AND_PORT = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d+)", re.ASCII)
_SCHEME = re.compile(r"(?P<scheme>dns|ipv4|ipv6|unix|unix-abstract|xds):(?P<rest>.*)", re.DOTALL)
_DNS = re.compile(r"(//[\w.:\[\]-]*/)?(?P<name>[^/]+)", re.ASCII)
_FORMS = {
    "dns": "'dns:///host:port' or 'dns://server/host:port'",
    "ipv4": "'ipv4:address:port', or several of these separated by commas",
    "ipv6": "'ipv6:[address]:port', or several of these separated by commas",
    "unix": "'unix:path' or 'unix:///path'",
    "unix-abstract": "'unix-abstract:name'",
    "xds": "'xds:///name'",
}


def check_address(address: str) -> None:
    """Raise UsageError unless grpcio could connect to the address.

    That is `host:port`, `[ipv6]:port`, `unix:path`, `unix-abstract:name`, `dns:///host:port`,
    `ipv4:` or `ipv6:` with one or more addresses, or `xds:///name`.
    """
    scheme, rest = _split(address)
    if scheme and not _CHECKS[scheme](rest):
        raise UsageError(f"Address '{address}' should be {_FORMS[scheme]}.")
    if not scheme and not _is_host_and_port(address):
        raise UsageError(f"Address '{address}' should be 'host:port', with a port from 1 to 65535.")


def is_loopback(address: str) -> bool:
    """Whether the address is on this machine."""
    scheme, rest = _split(address)
    if scheme in ("unix", "unix-abstract"):
        return True
    if scheme == "dns":
        return _is_loopback_host(rest.rpartition("/")[2])
    if scheme in ("ipv4", "ipv6"):
        return all(map(_is_loopback_host, rest.split(",")))
    return scheme != "xds" and _is_loopback_host(address)


def host_of(address: str) -> str:
    """Return the host, or what stands for it: what the server's certificate should call it."""
    scheme, rest = _split(address)
    first = rest.split(",")[0].rpartition("/")[2] if scheme else address
    return first.rpartition(":")[0] if _HOST_AND_PORT.fullmatch(first) else first


def _split(address: str) -> tuple[str, str]:
    """Return the scheme, if there is one, and what follows it."""
    parts = _SCHEME.fullmatch(address)
    return (parts["scheme"], parts["rest"]) if parts else ("", address)


def _is_host_and_port(text: str) -> bool:
    parts = _HOST_AND_PORT.fullmatch(text)
    return parts is not None and 0 < int(parts["port"]) <= 65535


def _is_dns(rest: str) -> bool:
    parts = _DNS.fullmatch(rest)
    # Without a port, it is 443.
    return parts is not None and (
        _is_host_and_port(parts["name"]) or re.fullmatch(r"[\w.-]+", parts["name"]) is not None
    )


def _are_addresses(rest: str, version: int) -> bool:
    return all(_is_address(one, version) for one in rest.split(","))


def _is_address(text: str, version: int) -> bool:
    host = text.rpartition(":")[0]
    try:
        is_right = ipaddress.ip_address(host.strip("[]")).version == version
    except ValueError:
        return False
    return is_right and _is_host_and_port(text) and host.startswith("[") == (version == 6)


def _is_loopback_host(address: str) -> bool:
    host = address.rpartition(":")[0].strip("[]") or address
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
    return ip.is_loopback or ip.is_unspecified


_CHECKS: dict[str, Callable[[str], bool]] = {
    "dns": _is_dns,
    "ipv4": lambda rest: _are_addresses(rest, 4),
    "ipv6": lambda rest: _are_addresses(rest, 6),
    "unix": lambda rest: bool(rest),
    "unix-abstract": lambda rest: bool(rest),
    "xds": lambda rest: re.fullmatch(r"//[^/]*/.+", rest) is not None,
}
