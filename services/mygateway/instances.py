"""Tells a gateway that runs which instances there are from now on.

Waits until those that are new are healthy and get calls, and those that are left out get none.
"""

import json
import os
import socket
import time
from collections.abc import Iterable, Sequence

from options import Options

from .clusters import ENDPOINTS_TYPE, endpoints
from .envoy_json import discovered, split
from .readiness import Admin, wait_until_taken_over
from .routes import ROUTE_TYPE, route_config
from .run_directory import (
    RunDirectory,
    add_instances,
    add_run_directory,
    add_timeout,
    write_private,
)

RESOLVE_SECONDS = 1.0


def publish(directory: RunDirectory, instances: Sequence[str]) -> str:
    """Write which instances there are; return the version that Envoy will tell that it has."""
    with directory.locked():
        write_private(directory.instances, json.dumps(instances))
        return _publish(directory, resolved(instances))


def published(directory: RunDirectory) -> tuple[str, ...]:
    try:
        return tuple(json.loads(directory.instances.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SystemExit(f"No gateway has started in '{directory.instances.parent}'.") from None


def _publish(directory: RunDirectory, instances: dict[str, str]) -> str:
    version = str(time.time_ns())
    # First who there is, then how many to ask: a call never asks more than there are.
    hosts = discovered(version, ENDPOINTS_TYPE, [endpoints(instances.items())])
    write_private(directory.endpoints, json.dumps(hosts))
    routes = discovered(version, ROUTE_TYPE, [route_config(len(instances))])
    write_private(directory.routes, json.dumps(routes))
    return version


def resolved(instances: Iterable[str], before: dict[str, str] | None = None) -> dict[str, str]:
    """Return each instance's IP address; what has no address now keeps the one from before."""
    found = {name: _resolve(name) or (before or {}).get(name, "") for name in instances}
    return {name: address for name, address in found.items() if address}


def _resolve(name: str) -> str:
    host, port = split(name)
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return ""
    family, *_, (ip, *_) = min(known, key=lambda one: one[0])  # IPv4 where there is one
    return f"[{ip}]:{port}" if family == socket.AF_INET6 else f"{ip}:{port}"


def keep_resolved(directory: RunDirectory, envoy_pid: int) -> None:
    """While Envoy runs, tell it when an instance has another IP address than before."""
    known: dict[str, str] = {}
    while os.getppid() == envoy_pid:
        with directory.locked():
            now = resolved(published(directory), before=known)
            if now != known and known:
                _publish(directory, now)
            known = now
        time.sleep(RESOLVE_SECONDS)  # nobody tells of changes in DNS


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    add_run_directory(options)
    add_instances(options)
    add_timeout(options)
    given = options.parse_args()
    directory = RunDirectory(given.run_directory)
    new = set(given.instances) - set(published(directory))
    version = publish(directory, given.instances)
    wait_until_taken_over(Admin(directory), version, new, given.timeout)


if __name__ == "__main__":
    main()
