"""The clusters that the gateway sends calls to: the auth service and the instances."""

from collections.abc import Iterable
from pathlib import Path

from .envoy_json import UNLIMITED, Json, socket_address, typed, watched

ENDPOINTS_TYPE = "envoy.config.endpoint.v3.ClusterLoadAssignment"

HEALTH_CHECK = {
    "interval": "0.2s",
    "no_traffic_interval": "0.2s",
    # Generous: an instance that answers late on a busy machine and is taken for dead
    # loses its session. Retries, not health checks, make a transfer quick.
    "timeout": "2s",
    "unhealthy_threshold": 2,
    "healthy_threshold": 1,
    "grpc_health_check": {},
}

# An HTTP/2 PING that is not answered resets all calls of its connection. gRPC answers it
# in a thread of its own, so that a busy instance is not taken for one that hangs.
KEEP_ALIVE = {"interval": "0.5s", "timeout": "2s"}

# Points on the ring for each instance. With so many, the shares of sessions are even.
POINTS = 1024
# With a `minimum_ring_size` of 1, Envoy gives the endpoint with the lowest weight one point, and
# the others points in proportion to their weights. This endpoint has weight 1 and is never
# removed, so the instances always have the same points, whichever of them are there.
# Nobody listens at its address: a call that meets it is retried at the next instance.
NOBODY = "nobody"


def auth_cluster(address: str) -> Json:
    endpoint = {"endpoint": {"address": socket_address(address)}}
    return {
        **_cluster("myauth"),
        "cluster_type": typed(
            "envoy.cluster.dns",
            "envoy.extensions.clusters.dns.v3.DnsCluster",
            dns_refresh_rate="1s",  # it may come back with another IP address
        ),
        "load_assignment": {
            "cluster_name": "myauth",
            "endpoints": [{"lb_endpoints": [endpoint]}],
        },
    }


def instance_cluster(endpoints_file: Path) -> Json:
    return {
        **_cluster("myservice"),
        "type": "EDS",
        "eds_cluster_config": {"eds_config": watched(endpoints_file)},
        "lb_policy": "RING_HASH",
        "ring_hash_lb_config": {"minimum_ring_size": 1},
        "health_checks": [HEALTH_CHECK],
        # Otherwise a removed instance gets calls for as long as it is healthy.
        "ignore_health_on_host_removal": True,
    }


def endpoints(instances: Iterable[tuple[str, str]]) -> Json:
    """Return the instances as Envoy's endpoints, given their names and IP addresses."""
    known = [_endpoint(name, address) for name, address in instances]
    return {
        "cluster_name": "myservice",
        "endpoints": [{"lb_endpoints": [*known, _nobody()]}],
    }


def _cluster(name: str) -> Json:
    limits = ("max_connections", "max_pending_requests", "max_requests", "max_retries")
    http2 = {"http2_protocol_options": {"connection_keepalive": KEEP_ALIVE}}
    return {
        "name": name,
        "connect_timeout": "1s",
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/"
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": http2,
            }
        },
        "circuit_breakers": {"thresholds": [dict.fromkeys(limits, UNLIMITED)]},
        "common_lb_config": {
            # Never send a call to an instance that is known to be dead, however many are.
            "healthy_panic_threshold": {"value": 0},
            # By default, changes of health reach those who route calls up to 1 s late.
            "update_merge_window": "0s",
        },
    }


def _endpoint(name: str, address: str) -> Json:
    return {
        "endpoint": {"address": socket_address(address), "hostname": name.rpartition(":")[0]},
        # The points on the ring come from the name, not from the IP address. So they are the
        # same after a restart and in every gateway.
        "metadata": {"filter_metadata": {"envoy.lb": {"hash_key": name}}},
        "load_balancing_weight": POINTS,
    }


def _nobody() -> Json:
    return {
        "endpoint": {
            "address": {"pipe": {"path": "/dev/null/nobody"}},
            "hostname": NOBODY,
            "health_check_config": {"disable_active_health_check": True},
        },
        "metadata": {"filter_metadata": {"envoy.lb": {"hash_key": NOBODY}}},
        "load_balancing_weight": 1,
    }
