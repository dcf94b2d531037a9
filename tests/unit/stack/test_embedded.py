"""embedded.py: what makes a stack, with services that do no more than say that they serve."""

import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from StackLibrary.errors import StackError, StackFailure
from StackLibrary.processes import stack as embedded
from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

LIMIT_SECONDS = 10
SERVE = """
import signal, sys
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
print(sys.argv, file=sys.stderr)
print(options.get("--pod-name", options["--listen"]), flush=True)
"""
SERVE_FOR_EVER = f"{SERVE}signal.pause()"

Start = Callable[..., EmbeddedStack]


@pytest.fixture
def services(tmp_path: Path) -> Path:
    folder = tmp_path / "services"
    folder.mkdir()
    for module in ("myauth", "myservice", "mygateway"):
        (folder / f"{module}.py").write_text(SERVE_FOR_EVER)
    return folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where stacks keep their files, one directory each."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def start(services: Path) -> Iterator[Start]:
    started = []

    def start(timeout: float = LIMIT_SECONDS, **settings: int) -> EmbeddedStack:
        started.append(EmbeddedStack(EmbeddedSettings(services, timeout=timeout, **settings)))
        return started[-1]

    yield start
    for stack in started:
        stack.stop()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"instances": 0}, "A stack has at least 1 instance, got 0."),
        ({"instances": -1}, "A stack has at least 1 instance, got -1."),
        ({"instances": 1.5}, "'instances' should be a whole number, got '1.5'."),
        ({"capacity": float("nan")}, "'capacity' should be a whole number, got 'nan'."),
        ({"capacity": -1}, "A capacity is 0 or more sessions, got -1."),
        ({"gateway_port": -1}, "A port is 0 to 65535, got -1."),
        ({"gateway_port": 65536}, "A port is 0 to 65535, got 65536."),
        ({"token_lifetime": -1}, "'token_lifetime' should be longer than 0 s, got -1 s."),
        ({"subscribe_interval": 0}, "'subscribe_interval' should be longer than 0 s, got 0 s."),
    ],
)
def test_settings_that_make_no_stack_are_refused(
    services: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(StackError) as caught:
        EmbeddedSettings(services, **settings).check()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "settings", [{}, {"instances": 1, "capacity": 0}, {"instances": 99, "gateway_port": 65535}]
)
def test_other_settings_are_fine(services: Path, settings: dict[str, int]) -> None:
    EmbeddedSettings(services, **settings).check()


def test_missing_services_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StackError) as caught:
        EmbeddedSettings(tmp_path / "none").check()
    assert str(caught.value) == f"There is no folder of services at '{tmp_path / 'none'}'."


