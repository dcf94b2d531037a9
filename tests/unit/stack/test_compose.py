"""docker.py, container.py and compose.py, with a command in Docker's place that does as told."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from StackLibrary.containers.compose import last_line
from StackLibrary.containers.container import Container
from StackLibrary.containers.docker import Docker
from StackLibrary.containers.own import ComposeSettings, ComposeStack
from StackLibrary.errors import StackError, StackFailure
from StackLibrary.limit import Limit

LIMIT_SECONDS = 10
FILE = Path(__file__).parents[3] / "docker-compose.yml"

FakeDocker = Callable[[str], Path]


@pytest.fixture
def fake_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDocker:
    """Put a shell script in Docker's place; what it is asked stands in the file returned."""

    def fake(script: str, name: str = "docker") -> Path:
        asked = tmp_path / "asked"
        file = tmp_path / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "$*" >> {asked}\n{script}\n')
        file.chmod(0o755)
        monkeypatch.setenv("PATH", str(file.parent))
        return asked

    return fake


@pytest.fixture
def settings(tmp_path: Path) -> ComposeSettings:
    return ComposeSettings(FILE, tmp_path / "results")


def message_of(act: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises((StackError, StackFailure)) as caught:
        act(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"instances": 0}, "A stack has at least 1 instance, got 0."),
        ({"gateways": 3}, "A stack in containers has 1 or 2 gateways, got 3."),
        ({"capacity": -1}, "A capacity is 0 or more sessions, got -1."),
        ({"gateway_port": 65536}, "A port is 0 to 65535, got 65536."),
        ({"token_lifetime": -1}, "'token_lifetime' should be longer than 0 s, got -1 s."),
        ({"file": Path("/no/such/file")}, "There is no '/no/such/file'."),
    ],
)
def test_settings_that_make_no_stack_are_refused(
    tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    made = ComposeSettings(**{"file": FILE, "results": tmp_path, **settings})
    assert message_of(made.check) == message


def test_missing_docker_is_said_to_be_so(
    settings: ComposeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert message_of(ComposeStack, settings) == (
        "There is no 'docker' command on this machine, which a stack in containers needs: "
        "install Docker, or use GATEWAY:embedded."
    )


def test_engine_that_does_not_answer_is_said_to_be_so(
    settings: ComposeSettings, fake_docker: FakeDocker
) -> None:
    fake_docker("echo 'Cannot connect to the Docker daemon at tcp://1.2.3.4' >&2; exit 1")
    assert message_of(ComposeStack, settings) == (
        "The Docker engine does not answer: Cannot connect to the Docker daemon at "
        "tcp://1.2.3.4. Start it, or correct DOCKER_HOST."
    )


def test_missing_compose_is_said_to_be_so(
    settings: ComposeSettings, fake_docker: FakeDocker
) -> None:
    fake_docker('[ "$1" != compose ]')
    assert message_of(ComposeStack, settings) == (
        "There is neither 'docker compose' nor 'docker-compose' on this machine, which a "
        "stack in containers needs: install Docker Compose, or use GATEWAY:embedded."
    )


COMPOSE_FAILS = """
case "$*" in
  *version*) echo v2.26.1;;
  *"{what}"*) echo "first line"; echo "{says}"; exit 1;;
esac
"""


@pytest.mark.parametrize(
    ("what", "says", "message"),
    [
        (
            "build --quiet",
            "no such host",
            "An image does not build: no such host. If it is the base image that is out of "
            "reach, BASE_IMAGE names another one.",
        ),
        (
            "up --detach",
            "Bind for 127.0.0.1:4711 failed: port is already allocated",
            "Port 4711 of 127.0.0.1 is taken: give another one, or none, and a free one is taken.",
        ),
        ("up --detach", "container x is unhealthy", "container x is unhealthy."),
    ],
)
def test_start_that_fails_is_told_in_a_sentence_and_taken_down(
    tmp_path: Path, fake_docker: FakeDocker, what: str, says: str, message: str
) -> None:
    asked = fake_docker(COMPOSE_FAILS.format(what=what, says=says))
    before = dict(os.environ)
    with pytest.raises(StackError) as caught:
        ComposeStack(ComposeSettings(FILE, tmp_path, gateway_port=4711))
    assert str(caught.value) == f"The stack did not start: {message}"
    assert says in str(caught.value.logs)
    assert "down --volumes --remove-orphans --timeout 0" in asked.read_text()
    assert os.environ == before


def part() -> Container:
    return Container("mygateway", "an-id", Docker(), "The gateway")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("running,0,1,healthy", "running"),
        ("running,0,0,healthy", "disconnected"),
        ("paused,0,1,", "paused"),
        ("exited,0,1,unhealthy", "exited"),
        ("created,0,1,", "exited"),
    ],
)
def test_state_is_what_the_engine_tells(fake_docker: FakeDocker, told: str, state: str) -> None:
    fake_docker(f"echo {told}")
    assert part().state == state


