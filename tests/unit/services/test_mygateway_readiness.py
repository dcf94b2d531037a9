"""The gateway is ready once Envoy's admin interface says that every instance is healthy."""

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mygateway.readiness import Admin, announce

ADDRESS = {"local_address": {"socket_address": {"address": "127.0.0.1", "port_value": 10000}}}
HEALTHY = {"health_status": {"eds_health_status": "HEALTHY"}}
DEAD = {"health_status": {"eds_health_status": "HEALTHY", "failed_active_health_check": True}}


class FakeEnvoy:
    """An admin interface that tells what it is made to tell."""

    def __init__(self) -> None:
        self.listeners: list[Any] = [ADDRESS]
        self.clusters: list[Any] = [{"host_statuses": [HEALTHY, HEALTHY]}]
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
    file = tmp_path / "admin_address"
    file.write_text(envoy.address)
    return Admin(file)


def test_ready_gateway_has_an_address(admin: Admin) -> None:
    assert admin.gateway_address() == "127.0.0.1:10000"


@pytest.mark.parametrize(
    "clusters",
    [
        pytest.param([{"host_statuses": [HEALTHY, DEAD]}], id="an instance is dead"),
        pytest.param(
            [{"host_statuses": [HEALTHY]}, {"host_statuses": [DEAD]}], id="in another cluster"
        ),
        pytest.param([{"name": "myservice"}], id="names are not resolved yet"),
    ],
)
def test_not_ready_before_each_instance_is_healthy(
    admin: Admin, envoy: FakeEnvoy, clusters: list[Any]
) -> None:
    envoy.clusters = clusters
    assert admin.gateway_address() is None


def test_not_ready_before_it_listens(admin: Admin, envoy: FakeEnvoy) -> None:
    envoy.listeners = []
    assert admin.gateway_address() is None


def test_not_ready_before_the_admin_interface_is_there(
    admin: Admin, envoy: FakeEnvoy, tmp_path: Path
) -> None:
    (tmp_path / "empty").touch()
    assert Admin(tmp_path / "missing").gateway_address() is None
    assert Admin(tmp_path / "empty").gateway_address() is None
    envoy.close()
    assert admin.gateway_address() is None


class AskedThrice:
    """An admin interface that tells an address when it is asked for the third time."""

    def __init__(self) -> None:
        self._answers = iter([None, None, "127.0.0.1:10000"])

    def gateway_address(self) -> str | None:
        return next(self._answers)


def test_address_is_announced_once_it_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    announce(AskedThrice(), envoy_pid=os.getppid())
    assert capsys.readouterr().out == "127.0.0.1:10000\n"


def test_nothing_is_announced_when_envoy_has_ended(
    admin: Admin, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(admin, envoy_pid=-1)
    assert capsys.readouterr().out == ""
