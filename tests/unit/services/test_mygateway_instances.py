"""Which instances there are is written to files, and read again by a gateway that runs."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from service_runs import LIMIT_SECONDS, Connect, Services

from mygateway.instances import publish, published, resolved
from mygateway.run_directory import RunDirectory

# A gateway in whose name service the hosts are those of a file, as in containers.
WITH_HOSTS = """
import json, runpy, socket
from mygateway import instances
def getaddrinfo(host, *others, real=socket.getaddrinfo, **more):
    with open({hosts!r}) as file:
        return real(json.load(file).get(host, host), *others, **more)
socket.getaddrinfo = getaddrinfo
instances.RESOLVE_SECONDS = 0.05
runpy.run_module("mygateway", run_name="__main__", alter_sys=True)
"""

Hosts = dict[str, str]


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Hosts:
    """The hosts that there are, each with its IP address."""
    known: Hosts = {}

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        ips = known[host].split()
        return [(families[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


def test_hosts_become_ip_addresses(hosts: Hosts) -> None:
    hosts.update({"one": "10.0.0.1", "two": "fd00::2 10.0.0.2", "::3": "::3"})
    assert resolved(["one:1", "two:2", "[::3]:3", "gone:4"]) == {
        "one:1": "10.0.0.1:1",
        "two:2": "10.0.0.2:2",
        "[::3]:3": "[::3]:3",
    }


def test_host_that_is_gone_keeps_its_address_until_another_has_it(hosts: Hosts) -> None:
    hosts["two"] = "10.0.0.2"
    before = {"one:1": "10.0.0.1:1", "two:1": "10.0.0.9:1", "three:1": "10.0.0.3:1"}
    assert resolved(["one:1", "two:1"], before) == {"one:1": "10.0.0.1:1", "two:1": "10.0.0.2:1"}
    hosts["two"] = "10.0.0.1"
    assert resolved(["one:1", "two:1"], before) == {"two:1": "10.0.0.1:1"}


def test_what_was_published_can_be_read(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    first = publish(directory, ("127.0.0.1:1", "127.0.0.1:2"))
    assert published(directory) == ("127.0.0.1:1", "127.0.0.1:2")
    assert publish(directory, ("127.0.0.1:1",)) > first
    for file in (directory.endpoints, directory.routes):
        assert int(json.loads(file.read_text())["version_info"]) > first


def test_without_a_gateway_there_is_nobody_to_tell(services: Services, tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "missing"):
        command = [sys.executable, "-m", "mygateway.instances", "--run-directory", str(directory)]
        told = services.run(command)
        assert told.exit_code() == 1
        assert told.log() == f"No gateway has started in '{directory}'.\n"


def test_instance_that_joins_must_be_healthy(services: Services) -> None:
    instance = services.start("myservice")
    assert services.start_gateway(instances=[instance.address]).address
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = f"127.0.0.1:{server.getsockname()[1]}"
        options = ("--instances", f"{instance.address},{silent}", "--timeout", "0.3")
        directory = ("--run-directory", str(services.directory))
        command = [sys.executable, "-m", "mygateway.instances", *directory, *options]
        told = services.run(command)
        assert told.exit_code() == 1
    assert told.log() == f"The gateway does not take {silent} for healthy after 0.3 s.\n"


def test_host_that_has_another_address_is_found_again(services: Services, connect: Connect) -> None:
    file = services.directory / "hosts.json"
    file.write_text(json.dumps({"host": "127.0.0.1"}))
    first = services.start("myservice", "--pod-name", "first")
    port = first.address.rpartition(":")[2]
    own = ("--run-directory", str(services.directory), "--instances", f"host:{port}")
    command = [sys.executable, "-c", WITH_HOSTS.format(hosts=str(file))]
    gateway = services.run([*command, "--listen", "127.0.0.1:0", *own])
    client = connect(gateway.address)
    assert client.echo().pod_name == "first"
    first.close()
    again = services.run(
        [sys.executable, "-m", "myservice", "--listen", f"127.0.0.2:{port}", "--pod-name", "again"]
    )
    assert again.address
    file.write_text(json.dumps({"host": "127.0.0.2"}))
    ready = [sys.executable, "-m", "mygateway.readiness", *own, "--timeout", str(LIMIT_SECONDS)]
    assert services.run(ready).exit_code() == 0
    assert client.echo().pod_name == "again"
