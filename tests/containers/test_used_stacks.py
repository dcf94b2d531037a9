"""Systems that are somebody else's: reached by docker's commands, or a Compose file of theirs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FILE, SECRET_FILE, compose
from robot_runs import Robot

PROJECT = f"used-{os.getpid()}"
PORT = 19_998
VARIABLES = {
    "JWT_SECRET_FILE": str(SECRET_FILE),
    "GATEWAY_PORT": str(PORT),
    "MYSERVICE_CAPACITY": "0",
}
ONE = f"--filter label=com.docker.compose.project={PROJECT}"
FIND = f"$(docker ps --all --quiet {ONE} --filter label=com.docker.compose.service={{}})"
THIS = FIND.format("{instance}")
GATEWAY = FIND.format("mygateway")
# Docker listens at the port before there is anything behind it.
HEALTH = "docker inspect --format '{{.State.Health.Status}}'"
FRESH = f"until {HEALTH} {GATEWAY} | grep -qw healthy; do sleep 0.2; done"
COMMANDS = f"""
shell = true
fresh = "{FRESH}"

[gateway]
address = "127.0.0.1:{PORT}"
stop = "docker kill --signal TERM {GATEWAY}"
start = "docker start {GATEWAY} && {FRESH}"
state = "docker inspect --format '{{{{.State.Status}}}} {{{{.State.ExitCode}}}}' {GATEWAY}"

[instances]
names = ["myservice-1", "myservice-2", "myservice-3"]
kill = "docker kill {THIS}"
stop = "docker kill --signal TERM {THIS}"
start = "docker start {THIS}"
pause = "docker pause {THIS}"
resume = "docker unpause {THIS}"
state = "docker inspect --format '{{{{.State.Status}}}} {{{{.State.ExitCode}}}}' {THIS}"
logs = "docker logs --since {{since}} {THIS}"
"""
COMPOSE = f"""
[compose]
file = "{FILE}"
gateway = "mygateway"
port = 10000
instances = ["myservice-1", "myservice-2", "myservice-3"]
auth = "myauth"
"""
SUITE = """
*** Settings ***
Library           MyServiceLibrary
Library           StackLibrary
Suite Setup       Use Stack    ${CURDIR}/stack.toml    timeout=2 minutes
Suite Teardown    Stop Stack
Test Setup        Open Session
Test Teardown     Close All Sessions

*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}

*** Test Cases ***
Killed Instance Comes Back
    Kill Instance    ${OWN}
    Wait Until Instance Has Exited    ${OWN}    exit_code=-9
    Session Should Move To Another Instance
    Start Instance    ${OWN}    timeout=30s
    State Should Be    running

Stopped Instance Comes Back
    Stop Instance    ${OWN}
    Session Should Move To Another Instance
    Start Instance    ${OWN}    timeout=30s

Paused Instance Goes On
    Pause Instance    ${OWN}
    State Should Be    paused
    Session Should Move To Another Instance
    Resume Instance    ${OWN}

Gateway Comes Back
    Stop Gateway
    Start Gateway    timeout=30s
    Open Session

*** Keywords ***
Open Session
    ${address} =    Get Gateway Address
    Connect To Gateway    ${address}
    ${id} =    Evaluate    uuid.uuid4().hex
    Login    TestUser    ${PASSWORD}    alias=${id}
    Wait Until Session Is Served    20s
    ${answer} =    Echo With Session
    VAR    ${OWN} =    ${answer.pod_name}    scope=TEST

State Should Be
    [Arguments]    ${state}
    ${instances} =    Get Instances
    VAR    &{states} =    &{{ {one.name: one.state for one in $instances} }}
    Should Be Equal    ${states}[${OWN}]    ${state}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    file = tmp_path / "used.robot"
    file.write_text(SUITE)
    return file


@pytest.fixture
def _up() -> Iterator[None]:
    up = compose("--project-name", PROJECT, "up", "--detach", **VARIABLES)
    try:
        assert up.returncode == 0, up.stdout
        yield
    finally:
        compose("--project-name", PROJECT, "down", "--timeout", "0", **VARIABLES)


@pytest.mark.usefixtures("_up")
def test_system_is_broken_by_docker_commands(robot: Robot, suite: Path) -> None:
    (suite.parent / "stack.toml").write_text(COMMANDS)
    run = robot.run(suite)
    assert run.exit_code == 0, run.console


def test_compose_file_of_ones_own_is_started_broken_and_taken_down(
    robot: Robot, suite: Path
) -> None:
    (suite.parent / "stack.toml").write_text(COMPOSE)
    disconnect = """
Disconnected Instance Comes Back
    Disconnect Instance    ${OWN}
    State Should Be    disconnected
    Session Should Move To Another Instance
    Reconnect Instance    ${OWN}

*** Keywords ***"""
    suite.write_text(SUITE.replace("\n*** Keywords ***", disconnect, 1))
    run = robot.run(suite, **{**VARIABLES, "GATEWAY_PORT": "0"})
    assert run.exit_code == 0, run.console
    logs = {file.stem for file in run.results.glob("containers/*/*.log")}
    assert {"mygateway", "myservice-1", "myauth"} <= logs
