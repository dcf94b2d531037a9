"""Which words say that no instance is left: real messages of gateways, clients and services."""

import pytest

from SessionLibrary.unavailable import says_no_instance_is_left

NO_INSTANCE = [
    # the contract
    "backend service unavailable",
    "all instances are busy",
    # Envoy
    "no healthy upstream",
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
    "upstream connect error or disconnect/reset before headers. reset reason: connection "
    "termination",
    "upstream connect error or disconnect/reset before headers. reset reason: connection timeout",
    "upstream connect error or disconnect/reset before headers. reset reason: overflow",
    "upstream connect error or disconnect/reset before headers. reset reason: remote connection "
    "failure, transport failure reason: delayed connect error: Connection refused",
    "upstream connect error or disconnect/reset before headers. retried and the latest reset "
    "reason: remote connection failure, transport failure reason: delayed connect error: 111",
    # Linkerd
    "HTTP Logical service in fail-fast",
    "logical service 10.0.0.7:80: Service.carts:80: service in fail-fast",
    "HTTP Balancer service in failfast",
    # plain HTTP, as gRPC's C core (Python, C++, Ruby, PHP), grpc-go and grpc-java tell it
    "Received http2 header with status: 502",
    "Received http2 header with status: 503",
    "unexpected HTTP status code received from server: 503 (Service Unavailable)",
    "unexpected HTTP status code received from server: 502 (Bad Gateway); transport: received "
    'unexpected content-type "text/html"',
    "HTTP status code 503\ninvalid content-type: text/html\n503 Service Unavailable",
    # gRPC's own balancers
    "no children to pick from",
    "weighted_target: no children to pick from",
    "empty address list: ",
    "no ready priority; last priority failed",
    # nginx
    "no live upstreams while connecting to upstream",
    "503 Service Temporarily Unavailable",
    "502 Bad Gateway",
    # HAProxy, Traefik, AWS
    "503 Service Unavailable\nNo server is available to handle this request.",
    "no available server",
    "Bad Gateway",
    # Kubernetes
    'no endpoints available for service "myservice"',
    # services, in their own words
    "Backend is not available",
    "every instance is busy, try again later",
    "server overloaded",
    "upstreams exhausted",
    "NO INSTANCE LEFT",
    "no available instances",
    "There are no healthy backends",
    "all servers are down",
    "none of the replicas is available",
    "no free worker",
    "no cart server free",
]
SOMETHING_ELSE = [
    # gRPC's C core: the gateway cannot be reached, or goes away
    "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:10000: "
    "Failed to connect to remote host: Connection refused",
    "failed to connect to all addresses; last error: UNKNOWN: ipv4:10.0.0.1:10000: "
    "Failed to connect to remote host: No route to host",
    "DNS resolution failed for backend:10000: C-ares status is not ARES_SUCCESS qtype=A "
    "name=backend is_balancer=0: Domain name not found",
    "DNS resolution failed for service:10000: UNAVAILABLE: Domain name not found",
    "errors resolving my-service:10000: [field:hostname lookup error: UNAVAILABLE]",
    "no connection to the server could be made",
    "connection to server is unavailable",
    "no response from the server",
    "no route to host (server gateway)",
    "name service unavailable",
    "Socket closed",
    "GOAWAY received",
    "Too many pings",
    "recvmsg:Connection reset by peer",
    "keepalive watchdog timeout",
    "Stream removed",
    "Received http2 header with status: 404",
    "Received http2 header with status: 504",
    "Received message larger than max (5 vs. 4)",
    "Deadline Exceeded",
    # grpc-go
    'connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.1:10000: '
    'connect: connection refused"',
    'connection error: desc = "transport: Error while dialing: dial tcp: '
    'lookup backend on 10.96.0.10:53: no such host"',
    'connection error: desc = "error reading server preface: EOF"',
    "error reading from server: EOF",
    "the connection is draining",
    "transport is closing",
    "name resolver error: produced zero addresses",
    # Envoy: nothing of it is about instances
    "upstream request timeout",
    "envoy overloaded",
    # other things that are unavailable
    "auth service unavailable",
    "authentication service unavailable",
    "auth service is not available",
    "token service unavailable",
    "the identity provider's server is unavailable",
    "Jwks remote fetch is failed: no healthy server",
    "database server is unavailable",
    "the database is down: no host available",
    "postgresql: all nodes are down",
    "redis: all servers are unavailable",
    "mail server unavailable",
    "SMTP service is temporarily unavailable",
    "rate limit service unavailable",
    "rate-limit service is unavailable",
    "the quota of this instance is exhausted",
    "no quota left for this service",
    "cache server is busy",
    "message broker: no server available",
    "storage backend unavailable",
    "payment service unavailable",
    "license server is not available",
    # no instance has to do with it
    "Network is unreachable",
    "Resource temporarily unavailable",
    "too many requests",
    "memory of this server is exhausted by service logs",
    "no permission to use the service",
    "no space left on device",
    "",
]


def test_table_is_long_and_says_nothing_twice() -> None:
    assert len({*NO_INSTANCE, *SOMETHING_ELSE}) == len(NO_INSTANCE) + len(SOMETHING_ELSE) >= 60


@pytest.mark.parametrize("message", NO_INSTANCE)
def test_no_instance_is_left(message: str) -> None:
    assert says_no_instance_is_left(message)


@pytest.mark.parametrize("message", SOMETHING_ELSE)
def test_something_else_is_wrong(message: str) -> None:
    assert not says_no_instance_is_left(message)
