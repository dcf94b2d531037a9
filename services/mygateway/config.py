"""Envoy's configuration: what the gateway promises, said in Envoy's terms.

How a session keeps its instance, and changes it once
    Each instance has one point on the hash ring (`minimum_ring_size` 1), so the ring is an
    order of the instances that stays the same when one of them leaves it. A call goes to
    the first instance behind its session's hash, a retry (`previous_hosts`) to the next one.
    When a dead instance has left the ring, the hash finds that next one as well: the choice
    of the retry and the choice of the later calls are the same.

    The price of one point is that the instances' shares of all sessions differ widely.

Measured with benchmarks/crashes.py: SIGKILL of one of 3 instances, 30 sessions calling. A
stray moved more than once; an unrelated move is one of a living instance's session.

    configuration              crashes  victims  client errors  strays  unrelated moves
    this one                        20      282              0       0                0
    this one, SIGTERM               20      216              0       0                0
    PINGs with 1 s to answer        60      623              0       0                0
    the same, SIGTERM               60      681              0       0                0
    this one, before its PINGs     200     2311              0       0                0
    the same, one session each      30       30              0       0                0
    1024 points on the ring         15      155              0      49               36
    Maglev                          15      145              0      85                0
    no previous_hosts               15       82           2222       0                0
    default update_merge_window     15      284              0     140               50

    A victim's next answer came 27 ms (median) and at most 216 ms after the kill, on a busy
    machine. The rows below had no PINGs either. The last one is what a merge window of 1 s
    does right after the start: sessions settle on a ring that does not have all instances yet.

How a session leaves an instance that hangs
    It keeps its connections and is silent (SIGSTOP, a cut cable), so nothing fails by
    itself. A PING of HTTP/2 that stays unanswered resets the calls that wait, and they are
    repeated elsewhere; health checks that time out keep later calls away. Closing its
    connections when health checks fail (`close_connections_on_host_health_failure`) does
    not do: for HTTP, Envoy only drains them, and the calls wait on (Envoy's pull request
    2295). A stream that has begun is reset, which is INTERNAL to a gRPC client.

Measured likewise: SIGSTOP of one of 3 instances. No alternative had strays or unrelated moves.

    configuration                              pauses  victims  client errors  longest wait
    this one                                       60      670              0         2.5 s
    PING each 0.5 s, 1 s to answer                 60      619              0         1.5 s
    PING each 1 s, 2 s to answer                    4       68              0         3.0 s
    retries after 2.5 s (`per_try_timeout`)         4       37              0         2.5 s
    no PING, close_connections_on_...               3       48             48           5 s
    no PING                                         2        6              6           5 s

    Retries after a time would not help streams, and a late answer would be one of a second
    instance.

    A process that a busy machine does not let run hangs as well: for 2.4 s, once, in 22 runs
    of all scenarios at a load of up to 22 on 2 cores, when health checks took it for dead after
    2.2 s. Now that takes 4.2 s. A call that a PING gave up on asks the other instances and,
    where they are full, its own once more.

Sources: Envoy's documentation of ring_hash, router (x-envoy-retry-on,
x-envoy-retry-grpc-on), local_reply_config, jwt_authn and rbac.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

API = "/my_service.MyServiceAPI"
TO_INSTANCES = f"{API}/MyService"

NO_INSTANCE = "backend service unavailable"
NOT_AUTHENTICATED = "missing or invalid token"
NO_SESSION_ID = "missing session-id"

# An Echo can be repeated after anything that says this instance does not serve it.
RETRY_ECHO_ON = "connect-failure,refused-stream,reset,cancelled,unavailable,resource-exhausted"
# A Shutdown is repeated only where the instance certainly did not act on it: it was not
# reached, it refused the stream, it answered that it is going away already (unavailable, or
# cancelled while its server stops), or that it holds another session. Not after a reset: the
# instance may have acted, and its answer been lost.
RETRY_SHUTDOWN_ON = "connect-failure,refused-stream,unavailable,cancelled,retriable-headers"
OTHER_SESSION = {
    "name": "grpc-message",
    "string_match": {"prefix": "Client session mismatch"},
}

# Each instance can be asked once, and one of them again. At once: a busy or dead
# instance answers in a millisecond, and waiting would not change what the next one says.
EXTRA_ATTEMPTS = 1
BACK_OFF = {"base_interval": "0.001s", "max_interval": "0.001s"}

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

_UNLIMITED = 1_000_000  # the test system refuses no load; Envoy's defaults do
_JWT_FILTER = "envoy.filters.http.jwt_authn"
_WITHOUT_SESSION_ID = {
    "name": "session-id",
    "string_match": {"exact": ""},
    "treat_missing_header_as_empty": True,
}
# Deadlines are for the client and the instance, who both keep them. Envoy would reset a stream
# that has begun, and when it is first, the client sees INTERNAL instead of DEADLINE_EXCEEDED.
_UNTIL_THE_DEADLINE_OF_THE_CLIENT = {"timeout": "0s"}


@dataclass(frozen=True)
class Addresses:
    """Where the gateway listens and whom it talks to, each as `host:port`."""

    listen: str
    admin: str
    auth: str
    instances: tuple[str, ...]


def key_set(secret: bytes) -> str:
    """Return the JSON Web Key Set (RFC 7517) that holds the secret."""
    k = base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
    return json.dumps({"keys": [{"kty": "oct", "alg": "HS256", "k": k}]})


def envoy_config(addresses: Addresses, key_set_file: Path) -> Json:
    """Return Envoy's bootstrap configuration, to be written as JSON."""
    return {
        "admin": {"address": _address(addresses.admin)},
        "overload_manager": {"resource_monitors": [_connection_limit()]},
        "static_resources": {
            "listeners": [_listener(addresses, key_set_file)],
            "clusters": [
                _cluster("myauth", [addresses.auth]),
                {
                    **_cluster("myservice", addresses.instances),
                    "lb_policy": "RING_HASH",
                    "ring_hash_lb_config": {"minimum_ring_size": 1},
                    "health_checks": [HEALTH_CHECK],
                },
            ],
        },
    }


