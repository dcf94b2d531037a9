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
from dataclasses import dataclass

from .clusters import auth_cluster, instance_cluster
from .envoy_json import UNLIMITED, Json, typed
from .listener import listener
from .run_directory import RunDirectory

# How many sessions the gateway knows at least; at most, it is twice as many. A power of 2
# fills Lua's tables well: 12.6 MB each.
REMEMBERED_SESSIONS = 2**19


@dataclass(frozen=True)
class Addresses:
    """Where the gateway listens and where the auth service is, each as `host:port`."""

    listen: str
    auth: str


def key_set(secret: bytes) -> str:
    """Return the JSON Web Key Set (RFC 7517) that holds the secret."""
    k = base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
    return json.dumps({"keys": [{"kty": "oct", "alg": "HS256", "k": k}]})


def envoy_config(
    addresses: Addresses,
    directory: RunDirectory,
    remembered_sessions: int = REMEMBERED_SESSIONS,
) -> Json:
    """Return Envoy's bootstrap configuration, to be written as JSON."""
    return {
        "node": {"id": "mygateway", "cluster": "mygateway"},  # needed to read from files
        "admin": {"address": {"pipe": {"path": str(directory.admin), "mode": 0o600}}},
        "overload_manager": {"resource_monitors": [_connection_limit()]},
        "static_resources": {
            "listeners": [
                listener(addresses.listen, directory.key_set, directory.routes, remembered_sessions)
            ],
            "clusters": [auth_cluster(addresses.auth), instance_cluster(directory.endpoints)],
        },
    }


def _connection_limit() -> Json:
    return typed(
        "envoy.resource_monitors.global_downstream_max_connections",
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        max_active_downstream_connections=UNLIMITED,
    )
