"""Routes: where each method goes, and which failures are retried at another instance."""

from .envoy_json import API, HOME, LOGIN, Json, type_url, typed

ROUTES = "routes"
ROUTE_TYPE = "envoy.config.route.v3.RouteConfiguration"

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

# A call can try each instance once, and needs one attempt more if it meets the endpoint that
# fixes the ring (see clusters.py). The last attempt tries an instance again. There is no
# delay: a busy or dead instance answers in a millisecond, and waiting does not help.
EXTRA_ATTEMPTS = 2
BACK_OFF = {"base_interval": "0.001s", "max_interval": "0.001s"}

# A retry steps along the ring, point by point, until it finds an instance that was not tried.
# The points of N instances are mixed: the chance that 40 N points in a row all belong to the
# other instances is (1 - 1/N) ^ 40 N, less than 1 in 10^17.
STEPS_TO_ANOTHER = 40

# Deadlines are for the client and the instance, who both keep them. Envoy would reset a stream
# that has begun, and when it is first, the client sees INTERNAL instead of DEADLINE_EXCEEDED.
_UNTIL_THE_DEADLINE_OF_THE_CLIENT = {"timeout": "0s"}


def route_config(instances: int) -> Json:
    """Return the routes for that many instances."""
    retry_on = {
        "MyServiceEcho": RETRY_ECHO_ON,
        "MyServiceSubscribe": RETRY_ECHO_ON,
        "MyServiceShutdown": RETRY_SHUTDOWN_ON,
    }
    return {
        "name": ROUTES,
        "virtual_hosts": [
            {
                "name": "my_service",
                "domains": ["*"],
                "routes": [
                    {**_route(LOGIN, {"cluster": "myauth"}), **_without_a_session()},
                    *(
                        _route(f"{API}/{method}", _to_instance(statuses, instances))
                        for method, statuses in retry_on.items()
                    ),
                    {"match": {"prefix": "/"}, "direct_response": {"status": 404}},
                ],
            }
        ],
    }


def _route(path: str, action: Json) -> Json:
    return {
        "match": {"path": path},
        "route": {**action, **_UNTIL_THE_DEADLINE_OF_THE_CLIENT},
        "request_headers_to_remove": [HOME],  # internal to the gateway
    }


def _without_a_session() -> Json:
    filters = "envoy.extensions.filters.http"
    return {
        "typed_per_filter_config": {
            "envoy.filters.http.lua": {
                "@type": type_url(f"{filters}.lua.v3.LuaPerRoute"),
                "disabled": True,
            },
            "envoy.filters.http.stateful_session": {
                "@type": type_url(f"{filters}.stateful_session.v3.StatefulSessionPerRoute"),
                "disabled": True,
            },
        }
    }


def _to_instance(retry_on: str, instances: int) -> Json:
    previous_hosts = typed(
        "envoy.retry_host_predicates.previous_hosts",
        "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
    )
    return {
        "cluster": "myservice",
        "hash_policy": [{"header": {"header_name": "session-id"}}],
        "retry_policy": {
            "retry_on": retry_on,
            "retriable_headers": [OTHER_SESSION],
            "num_retries": max(0, instances - 1) + EXTRA_ATTEMPTS,
            "retry_back_off": BACK_OFF,
            "retry_host_predicate": [previous_hosts],
            "host_selection_retry_max_attempts": STEPS_TO_ANOTHER * (instances + 1),
        },
    }
