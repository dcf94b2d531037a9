"""docker-compose.yml by itself, as people use it without any of the libraries."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from conftest import ROOT, SECRET, SECRET_FILE, compose, compose_command

from GrpcLibrary.schema import Schema

PROJECT = ("--project-name", f"compose-file-{os.getpid()}")
PORT = 19_999
PROTO = ROOT / "protos" / "my_service.proto"
SERVICES = {"myauth", "mygateway", "myservice-1", "myservice-2", "myservice-3"}
VARIABLES = {"JWT_SECRET_FILE": str(SECRET_FILE), "GATEWAY_PORT": str(PORT)}


@pytest.fixture(scope="module")
def seconds_to_first_login() -> Iterator[float]:
    started = time.monotonic()
    wait = ("--wait",) if compose_command() == ["docker", "compose"] else ()
    up = compose(*PROJECT, "up", "--detach", *wait, **VARIABLES)
    try:
        assert up.returncode == 0, up.stdout
        log_in()
        yield time.monotonic() - started
    finally:
        compose(*PROJECT, "down", "--timeout", "0", **VARIABLES)


def log_in() -> None:
    """Log in, as soon as there is a gateway: Compose v1 does not wait for one."""
    login = Schema.from_path(PROTO).method("MyServiceAPI/Login")
    fields = {"username": "TestUser", "password": "TestPassword", "session_id": "s1"}
    with grpc.insecure_channel(f"127.0.0.1:{PORT}", [("grpc.enable_http_proxy", 0)]) as channel:
        call: Any = channel.unary_unary(
            login.path, lambda request: request.SerializeToString(), login.response.FromString
        )
        assert call(login.request(**fields), timeout=30, wait_for_ready=True).token


@pytest.fixture(scope="module")
def containers(seconds_to_first_login: float) -> dict[str, Any]:
    """What the engine knows of each container, by its service."""
    ids = compose(*PROJECT, "ps", "--quiet", **VARIABLES).stdout.split()
    told = subprocess.run(["docker", "inspect", *ids], capture_output=True, check=True).stdout
    return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in json.loads(told)}


def test_first_login_is_answered_within_15_seconds(seconds_to_first_login: float) -> None:
    assert seconds_to_first_login < 15


def test_has_the_parts_of_the_system_each_with_a_health_check(containers: dict[str, Any]) -> None:
    assert set(containers) == SERVICES
    for one in containers.values():
        assert one["State"]["Status"] == "running"
        assert one["Config"]["Healthcheck"]["Test"]


def test_containers_can_do_no_more_than_they_need(containers: dict[str, Any]) -> None:
    for one in containers.values():
        host = one["HostConfig"]
        assert one["Config"]["User"] == "65532:65532"
        assert host["ReadonlyRootfs"] is True
        assert host["CapDrop"] == ["ALL"]
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert host["Memory"] > 0
        assert host["PidsLimit"] > 0
        assert host["RestartPolicy"]["Name"] in ("", "no")


def test_gateway_alone_publishes_a_port_to_this_machine_alone(containers: dict[str, Any]) -> None:
    published = {name: one["HostConfig"]["PortBindings"] for name, one in containers.items()}
    assert {name for name, ports in published.items() if ports} == {"mygateway"}
    assert published["mygateway"] == {"10000/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(PORT)}]}


def test_secret_is_not_among_what_the_engine_tells(containers: dict[str, Any]) -> None:
    for one in containers.values():
        assert SECRET not in json.dumps(one)
        assert str(SECRET_FILE) in [mount["Source"] for mount in one["Mounts"]]
        assert [mount["RW"] for mount in one["Mounts"] if mount["Type"] == "bind"] == [False]


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_it_gives_the_command_that_makes_one(
    secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JWT_SECRET_FILE", raising=False)
    up = compose(*PROJECT, "up", **({} if secret is None else {"JWT_SECRET_FILE": secret}))
    assert up.returncode != 0
    assert (
        "make one with  openssl rand -hex 32 > jwt_secret; echo JWT_SECRET_FILE=./jwt_secret > .env"
    ) in up.stdout
