"""commands/: parts that are broken by commands, and what is said where a command fails."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from StackLibrary.commands.command import Command
from StackLibrary.commands.part import CommandPart, PartCommands
from StackLibrary.commands.stack import CommandSettings, CommandsStack
from StackLibrary.errors import OutOfReach, StackError, StackFailure
from StackLibrary.limit import Limit

LIMIT_SECONDS = 10


def commands(folder: Path, **texts: str) -> PartCommands:
    made = {deed: Command((text,), folder, in_shell=True) for deed, text in texts.items()}
    return PartCommands("stack.toml", "instances", "Instances", made, LIMIT_SECONDS)


def part(folder: Path, **texts: str) -> CommandPart:
    return CommandPart("Instance 'a'", commands(folder, **texts), "a")


def test_command_does_it_and_the_state_is_waited_for(tmp_path: Path) -> None:
    one = part(
        tmp_path,
        state="cat {instance}",
        pause="(sleep 0.1; echo paused > {instance}) > /dev/null 2>&1 &",
    )
    (tmp_path / "a").write_text("running 0\n")
    one.pause(LIMIT_SECONDS)
    assert one.state == "paused"


def test_part_that_is_not_so_in_time_fails(tmp_path: Path) -> None:
    with pytest.raises(StackFailure) as caught:
        part(tmp_path, state="echo running", kill="true").kill(0.2)
    assert str(caught.value) == (
        "Instance 'a' is still running after 0.2 s, expected it to have exited."
    )


def test_part_that_does_not_come_back_in_time_fails(tmp_path: Path) -> None:
    with pytest.raises(StackFailure) as caught:
        part(tmp_path, state="echo exited", start="true").start(0.2)
    assert str(caught.value) == (
        "Instance 'a' has still exited after 0.2 s, expected it to be running."
    )


def test_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    one = part(tmp_path, state="echo running", kill="echo first >&2; echo No such pod. >&2; exit 7")
    with pytest.raises(StackError) as caught:
        one.kill(LIMIT_SECONDS)
    assert str(caught.value) == (
        "Instance 'a': the command for 'kill' ended with exit code 7: No such pod."
    )


def test_command_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    one = part(tmp_path, state="echo running", kill="sleep 60 | cat")
    started = time.monotonic()
    with pytest.raises(StackError) as caught:
        one.kill(0.3)
    assert time.monotonic() - started < LIMIT_SECONDS
    assert str(caught.value).startswith(
        "Instance 'a': the command for 'kill' failed: 'sleep 60 | cat' did not end within 0."
    )


def test_command_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(StackError) as caught:
        Command(("no-such-command",), tmp_path).run(LIMIT_SECONDS)
    assert str(caught.value) == "'no-such-command' cannot be run: No such file or directory."


def test_words_are_no_shell_text(tmp_path: Path) -> None:
    done = Command(("echo", "$HOME;", "{instance} {since}"), tmp_path).run(
        LIMIT_SECONDS, instance="a", since="now"
    )
    assert done.output == "$HOME; a now\n"


@pytest.mark.parametrize(
    ("printed", "code"), [("exited", None), ("exited 3", 3), ("exited 137", -9), ("exited x", None)]
)
def test_exit_code_is_what_follows_the_state(
    tmp_path: Path, printed: str, code: int | None
) -> None:
    assert part(tmp_path, state=f"echo {printed}").exit_code == code


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (
            "echo Terminating; echo gone >&2",
            "printed 'Terminating' and ended with exit code 0: gone.",
        ),
        ("echo no route >&2; exit 255", "printed nothing and ended with exit code 255: no route."),
        ("true", "printed nothing and ended with exit code 0: it wrote nothing."),
    ],
)
def test_unknown_state_is_told(tmp_path: Path, state: str, message: str) -> None:
    with pytest.raises(StackError) as caught:
        part(tmp_path, state=state).kill(LIMIT_SECONDS)
    assert str(caught.value) == (
        f"Instance 'a': the command for 'state' {message} Expected one of 'running', 'paused', "
        f"'disconnected', 'exited'."
    )


def test_failed_look_is_not_taken_for_silence(tmp_path: Path) -> None:
    made = commands(tmp_path, state="echo no route >&2; exit 255")
    silent = PartCommands(
        made.file, made.section, made.who, made.commands, LIMIT_SECONDS, {"": "exited"}
    )
    with pytest.raises(StackError, match="no route"):
        CommandPart("Instance 'a'", silent, "a").state  # noqa: B018  # it raises


def test_missing_command_is_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach) as caught:
        part(tmp_path, state="echo running").pause(LIMIT_SECONDS)
    assert str(caught.value) == (
        "Instances cannot be paused: 'stack.toml' has no command 'instances.pause'."
    )


@pytest.fixture
def address() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def settings(folder: Path, address: str, **more: object) -> CommandSettings:
    empty = commands(folder)
    parts = {"gateway": empty, "auth": empty, "instances": empty, **more.pop("parts", {})}  # type: ignore[dict-item]
    return CommandSettings(folder / "stack.toml", address, parts, **more)  # type: ignore[arg-type]


def test_system_that_does_not_become_fresh_is_told(tmp_path: Path, address: str) -> None:
    fresh = Command(("echo No space. >&2; exit 3",), tmp_path, in_shell=True)
    with pytest.raises(StackError) as caught:
        CommandsStack(settings(tmp_path, address, fresh=fresh), Limit(LIMIT_SECONDS))
    assert str(caught.value) == (
        f"The system was not made fresh by '{tmp_path}/stack.toml', key 'fresh': the command "
        f"ended with exit code 3: No space."
    )


def test_gateway_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(StackError) as caught:
            CommandsStack(settings(tmp_path, f"127.0.0.1:{port}"), Limit(0.2))
    assert str(caught.value) == (
        f"The gateway at '127.0.0.1:{port}' cannot be reached within 0.2 s: Connection refused."
    )


def test_listed_names_are_checked(tmp_path: Path, address: str) -> None:
    lists = Command(("echo good; echo '$(id)'",), tmp_path, in_shell=True)
    stack = CommandsStack(settings(tmp_path, address, lists=lists), Limit(LIMIT_SECONDS))
    with pytest.raises(StackError) as caught:
        stack.instances()
    assert str(caught.value) == (
        f"'{tmp_path}/stack.toml', key 'instances.list': found the instance name '$(id)', expected "
        f"letters, digits and any of '_.:@/-', with none of '.:@/-' at the start."
    )


def test_logs_are_those_since_the_system_was_taken(tmp_path: Path, address: str) -> None:
    logs = commands(tmp_path, logs="echo log since {since}")
    stack = CommandsStack(
        settings(tmp_path, address, parts={"gateway": logs}), Limit(LIMIT_SECONDS)
    )
    told = stack.logs()["gateway"]
    assert told.startswith("log since 20")
    assert told.endswith("Z\n")
    stack.stop()
    (tmp_path / "gone").touch()
    assert stack.logs()["gateway"] == told
