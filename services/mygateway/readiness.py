"""Tells when Envoy serves: its own admin interface says so."""

import json
import os
import time
import urllib.request
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.01

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Admin:
    """Envoy's admin interface, whose address Envoy writes to a file once it is there."""

    def __init__(self, address_file: Path):
        self._address_file = address_file

    def gateway_address(self) -> str | None:
        """Return where clients can connect, or None while the gateway is not ready."""
        try:
            admin = self._address_file.read_text()
            if not self._all_instances_are_healthy(admin):
                return None
            listener = self._get(admin, "listeners")["listener_statuses"][0]
        except (OSError, IndexError, KeyError):
            return None
        address = listener["local_address"]["socket_address"]
        return f"{address['address']}:{address['port_value']}"

    def _all_instances_are_healthy(self, admin: str) -> bool:
        clusters = self._get(admin, "clusters")["cluster_statuses"]
        hosts = [host for cluster in clusters for host in cluster["host_statuses"]]
        return all("failed_active_health_check" not in host["health_status"] for host in hosts)

    def _get(self, admin: str, what: str) -> Any:
        with _open(f"http://{admin}/{what}?format=json", timeout=1) as answer:
            return json.load(answer)


def announce(admin: Admin, envoy_pid: int) -> None:
    """Print the gateway's address as soon as it serves, unless Envoy ends before."""
    while os.getppid() == envoy_pid:
        address = admin.gateway_address()
        if address is not None:
            print(address, flush=True)
            return
        time.sleep(POLL_SECONDS)  # Envoy tells its state only to those who ask
