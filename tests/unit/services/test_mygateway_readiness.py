"""The gateway is ready once Envoy's admin interface says that every instance is healthy."""

import json
import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from threading import Thread, Timer
from typing import Any

import pytest

from mygateway.readiness import (
    Admin,
    announce,
    is_gone,
    wait_until_healthy,
    wait_until_used,
)
from mygateway.run_directory import RunDirectory

ADDRESS = {"local_address": {"socket_address": {"address": "127.0.0.1", "port_value": 10000}}}
HEALTHY = {"eds_health_status": "HEALTHY"}
DEAD = {"eds_health_status": "HEALTHY", "failed_active_health_check": True}


def host(name: str, port: int, health: Any = HEALTHY, ip: str = "10.0.0.1") -> Any:
    address = {"socket_address": {"address": ip, "port_value": port}}
    return {"hostname": name, "address": address, "health_status": health}


class FakeEnvoy:
    """An admin interface that tells what it is made to tell."""

    def __init__(self, socket: Path) -> None:
        self.listeners: list[Any] = [ADDRESS]
        self.clusters: list[Any] = [
            {"host_statuses": [host("myauth", 1)]},
            {"host_statuses": [host("one", 2), host("two", 2)]},
        ]
        self.stats: list[Any] = [{"value": "7"}, {"value": "7"}]
        self.server = ThreadingUnixStreamServer(str(socket), self._handler())
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def _handler(envoy) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                versions = "/stats?filter=version_text$&type=TextReadouts&format=json"
                answers = {
                    versions: {"stats": envoy.stats},
                    "/listeners?format=json": {"listener_statuses": envoy.listeners},
                    "/clusters?format=json": {"cluster_statuses": envoy.clusters},
                }
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(answers[self.path]).encode())

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def directory(tmp_path: Path) -> RunDirectory:
    return RunDirectory(tmp_path)


@pytest.fixture
def envoy(directory: RunDirectory) -> Iterator[FakeEnvoy]:
    fake = FakeEnvoy(directory.admin)
    yield fake
    fake.close()


@pytest.fixture
def admin(envoy: FakeEnvoy, directory: RunDirectory) -> Admin:
    return Admin(directory)


def test_gateway_that_serves_has_an_address(admin: Admin) -> None:
    assert admin.gateway_address() == "127.0.0.1:10000"


def test_hosts_are_told_by_the_names_that_were_given(admin: Admin) -> None:
    assert admin.healthy_hosts() == {"myauth:1", "one:2", "two:2"}


def test_dead_and_unresolved_hosts_are_not_healthy(admin: Admin, envoy: FakeEnvoy) -> None:
    envoy.clusters = [
        {"host_statuses": [host("one", 2), host("two", 2, DEAD)]},
        {"name": "myauth"},
    ]
    assert admin.healthy_hosts() == {"one:2"}


def test_has_no_address_before_it_listens(admin: Admin, envoy: FakeEnvoy) -> None:
    envoy.listeners = []
    assert admin.gateway_address() is None


def test_nothing_is_known_before_the_admin_interface_is_there(
    admin: Admin, envoy: FakeEnvoy, tmp_path: Path
) -> None:
    envoy.close()
    for unready in (Admin(RunDirectory(tmp_path / "missing")), admin):
        assert unready.gateway_address() is None
        assert unready.healthy_hosts() == set()
        assert unready.version() == 0


@pytest.fixture
def listening() -> Iterator[str]:
    """An address at which somebody listens who answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


class AskedThrice:
    """An admin interface of which more is known each time that it is asked."""

    def __init__(self, instance: str) -> None:
        self._addresses = iter([None, "127.0.0.1:10000", "127.0.0.1:10000"])
        self._hosts = iter([{"one:2"}, {"one:2", instance, "two:2"}])

    def gateway_address(self) -> str | None:
        return next(self._addresses)

    def healthy_hosts(self) -> set[str]:
        return next(self._hosts)


def test_address_is_announced_once_those_awaited_are_healthy(
    listening: str, capsys: pytest.CaptureFixture[str]
) -> None:
    admin: Any = AskedThrice(listening)
    announce(admin, ["one:2", listening], envoy_pid=os.getppid())
    assert capsys.readouterr().out == "127.0.0.1:10000\n"
    with pytest.raises(StopIteration):
        admin.healthy_hosts()


def test_nothing_is_announced_when_envoy_has_ended(
    admin: Admin, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(admin, [], envoy_pid=-1)
    assert capsys.readouterr().out == ""


def test_who_does_not_listen_is_gone(listening: str) -> None:
    assert not is_gone(listening)
    assert is_gone(unused_address())
    assert is_gone("no-such-host.invalid:1")


def unused_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


def test_address_is_announced_though_one_is_gone(
    admin: Admin, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(admin, ["one:2", unused_address()], envoy_pid=os.getppid())
    assert capsys.readouterr().out == "127.0.0.1:10000\n"


def test_address_is_announced_once_one_that_goes_is_gone(
    admin: Admin, capsys: pytest.CaptureFixture[str]
) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    going = f"127.0.0.1:{server.getsockname()[1]}"
    announcing = Thread(target=announce, args=(admin, [going], os.getppid()))
    announcing.start()
    server.accept()[0].close()
    assert capsys.readouterr().out == ""
    server.close()
    announcing.join(10)
    assert capsys.readouterr().out == "127.0.0.1:10000\n"


def test_who_is_gone_is_waited_for_unless_told_otherwise(admin: Admin, listening: str) -> None:
    gone = unused_address()
    wait_until_healthy(admin, ["one:2", gone], timeout=0, unless_gone=True)
    for awaited, unless_gone in ((gone, False), (listening, True)):
        with pytest.raises(SystemExit, match=f"does not take {awaited} for healthy"):
            wait_until_healthy(admin, [awaited], timeout=0, unless_gone=unless_gone)


def test_new_instances_are_used_once_all_files_are_read(admin: Admin, envoy: FakeEnvoy) -> None:
    for version in (6, 7):
        wait_until_used(admin, version, ["one:2"], timeout=0)
    for versions, awaited, problem in (
        (["7", "6"], [], "does not use the new instances"),
        (["7", ""], [], "does not use the new instances"),
        ([], [], "does not use the new instances"),
        (["7", "7"], ["three:2"], "does not take three:2 for healthy"),
    ):
        envoy.stats = [{"value": version} for version in versions]
        with pytest.raises(SystemExit) as caught:
            wait_until_used(admin, 7, awaited, timeout=0)
        assert str(caught.value) == f"The gateway {problem} after 0 s."


def test_health_is_waited_for(admin: Admin, envoy: FakeEnvoy) -> None:
    wait_until_healthy(admin, ["one:2", "two:2"], timeout=0)
    one, *_ = clusters = [{"host_statuses": [host("one", 2, DEAD)]}]
    envoy.clusters = clusters
    Timer(0.1, one["host_statuses"].append, [host("one", 2)]).start()
    wait_until_healthy(admin, ["one:2"], timeout=10)


def test_health_that_does_not_come_ends_with_one_sentence(admin: Admin, envoy: FakeEnvoy) -> None:
    with pytest.raises(SystemExit) as caught:
        wait_until_healthy(admin, ["one:2", "three:2", "four:2"], timeout=0.05)
    assert str(caught.value) == (
        "The gateway does not take four:2, three:2 for healthy after 0.05 s."
    )


def test_gateway_that_does_not_serve_ends_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        wait_until_healthy(Admin(RunDirectory(tmp_path)), [], timeout=0.05)
    assert str(caught.value) == "The gateway does not serve after 0.05 s."
