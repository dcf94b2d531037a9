"""The gateway is ready once Envoy's admin interface says that every instance is healthy."""

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pytest

from mygateway.readiness import Admin, announce, wait_until_healthy

ADDRESS = {"local_address": {"socket_address": {"address": "127.0.0.1", "port_value": 10000}}}
HEALTHY = {"eds_health_status": "HEALTHY"}
DEAD = {"eds_health_status": "HEALTHY", "failed_active_health_check": True}


def host(name: str, port: int, health: Any = HEALTHY, ip: str = "10.0.0.1") -> Any:
    address = {"socket_address": {"address": ip, "port_value": port}}
    return {"hostname": name, "address": address, "health_status": health}


class FakeEnvoy:
    """An admin interface that tells what it is made to tell."""

    def __init__(self) -> None:
        self.listeners: list[Any] = [ADDRESS]
        self.clusters: list[Any] = [
            {"host_statuses": [host("myauth", 1)]},
            {"host_statuses": [host("one", 2), host("two", 2)]},
        ]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def _handler(envoy) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {
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
def envoy() -> Iterator[FakeEnvoy]:
    fake = FakeEnvoy()
    yield fake
    fake.close()


@pytest.fixture
def admin(envoy: FakeEnvoy, tmp_path: Path) -> Admin:
    (tmp_path / "admin_address").write_text(envoy.address)
    return Admin(tmp_path)


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
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "admin_address").touch()
    envoy.close()
    for unready in (Admin(tmp_path / "missing"), Admin(tmp_path / "empty"), admin):
        assert unready.gateway_address() is None
        assert unready.healthy_hosts() == set()


class AskedThrice:
    """An admin interface of which more is known each time that it is asked."""

    def __init__(self) -> None:
        self._addresses = iter([None, "127.0.0.1:10000", "127.0.0.1:10000"])
        self._hosts = iter([{"one:2"}, {"myauth:1", "one:2", "two:2"}])

    def gateway_address(self) -> str | None:
        return next(self._addresses)

    def healthy_hosts(self) -> set[str]:
        return next(self._hosts)


def test_address_is_announced_once_those_awaited_are_healthy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    admin: Any = AskedThrice()
    announce(admin, ["myauth:1", "one:2"], envoy_pid=os.getppid())
    assert capsys.readouterr().out == "127.0.0.1:10000\n"
    with pytest.raises(StopIteration):
        admin.healthy_hosts()


def test_nothing_is_announced_when_envoy_has_ended(
    admin: Admin, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(admin, [], envoy_pid=-1)
    assert capsys.readouterr().out == ""


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
        wait_until_healthy(Admin(tmp_path), [], timeout=0.05)
    assert str(caught.value) == "The gateway does not serve after 0.05 s."
