"""SessionLibrary/unavailable.py: which words say that no instance is left."""

import pytest

from SessionLibrary.unavailable import says_no_instance_is_left


@pytest.mark.parametrize(
    "message",
    [
        # the contract
        "backend service unavailable",
        "all instances are busy",
        # Envoy
        "no healthy upstream",
        # nginx
        "no live upstreams while connecting to upstream",
        "503 Service Temporarily Unavailable",
        # HAProxy, Traefik
        "503 Service Unavailable\nNo server is available to handle this request.",
        "no available server",
        # Kubernetes
        'no endpoints available for service "myservice"',
        # grpc-go's client, told 503 by something that speaks HTTP
        "unexpected HTTP status code received from server: 503 (Service Unavailable)",
        # other ways to say it
        "Backend is not available",
        "every instance is busy, try again later",
        "server overloaded",
        "upstreams exhausted",
        "NO INSTANCE LEFT",
    ],
)
def test_no_instance_is_left(message: str) -> None:
    assert says_no_instance_is_left(message)


@pytest.mark.parametrize(
    "message",
    [
        # gRPC's C core (Python, Ruby, PHP, C++): the gateway cannot be reached, or goes away
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
        # the system's own auth service
        "authentication service unavailable",
        "auth service is not available",
        "Socket closed",
        "GOAWAY received",
        "Too many pings",
        "recvmsg:Connection reset by peer",
        "keepalive watchdog timeout",
        "Stream removed",
        "Received http2 header with status: 502",
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
        # Envoy: an instance was there, and the call to it broke
        "upstream connect error or disconnect/reset before headers. "
        "reset reason: connection termination",
        "upstream request timeout",
        # no instance has to do with it
        "envoy overloaded",
        "Network is unreachable",
        "Resource temporarily unavailable",
        "too many requests",
        "no quota left for this service",
        "memory of this server is exhausted by service logs",
        "the quota of this instance is exhausted",
        "no permission to use the service",
        "",
    ],
)
def test_something_else_is_wrong(message: str) -> None:
    assert not says_no_instance_is_left(message)
