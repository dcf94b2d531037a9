"""Asks Envoy's admin interface whether the gateway serves, and which hosts are healthy.

As a command, waits until the gateway of a run directory serves and the given instances are
healthy.
"""

import json
import os
import socket
import time
from collections.abc import Callable, Collection, Iterable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from options import Options

from .envoy_json import split
from .run_directory import (
    RunDirectory,
    add_instances,
    add_run_directory,
    add_timeout,
    add_unless_gone,
)

POLL_SECONDS = 0.01
CONNECT_SECONDS = 1.0

_NOT_THERE = (OSError, HTTPException)


class Admin:
    """Envoy's admin interface, a socket that only this user can open."""

    def __init__(self, directory: RunDirectory):
        self._socket = directory.admin

    def gateway_address(self) -> str | None:
        """Return where clients can connect, or None while there is no gateway."""
        try:
            listener = self._get("listeners?format=json")["listener_statuses"][0]
        except (*_NOT_THERE, IndexError, KeyError):
            return None
        return _host_port(listener["local_address"])

    def healthy_hosts(self) -> set[str]:
        """Return the hosts that get calls, by the addresses that were configured."""
        try:
            clusters = self._get("clusters?format=json")["cluster_statuses"]
        except (*_NOT_THERE, KeyError):
            return set()
        return {
            f"{host['hostname']}:{host['address']['socket_address']['port_value']}"
            for cluster in clusters
            for host in cluster.get("host_statuses", ())
            if "socket_address" in host["address"]
            and "failed_active_health_check" not in host["health_status"]
        }

    def version(self) -> int:
        """Return the version of the instances that Envoy uses, or 0 if it has none yet."""
        try:
            stats = self._get("stats?filter=version_text$&type=TextReadouts&format=json")["stats"]
        except (*_NOT_THERE, KeyError):
            return 0
        return min((int(stat["value"] or 0) for stat in stats), default=0)

    def _get(self, what: str) -> Any:
        connection = _Connection(self._socket)
        try:
            connection.request("GET", f"/{what}")
            return json.load(connection.getresponse())
        finally:
            connection.close()


class _Connection(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path):
        super().__init__("mygateway", timeout=CONNECT_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(CONNECT_SECONDS)
        self.sock.connect(os.fspath(self._path))


def _host_port(address: Any) -> str:
    socket_address = address["socket_address"]
    return f"{socket_address['address']}:{socket_address['port_value']}"


def announce(admin: Admin, awaited: Collection[str], envoy_pid: int) -> None:
    """Print the gateway's address once all awaited hosts are healthy or gone.

    Stops waiting when Envoy ends.
    """
    while os.getppid() == envoy_pid:
        address = admin.gateway_address()
        if address is not None and all(map(is_gone, set(awaited) - admin.healthy_hosts())):
            print(address, flush=True)
            return
        time.sleep(POLL_SECONDS)  # Envoy does not announce changes of its state


def is_gone(address: str) -> bool:
    """Tell whether nobody listens at the address. A process that hangs still listens."""
    try:
        socket.create_connection(split(address), CONNECT_SECONDS).close()
    except TimeoutError:
        return False
    except OSError:
        return True
    return False


def wait_until_healthy(
    admin: Admin, awaited: Iterable[str], timeout: float, unless_gone: bool = False
) -> None:
    """Exit with one sentence if an instance is not healthy in time."""

    def problem() -> str:
        return _problem(admin, awaited, unless_gone)

    _wait_until_solved(problem, timeout)


def wait_until_used(
    admin: Admin, version: int, awaited: Iterable[str], timeout: float, unless_gone: bool = False
) -> None:
    """Wait until Envoy uses this version of the instances, or a later one.

    Exits with one sentence if it does not in time, or if an awaited instance is not healthy.
    """

    def problem() -> str:
        if admin.version() < version:
            return "does not use the new instances"
        return _problem(admin, awaited, unless_gone)

    _wait_until_solved(problem, timeout)


def _wait_until_solved(problem_now: Callable[[], str], timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while problem := problem_now():
        if time.monotonic() > deadline:
            raise SystemExit(f"The gateway {problem} after {timeout:g} s.")
        time.sleep(POLL_SECONDS)  # as above


def _problem(admin: Admin, awaited: Iterable[str], unless_gone: bool) -> str:
    if admin.gateway_address() is None:
        return "does not serve"
    unhealthy = set(awaited) - admin.healthy_hosts()
    missing = ", ".join(sorted(one for one in unhealthy if not (unless_gone and is_gone(one))))
    return f"does not take {missing} for healthy" if missing else ""


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    add_run_directory(options)
    add_instances(options)
    add_timeout(options)
    add_unless_gone(options)
    given = options.parse_args()
    admin = Admin(RunDirectory(given.run_directory))
    wait_until_healthy(admin, given.instances, given.timeout, unless_gone=given.unless_gone)


if __name__ == "__main__":
    main()