@pytest.mark.parametrize(("told", "exit_code"), [(0, 0), (1, 1), (137, -9), (143, -15)])
def test_exit_code_is_that_of_a_process(fake_docker: FakeDocker, told: int, exit_code: int) -> None:
    fake_docker(f"echo exited,{told},1,")
    assert part().exit_code == exit_code


def test_container_that_does_not_start_is_told_with_its_last_line(
    fake_docker: FakeDocker,
) -> None:
    fake_docker('case "$1" in inspect) echo exited,1,1,starting;; logs) echo "It is bad.";; esac')
    assert message_of(part().start, LIMIT_SECONDS) == ("The gateway did not start: It is bad.")


def test_container_whose_health_does_not_come_fails_in_time(fake_docker: FakeDocker) -> None:
    fake_docker("echo running,0,1,starting")
    assert message_of(part().wait_until_serving, Limit(0)) == (
        "The gateway did not serve within 0 s."
    )


def test_container_that_got_too_little_memory_is_told_so(fake_docker: FakeDocker) -> None:
    fake_docker(
        'case "$*" in *OOMKilled*) echo true;; inspect*) echo exited,137,1,starting;; '
        "logs*) echo 'last words';; esac"
    )
    assert message_of(part().start, LIMIT_SECONDS) == (
        "The gateway did not start: its memory limit was too low."
    )


SERVES_UNTIL_ASKED = """
case "$*" in
  *com.docker.compose.project*)
    for one in myauth mygateway myservice-1 myservice-2 myservice-3; do echo $one,id-$one; done;;
  inspect*) echo running,0,1,healthy;;
  *readiness*) echo "It is not."; exit 1;;
esac
"""


def test_instance_that_the_gateway_does_not_take_for_healthy_fails(
    settings: ComposeSettings, fake_docker: FakeDocker
) -> None:
    asked = fake_docker(SERVES_UNTIL_ASKED)
    assert message_of(ComposeStack, settings) == (
        "The stack did not start: Instance 'myservice-1', Instance 'myservice-2', "
        "Instance 'myservice-3' get no calls within 30 s: It is not."
    )
    addresses = ",".join(f"myservice-{number}:50052" for number in (1, 2, 3))
    assert f"mygateway.readiness --instances {addresses} --timeout" in asked.read_text()


def test_command_that_hangs_is_given_up(fake_docker: FakeDocker) -> None:
    fake_docker('[ "$1" = version ] || exec /bin/sleep 10')
    docker = Docker()
    with pytest.raises(StackError) as caught:
        docker.run("pause", "an-id", timeout=0.1)
    assert str(caught.value) == "'docker pause' did not end within 0.1 s."


@pytest.mark.parametrize(
    ("output", "line"),
    [("one\ntwo\n\n", "two."), ("It ends.\n", "It ends."), ("", "nothing was said.")],
)
def test_last_line_is_a_sentence(output: str, line: str) -> None:
    assert last_line(output) == line
