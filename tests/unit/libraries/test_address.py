"""address.py: what is an address, and which ones are on this machine."""

import pytest

from GrpcLibrary.address import check_address, is_loopback
from GrpcLibrary.errors import UsageError


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
    ],
)
def test_host_and_port_is_an_address(address: str) -> None:
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
        "dns:///host:80",
        "[]:80",
        "[::1:80",
        "local host:80",
        "a/b:80",
        "host:\uff18\uff10",
        "unix:",
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