def _connection_limit() -> Json:
    return _typed(
        "envoy.resource_monitors.global_downstream_max_connections",
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        max_active_downstream_connections=_UNLIMITED,
    )


def _listener(addresses: Addresses, key_set_file: Path) -> Json:
    connection_manager = _typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="gateway",
        codec_type="HTTP2",
        stream_idle_timeout="0s",
        access_log=[_access_log()],
        http_filters=[
            _token_check(key_set_file),
            _session_check(),
            _typed(
                "envoy.filters.http.router",
                "envoy.extensions.filters.http.router.v3.Router",
            ),
        ],
        route_config=_routes(len(addresses.instances)),
        local_reply_config={"mappers": _words()},
    )
    return {
        "name": "gateway",
        "address": _address(addresses.listen),
        # Otherwise two gateways can share a port, and either answers.
        "enable_reuse_port": False,
        "filter_chains": [{"filters": [connection_manager]}],
    }


def _access_log() -> Json:
    """Log one line a call to stderr; attempts above 1 tell of instances that were skipped."""
    line = (
        "%START_TIME_LOCAL(%Y-%m-%dT%H:%M:%S.%3f%Ez)% mygateway INFO %REQ(:PATH)% "
        "session='%REQ(SESSION-ID)%' instance=%UPSTREAM_HOST% "
        "attempts=%UPSTREAM_REQUEST_ATTEMPT_COUNT% status=%GRPC_STATUS% %DURATION% ms "
        "%RESPONSE_CODE_DETAILS%\n"
    )
    return _typed(
        "envoy.access_loggers.stderr",
        "envoy.extensions.access_loggers.stream.v3.StderrAccessLog",
        log_format={"text_format_source": {"inline_string": line}},
    )


def _token_check(key_set_file: Path) -> Json:
    """Let in MyService* calls whose token is genuine and valid now."""
    provider = {
        "local_jwks": {"filename": str(key_set_file)},
        "from_headers": [{"name": "authorization"}],
        "forward": True,  # the instance checks it, too
        "payload_in_metadata": "claims",
        "require_expiration": True,
        "clock_skew_seconds": 1,  # 0 would mean the default, a minute
    }
    return _typed(
        _JWT_FILTER,
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        providers={"myauth": provider},
        rules=[{"match": {"prefix": TO_INSTANCES}, "requires": {"provider_name": "myauth"}}],
    )


def _session_check() -> Json:
    """Let in MyService* calls whose token was issued for the session that they name."""
    filter_metadata = _field("metadata", "filter_metadata")
    claim = _item(filter_metadata, _JWT_FILTER, "claims", "session_id")
    session_id = _item(_field("request", "headers"), "session-id")
    same_session = {"call_expr": {"function": "_==_", "args": [claim, session_id]}}
    to_instances = {"url_path": {"path": {"prefix": TO_INSTANCES}}}
    return _typed(
        "envoy.filters.http.rbac",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        rules={
            "action": "ALLOW",
            "policies": {
                "other-calls": _allow({"not_rule": to_instances}),
                "same-session": {**_allow({"any": True}), "condition": same_session},
            },
        },
    )


def _routes(instances: int) -> Json:
    retry_on = {
        "MyServiceEcho": RETRY_ECHO_ON,
        "MyServiceSubscribe": RETRY_ECHO_ON,
        "MyServiceShutdown": RETRY_SHUTDOWN_ON,
    }
    return {
        "virtual_hosts": [
            {
                "name": "my_service",
                "domains": ["*"],
                "routes": [
                    _route(f"{API}/Login", {"cluster": "myauth"}),
                    *(
                        _route(f"{API}/{method}", _to_instance(statuses, instances))
                        for method, statuses in retry_on.items()
                    ),
                    {"match": {"prefix": "/"}, "direct_response": {"status": 404}},
                ],
            }
        ]
    }


