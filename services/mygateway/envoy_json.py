"""Building blocks of Envoy's configuration, which is protobuf written as JSON."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

UNLIMITED = 1_000_000  # the test system refuses no load; Envoy's defaults do

API = "/my_service.MyServiceAPI"
LOGIN = f"{API}/Login"
TO_INSTANCES = f"{API}/MyService"

# The header in which the session table passes a session's instance to the next filter.
HOME = "x-session-home"


def typed(name: str, type_name: str, /, **fields: Any) -> Json:
    """Return an extension's configuration, which names its own type."""
    return {"name": name, "typed_config": {"@type": type_url(type_name), **fields}}


def type_url(type_name: str) -> str:
    return f"type.googleapis.com/{type_name}"


def socket_address(address: str) -> Json:
    host, port = split(address)
    return {"socket_address": {"address": host, "port_value": port}}


def split(address: str) -> tuple[str, int]:
    """Split `host:port`; an IPv6 host is in brackets."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), int(port)


def watched(file: object) -> Json:
    """Return a configuration source: a file that Envoy reads again when it is replaced."""
    return {"path_config_source": {"path": str(file)}, "resource_api_version": "V3"}


def discovered(version: str, type_name: str, resources: Sequence[Json]) -> Json:
    """Return the content of such a file: one version of the resources."""
    of_type = {"@type": type_url(type_name)}
    return {
        "version_info": version,
        "resources": [{**of_type, **resource} for resource in resources],
    }
