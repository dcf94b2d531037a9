"""Envoy's configuration: what the gateway promises, said in Envoy's terms.

How a session stays at its instance
    A session table (sessions.lua) maps each session to its home, the instance that served it
    last. Envoy's `stateful_session` filter sends the call there, if that instance is still
    configured and healthy. So a session moves only when its own instance goes, and not when
    another one comes back, joins or is removed.

    The table remembers the last 524,288 sessions that called, and at most twice as many. Filled
    with three million sessions, the gateway's memory stayed at 120 MB (66 MB when empty).
    The table costs 6 µs of the gateway's CPU a call (149 instead of 143, 4 to 5 %), and no
    measurable calls per second (benchmarks/session_table.py, 60 interleaved rounds).

How a session without a home finds an instance
    By its hash, on a ring where each instance has 1,024 points. An instance always has the
    same points, whichever other instances are there (see clusters.py). So a retry
    (`previous_hosts`), which takes the next instance on the ring, and a later call, which uses
    the ring without the dead instance, choose the same instance. Concurrent calls of a session
    move together, and so do its calls through two gateways.

    Without the fixed points, Envoy gives each instance more points when one has gone, and the
    two choices differ. The former solution, one point for each instance, had shares of 81, 12
    and 7 % of all sessions. Now the largest of three shares is 34 to 35 % of 10,000 sessions.

What a restarted or second gateway knows
    Its table is empty, so it uses the hash. This finds the right instance for each session that
    has not moved, with one exception: after the start of an N-th instance, the hash sends one
    in N of the older sessions to it. A session that moved is sent back if its first instance
    is there again. If only one of two gateways saw a session move, they differ from then on.

Measured with benchmarks/crashes.py: one of 3 instances, 30 sessions calling, on 2 cores with a
load of 6 to 21. A stray moved more than once; an unrelated move is one of another instance's
session.

    event                    times  victims  client errors  strays  unrelated moves  longest wait
    SIGKILL                    100     1014              0       0                0         1.7 s
    SIGKILL, then restart       60      631              0       0                0         0.2 s
    SIGTERM                     60      624              0       0                0         0.8 s
    SIGSTOP                     70      672              0       0                0         3.2 s
    an instance joins           60        0              0       0                0             -
    an instance is removed      20      211              0       0                0         0.4 s

    The median wait was 24 to 101 ms in each batch, and 2.2 to 2.4 s after SIGSTOP. For a removed
    instance, the wait includes the start of the command that removes it.

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

Sources: Envoy's documentation of ring_hash, router (x-envoy-retry-on, x-envoy-retry-grpc-on),
stateful_session, lua, local_reply_config, jwt_authn and rbac.
"""

import base64
import json
from dataclasses import dataclass

from .clusters import auth_cluster, instance_cluster
from .envoy_json import UNLIMITED, Json, typed
from .listener import listener
from .run_directory import RunDirectory

# The session table remembers at least this number of sessions, and at most twice as many. Lua's
# tables grow by powers of 2: this one has 12.6 MB.
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
        "node": {"id": "mygateway", "cluster": "mygateway"},  # Envoy requires both to read files
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