def _route(path: str, action: Json) -> Json:
    return {
        "match": {"path": path},
        "route": {**action, **_UNTIL_THE_DEADLINE_OF_THE_CLIENT},
    }


def _to_instance(retry_on: str, instances: int) -> Json:
    previous_hosts = _typed(
        "envoy.retry_host_predicates.previous_hosts",
        "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
    )
    return {
        "cluster": "myservice",
        "hash_policy": [{"header": {"header_name": "session-id"}}],
        "retry_policy": {
            "retry_on": retry_on,
            "retriable_headers": [OTHER_SESSION],
            "num_retries": instances - 1 + EXTRA_ATTEMPTS,
            "retry_back_off": BACK_OFF,
            "retry_host_predicate": [previous_hosts],
            # How often a choice that the predicate rejects is made again.
            "host_selection_retry_max_attempts": 10 * instances,
        },
    }


def _words() -> list[Json]:
    """Say in the contract's words why the gateway itself does not serve a call.

    A gRPC client sees the HTTP status of such a reply as the gRPC status that goes with
    it (401 UNAUTHENTICATED, 404 UNIMPLEMENTED, 503 UNAVAILABLE), its body as the message.
    """
    refused = _any_of(_status(401), _status(403))
    without_session_id = {"header_filter": {"header": _WITHOUT_SESSION_ID}}
    return [
        _reply(_all_of(refused, without_session_id), 401, NO_SESSION_ID),
        _reply(refused, 401, NOT_AUTHENTICATED),
        _reply(_status(404), 404, "method %REQ(:PATH)% is not routed"),
        _reply(_status(503), 503, NO_INSTANCE),
    ]


def _reply(reason: Json, status: int, words: str) -> Json:
    text = {"text_format_source": {"inline_string": words}}
    return {"filter": reason, "status_code": status, "body_format_override": text}


def _status(code: int) -> Json:
    # Envoy wants a key under which the value could be changed at run time.
    value = {"default_value": code, "runtime_key": f"status_{code}"}
    return {"status_code_filter": {"comparison": {"op": "EQ", "value": value}}}


def _any_of(*filters: Json) -> Json:
    return {"or_filter": {"filters": filters}}


def _all_of(*filters: Json) -> Json:
    return {"and_filter": {"filters": filters}}


def _cluster(name: str, addresses: Sequence[str]) -> Json:
    endpoints = [_endpoint(address) for address in addresses]
    limits = ("max_connections", "max_pending_requests", "max_requests", "max_retries")
    http2 = {"http2_protocol_options": {"connection_keepalive": KEEP_ALIVE}}
    return {
        "name": name,
        "cluster_type": _typed(
            "envoy.cluster.dns",
            "envoy.extensions.clusters.dns.v3.DnsCluster",
            dns_refresh_rate="1s",  # an instance that comes back may have another IP address
        ),
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": endpoints}],
        },
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/"
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": http2,
            }
        },
        "circuit_breakers": {"thresholds": [dict.fromkeys(limits, _UNLIMITED)]},
        "common_lb_config": {
            # Never send a call to an instance that is known to be dead, however many are.
            "healthy_panic_threshold": {"value": 0},
            # By default, changes of health reach those who route calls up to 1 s late.
            "update_merge_window": "0s",
        },
    }


def _endpoint(address: str) -> Json:
    # Its place on the ring is that of its name: it comes back to it, whatever its IP address.
    metadata = {"filter_metadata": {"envoy.lb": {"hash_key": address}}}
    return {"endpoint": {"address": _address(address)}, "metadata": metadata}


def _typed(name: str, type_name: str, **fields: Any) -> Json:
    """Return an extension's configuration, which names its own type."""
    type_url = f"type.googleapis.com/{type_name}"
    return {"name": name, "typed_config": {"@type": type_url, **fields}}


def _address(address: str) -> Json:
    host, _, port = address.rpartition(":")
    return {"socket_address": {"address": host, "port_value": int(port)}}


def _allow(permission: Json) -> Json:
    return {"permissions": [permission], "principals": [{"any": True}]}


def _field(variable: str, field: str) -> Json:
    """Return a CEL expression, parsed: Envoy takes it in that form only."""
    operand = {"ident_expr": {"name": variable}}
    return {"select_expr": {"operand": operand, "field": field}}


def _item(mapping: Json, *keys: str) -> Json:
    for key in keys:
        args = [mapping, {"const_expr": {"string_value": key}}]
        mapping = {"call_expr": {"function": "_[_]", "args": args}}
    return mapping
