"""Changes the instances of a running gateway.

Takes the complete new list. Waits until instances that were added are healthy and get calls,
and instances that were removed get no new calls.
"""

import json
import os
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address

from options import Options

from .clusters import ENDPOINTS_TYPE, endpoints
from .envoy_json import discovered, split
from .readiness import Admin, wait_until_used
from .routes import ROUTE_TYPE, route_config
from .run_directory import (
    RunDirectory,
    add_instances,
    add_run_directory,
    add_timeout,
    add_unless_gone,
    write_private,
)

RESOLVE_SECONDS = 1.0


def publish(directory: RunDirectory, instances: Sequence[str]) -> int:
    """Write the list of instances for Envoy to read; return its version."""
    with directory.locked():
        write_private(directory.instances, json.dumps(instances))
        return _publish(directory, resolved(instances))


def published(directory: RunDirectory) -> tuple[str, ...]:
    try:
        return tuple(json.loads(directory.instances.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SystemExit(f"No gateway has started in '{directory.instances.parent}'.") from None


def _publish(directory: RunDirectory, instances: dict[str, str]) -> int:
    version = time.time_ns()
    # Endpoints before routes: the routes allow one attempt for each endpoint.
    hosts = discovered(str(version), ENDPOINTS_TYPE, [endpoints(instances.items())])
    write_private(directory.endpoints, json.dumps(hosts))
    routes = discovered(str(version), ROUTE_TYPE, [route_config(len(instances))])
    write_private(directory.routes, json.dumps(routes))
    return version


def resolved(instances: Iterable[str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the IP address of each instance.

    If a host name cannot be resolved, the instance keeps its last address, unless another
    instance has that address now.
    """
    now = {name: _resolve(name) for name in instances}
    taken = set(now.values())
    kept = {name: address for name, address in (before or {}).items() if address not in taken}
    found = {name: address or kept.get(name, "") for name, address in now.items()}
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
    """Update Envoy whenever the IP address of an instance changes.

    A container can get another address each time it starts. If all instances were given by IP
    address, there is nothing to do.
    """
    known = resolved(published(directory))
    while os.getppid() == envoy_pid and any(map(_is_host_name, published(directory))):
        time.sleep(RESOLVE_SECONDS)  # DNS does not announce changes
        with directory.locked():
            now = resolved(published(directory), before=known)
            if now != known:
                _publish(directory, now)
            known = now


def _is_host_name(address: str) -> bool:
    try:
        ip_address(split(address)[0])
    except ValueError:
        return True
    return False


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    add_run_directory(options)
    add_instances(options)
    add_timeout(options)
    add_unless_gone(options)
    given = options.parse_args()
    directory = RunDirectory(given.run_directory)
    new = set(given.instances) - set(published(directory))
    version = publish(directory, given.instances)
    wait_until_used(Admin(directory), version, new, given.timeout, given.unless_gone)


if __name__ == "__main__":
    main()