def test_windows_is_refused(services: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(StackError, match="runs on Linux and macOS, and this is Windows"):
        EmbeddedSettings(services).check()


def test_parts_are_started_with_what_they_need(start: Start, temporary: Path) -> None:
    stack = start(
        instances=2, capacity=5, gateway_port=12345, token_lifetime=60, subscribe_interval=0.5
    )
    assert [(one.name, one.address, one.state) for one in stack.instances()] == [
        ("myservice-1", "myservice-1", "running"),
        ("myservice-2", "myservice-2", "running"),
    ]
    assert stack.gateway_address == "127.0.0.1:12345"
    logs = stack.logs()
    assert "'--listen', '127.0.0.1:0'" in logs["myauth"]
    assert "'--token-lifetime', '60'" in logs["myauth"]
    assert "'--pod-name', 'myservice-2', '--capacity', '5'" in logs["myservice-2"]
    assert "'--subscribe-interval', '0.5'" in logs["myservice-2"]
    assert "'--auth', '127.0.0.1:0'" in logs["mygateway"]
    assert "'--instances', 'myservice-1,myservice-2'" in logs["mygateway"]
    assert f"'--run-directory', '{next(temporary.iterdir())}'" in logs["mygateway"]


def test_secret_is_a_new_file_that_only_this_user_reads(start: Start, temporary: Path) -> None:
    logs = [start(instances=1).logs() for _ in range(2)]
    files = list(temporary.glob("*/jwt_secret"))
    secrets = {file.read_text() for file in files}
    assert len(secrets) == 2
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(file.read_text()) >= 64
    assert not any(secret in str(logs) for secret in secrets), "it is not on a command line"


def test_stopped_stack_leaves_nothing_but_its_logs(start: Start, temporary: Path) -> None:
    stack = start(instances=2)
    stack.stop()
    stack.stop()
    assert list(temporary.iterdir()) == []
    assert [one.state for one in stack.instances()] == ["exited", "exited"]
    assert list(stack.logs()) == ["myauth", "myservice-1", "myservice-2", "mygateway"]
    assert all(stack.logs().values())


@pytest.mark.parametrize("module", ["myauth", "myservice", "mygateway"])
def test_part_that_fails_ends_the_start_and_leaves_its_log(
    start: Start, services: Path, temporary: Path, module: str
) -> None:
    (services / f"{module}.py").write_text("raise SystemExit('first line\\nI cannot.')")
    with pytest.raises(StackError) as caught:
        start(instances=1)
    name = "myservice-1" if module == "myservice" else module
    assert str(caught.value) == (
        f"The stack did not start: {name} ended with exit code 1 before it served: I cannot."
    )
    assert caught.value.logs[name] == "first line\nI cannot.\n"
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("module", ["myservice", "mygateway"])
def test_limit_of_the_start_holds_for_all_parts_together(
    start: Start, services: Path, temporary: Path, module: str
) -> None:
    (services / f"{module}.py").write_text("import signal; signal.pause()")
    started = time.monotonic()
    with pytest.raises(StackError, match=r"did not serve within 0\.8 s"):
        start(timeout=0.8, instances=1)
    assert time.monotonic() - started < 3
    assert list(temporary.iterdir()) == []


def test_interrupted_start_leaves_nothing(
    start: Start, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded, "wait_for_addresses", interrupt)
    with pytest.raises(KeyboardInterrupt):
        start()
    assert list(temporary.iterdir()) == []


def test_exit_of_an_instance_is_waited_for(start: Start, services: Path) -> None:
    (services / "myservice.py").write_text(f"{SERVE}sys.exit(7)")
    stack = start(instances=1)
    assert stack.wait_until_exited("myservice-1", LIMIT_SECONDS) == 7
    assert [one.state for one in stack.instances()] == ["exited"]


def test_instance_that_runs_on_fails_in_time(start: Start) -> None:
    with pytest.raises(StackFailure) as caught:
        start(instances=1).wait_until_exited("myservice-1", 0.05)
    assert str(caught.value) == (
        "Instance 'myservice-1' is still running after 0.05 s, expected it to have exited."
    )


@pytest.mark.parametrize("name", ["myservice-3", "myauth", "mygateway", ""])
def test_what_is_no_instance_is_refused(start: Start, name: str) -> None:
    with pytest.raises(StackError) as caught:
        start(instances=2).wait_until_exited(name, 1)
    assert str(caught.value) == (
        f"The stack has no instance '{name}'; it has myservice-1, myservice-2."
    )


def test_instance_that_the_gateway_does_not_take_for_healthy_fails(
    start: Start, services: Path
) -> None:
    (services / "mygateway.py").unlink()
    (services / "mygateway").mkdir()
    (services / "mygateway" / "__main__.py").write_text(SERVE_FOR_EVER)
    (services / "mygateway" / "readiness.py").write_text("raise SystemExit('It is not healthy.')")
    stack = start(instances=1)
    stack.pause("myservice-1", LIMIT_SECONDS)
    with pytest.raises(StackFailure) as caught:
        stack.resume("myservice-1", LIMIT_SECONDS)
    assert str(caught.value) == (
        "Instance 'myservice-1' gets no calls within 10 s: It is not healthy."
    )
    assert stack.instance("myservice-1").state == "running"


def test_instance_starts_again_also_where_the_gateway_is_down(start: Start) -> None:
    stack = start(instances=1)
    stack.gateway.kill(LIMIT_SECONDS)
    stack.kill("myservice-1", LIMIT_SECONDS)
    stack.start("myservice-1", LIMIT_SECONDS)
    assert stack.instance("myservice-1").state == "running"


def test_gateway_that_starts_again_serves_those_that_are_up(start: Start) -> None:
    stack = start(instances=3)
    stack.instance("myservice-1").kill(LIMIT_SECONDS)
    stack.instance("myservice-2").pause(LIMIT_SECONDS)
    stack.gateway.kill(LIMIT_SECONDS)
    stack.gateway.start(LIMIT_SECONDS)
    assert "'--awaited', '127.0.0.1:0,myservice-3'" in stack.logs()["mygateway"]
