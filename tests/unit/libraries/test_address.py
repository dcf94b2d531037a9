"""address.py: what is an address, and which ones are on this machine."""

from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue

from GrpcLibrary.address import check_address, host_of, is_loopback
from GrpcLibrary.connection import Connection
from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Method


@pytest.mark.parametrize(
    "address",
    [
        "localhost:10000",
        "127.0.0.1:1",
        "gateway.example.com:65535",
        "my_gateway-1:80",
        "[::1]:443",
        "[fe80::1]:80",
        "unix:/run/gateway.sock",
        "unix:///run/gateway.sock",
        "unix:relative.sock",
        "unix-abstract:gateway",
        "dns:///host:80",
        "dns:host:80",
        "dns:///host",
        "dns://8.8.8.8/host:80",
        "dns://[::1]:53/host:80",
        "ipv4:10.0.0.1:80",
        "ipv4:10.0.0.1:80,10.0.0.2:81",
        "ipv6:[::1]:80",
        "ipv6:[::1]:80,[fe80::1]:81",
        "xds:///greeter",
        "xds://authority/greeter",
        "dns:80",
        "unix:80",
    ],
)
def test_what_grpcio_can_connect_to_is_an_address(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        ":",
        ":80",
        "host",
        "host:",
        "host:http",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+80",
        "host:8_0",
        "host:80 ",
        "host:80\n",
        "::1",
        "::1:80",
        "fe80::1:80",
        "http://host:80",
        "[]:80",
        "[::1:80",
        "local host:80",
        "a/b:80",
        "host:\uff18\uff10",
        "passthrough:///host:80",
    ],
)
def test_anything_else_is_refused_by_name(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(address)
    assert str(caught.value) == (
        f"Address '{address}' should be 'host:port', with a port from 1 to 65535."
    )


@pytest.mark.parametrize(
    "address",
    [
        "localhost:1",
        "dns:///localhost:1",
        "dns:localhost",
        "dns://8.8.8.8/127.0.0.1:1",
        "ipv4:127.0.0.1:1,127.0.0.2:1",
        "ipv6:[::1]:1",
        "unix-abstract:gateway",
        "LocalHost.:1",
        "127.0.0.1:1",
        "127.8.9.10:1",
        "0.0.0.0:1",
        "[::1]:1",
        "[0:0:0:0:0:0:0:1]:1",
        "[::]:1",
        "unix:/run/gateway.sock",
    ],
)
def test_loopback_is_on_this_machine(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address",
    [
        "example.com:1",
        "dns:///example.com:1",
        "dns://127.0.0.1/example.com:1",
        "ipv4:127.0.0.1:1,10.0.0.1:1",
        "xds:///localhost",
        "localhost.example.com:1",
        "notlocalhost:1",
        "127.0.0.1.example.com:1",
        "128.0.0.1:1",
        "10.0.0.1:1",
        "[fe80::1]:1",
    ],
)
def test_other_hosts_are_not_on_this_machine(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("unix:", "'unix:path' or 'unix:///path'"),
        ("unix-abstract:", "'unix-abstract:name'"),
        ("dns:///", "'dns:///host:port' or 'dns://server/host:port'"),
        ("dns:///host:0", "'dns:///host:port' or 'dns://server/host:port'"),
        ("dns:///a/b:80", "'dns:///host:port' or 'dns://server/host:port'"),
        ("ipv4:", "'ipv4:address:port', or several of these separated by commas"),
        ("ipv4:host:80", "'ipv4:address:port', or several of these separated by commas"),
        ("ipv4:10.0.0.1", "'ipv4:address:port', or several of these separated by commas"),
        ("ipv4:10.0.0.1:80,", "'ipv4:address:port', or several of these separated by commas"),
        ("ipv4:[::1]:80", "'ipv4:address:port', or several of these separated by commas"),
        ("ipv6:10.0.0.1:80", "'ipv6:[address]:port', or several of these separated by commas"),
        ("ipv6:::1:80", "'ipv6:[address]:port', or several of these separated by commas"),
        ("xds:greeter", "'xds:///name'"),
    ],
)
def test_wrong_address_of_a_scheme_is_refused_with_its_form(address: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_address(address)
    assert str(caught.value) == f"Address '{address}' should be {expected}."


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("example.com:1", "example.com"),
        ("[::1]:1", "[::1]"),
        ("dns:///example.com:1", "example.com"),
        ("dns://8.8.8.8/example.com", "example.com"),
        ("ipv4:10.0.0.1:80,10.0.0.2:80", "10.0.0.1"),
        ("xds:///greeter", "greeter"),
        ("unix:/run/a.sock", "a.sock"),
    ],
)
def test_host_is_what_a_certificate_is_for(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize("form", ["dns:///{0}", "dns:{0}", "ipv4:{0}", "ipv4:127.0.0.1:1,{0}"])
def test_server_is_reached_by_each_form_of_address(
    server: Any, connect: Callable[..., Connection], form: str
) -> None:
    server.answer = lambda request, context: b""
    connection = connect(form.format(server.address))
    say = Method("/test.Echo/Say", StringValue, StringValue)
    assert connection.call(say, StringValue()).status.is_ok
