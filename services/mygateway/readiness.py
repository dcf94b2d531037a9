"""Tells when Envoy serves, and whom it takes for healthy: its own admin interface says so.

As a command, waits until the gateway of a run directory serves, and takes instances for
healthy.
"""

import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Collection
from pathlib import Path
from typing import Any

from options import Options, addresses

ADMIN_ADDRESS = "admin_address"
POLL_SECONDS = 0.01

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Admin:
    """Envoy's admin interface, whose address Envoy writes to a file once it is there."""

    def __init__(self, run_directory: Path):
        self._address_file = run_directory / ADMIN_ADDRESS

    def gateway_address(self) -> str | None:
        """Return where clients can connect, or None while there is no gateway."""
        try:
            listener = self._get("listeners")["listener_statuses"][0]
        except (OSError, IndexError, KeyError):
            return None
        return _host_port(listener["local_address"])

    def healthy_hosts(self) -> set[str]:
        """Return those to whom calls are sent, each by the address that it was given by."""
        try:
            clusters = self._get("clusters")["cluster_statuses"]
        except (OSError, KeyError):
            return set()
        return {
            f"{host['hostname']}:{_host_port(host['address']).rpartition(':')[2]}"
            for cluster in clusters
            for host in cluster.get("host_statuses", ())
            if "failed_active_health_check" not in host["health_status"]
        }

    def _get(self, what: str) -> Any:
        admin = self._address_file.read_text()
        with _open(f"http://{admin}/{what}?format=json", timeout=1) as answer:
            return json.load(answer)


def _host_port(address: Any) -> str:
    socket_address = address["socket_address"]
    return f"{socket_address['address']}:{socket_address['port_value']}"


def announce(admin: Admin, awaited: Collection[str], envoy_pid: int) -> None:
    """Print the gateway's address once it serves those awaited, unless Envoy ends before."""
    while os.getppid() == envoy_pid:
        address = admin.gateway_address()
        if address is not None and admin.healthy_hosts() >= set(awaited):
            print(address, flush=True)
            return
        time.sleep(POLL_SECONDS)  # Envoy tells its state only to those who ask


def wait_until_healthy(admin: Admin, awaited: Collection[str], timeout: float) -> None:
    """End with one sentence unless the gateway takes all of them for healthy in time."""
    deadline = time.monotonic() + timeout
    while problem := _problem(admin, awaited):
        if time.monotonic() > deadline:
            raise SystemExit(f"The gateway {problem} after {timeout:g} s.")
        time.sleep(POLL_SECONDS)  # as above


def _problem(admin: Admin, awaited: Collection[str]) -> str:
    if admin.gateway_address() is None:
        return "does not serve"
    missing = ", ".join(sorted(set(awaited) - admin.healthy_hosts()))
    return f"does not take {missing} for healthy" if missing else ""


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    add_run_directory(options)
    add_instances(options)
    options.add_argument(
        "--timeout",
        default=0.0,
        type=float,
        metavar="SECONDS",
        help="how long to wait (default: look once)",
    )
    given = options.parse_args()
    wait_until_healthy(Admin(given.run_directory), given.instances, given.timeout)


def add_run_directory(options: Options) -> None:
    options.add_option(
        "--run-directory",
        default=tempfile.gettempdir(),
        type=Path,
        metavar="DIRECTORY",
        meaning="where Envoy's configuration and key file are written",
    )


def add_instances(options: Options) -> None:
    options.add_option(
        "--instances",
        default="127.0.0.1:50052",
        type=addresses,
        metavar="HOST:PORT,...",
        meaning="addresses of the instances, separated by commas",
    )


if __name__ == "__main__":
    main()
