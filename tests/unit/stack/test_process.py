"""process.py: parts under a guard, and waiting until they serve."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from StackLibrary.errors import StackError, StackFailure
from StackLibrary.limit import Limit
from StackLibrary.processes.guard_process import Guard
from StackLibrary.processes.process import Process, wait_for_addresses

LIMIT_SECONDS = 10
WAIT = "import signal; signal.pause()"

Part = Callable[..., Process]


@pytest.fixture
def part(guard: Guard, tmp_path: Path) -> Iterator[Part]:
    """Start a part that runs some Python, as `part(name, code)`."""
    parts = []

    def part(name: str, code: str) -> Process:
        parts.append(Process(name, [sys.executable, "-c", code], guard, tmp_path))
        return parts[-1]

    yield part
    for process in parts:
        process.close()


def serving(address: str) -> str:
    return f"print('{address}', flush=True); {WAIT}"


def failing(log: str = "", code: int = 1) -> str:
    return f"import sys; sys.stderr.write({log!r}); sys.exit({code})"


def soon() -> Limit:
    return Limit(LIMIT_SECONDS)


def test_parts_addresses_are_read(part: Part) -> None:
    parts = [part(f"part-{i}", serving(f"127.0.0.1:{i}")) for i in range(5)]
    wait_for_addresses(parts, soon())
    assert [process.address for process in parts] == [f"127.0.0.1:{i}" for i in range(5)]
    assert all(process.state == "running" for process in parts)


def test_nothing_to_wait_for_is_no_wait() -> None:
    wait_for_addresses([], Limit(0))


def test_parts_that_serve_already_are_found_after_the_limit_too(part: Part) -> None:
    one = part("one", serving("127.0.0.1:1"))
    wait_for_addresses([one], soon())
    ended = part("two", "print('127.0.0.1:2')")
    ended.wait_until("exited", LIMIT_SECONDS)
    wait_for_addresses([ended], Limit(0))
    assert ended.address == "127.0.0.1:2"


def test_parts_that_do_not_serve_in_time_are_named(part: Part) -> None:
    parts = [part("good", serving("127.0.0.1:1")), part("slow", WAIT), part("mute", WAIT)]
    wait_for_addresses(parts[:1], soon())
    parts[0] = part("good", "print('127.0.0.1:1')")
    parts[0].wait_until("exited", LIMIT_SECONDS)
    started = time.monotonic()
    with pytest.raises(StackError) as caught:
        wait_for_addresses(parts, Limit(0.2))
    assert str(caught.value) == "slow, mute did not serve within 0.2 s."
    assert 0.15 < time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("log", "code", "message"),
    [
        ("first\nlast\n", 1, "part ended with exit code 1 before it served: last"),
        ("last\n\n \n", 7, "part ended with exit code 7 before it served: last"),
        ("", 0, "part ended with exit code 0 before it served: its log is empty."),
    ],
)
def test_part_that_ends_early_is_told_with_its_last_line(
    part: Part, log: str, code: int, message: str
) -> None:
    started = time.monotonic()
    with pytest.raises(StackError) as caught:
        wait_for_addresses([part("other", WAIT), part("part", failing(log, code))], soon())
    assert str(caught.value) == message
    assert time.monotonic() - started < LIMIT_SECONDS


def test_command_that_does_not_exist_is_told(guard: Guard, tmp_path: Path) -> None:
    process = Process("part", ["/no/such/command"], guard, tmp_path)
    with pytest.raises(StackError, match="before it served: FileNotFoundError"):
        wait_for_addresses([process], soon())
    process.close()


@pytest.mark.parametrize(
    "code",
    [
        f"print('127.0.0.1:', end='', flush=True); {WAIT}",
        f"print(flush=True); {WAIT}",
        f"import os; os.close(1); {WAIT}",
    ],
    ids=["half a line", "an empty line", "closed output"],
)
def test_limit_holds_whatever_a_part_prints(part: Part, code: str) -> None:
    errors = []

    def wait() -> None:
        try:
            wait_for_addresses([process], Limit(0.2))
        except StackError as err:
            errors.append(err)

    process = part("part", code)
    assert select.select([process], [], [], LIMIT_SECONDS)[0], "it has printed what it will"
    waiting = threading.Thread(target=wait)
    waiting.start()
    waiting.join(1)
    ended_in_time = not waiting.is_alive()
    process.close()
    waiting.join(LIMIT_SECONDS)
    assert ended_in_time
    assert errors


def test_part_runs_in_its_directory_without_input(part: Part, tmp_path: Path) -> None:
    process = part("part", "import os, sys; print(os.getcwd() + sys.stdin.read())")
    wait_for_addresses([process], soon())
    assert Path(process.address) == tmp_path.resolve()


def test_log_is_what_the_part_wrote_to_stderr(part: Part, guard: Guard) -> None:
    process = part("part", r"import sys; sys.stderr.buffer.write(b'caf\xc3\xa9 \xff\n')")
    process.wait_until("exited", LIMIT_SECONDS)
    assert process.log() == "café �\n"
    guard.close()
    assert process.log() == ""


def test_exit_is_seen_and_waited_for_within_a_limit(part: Part) -> None:
    running, ended = part("running", WAIT), part("ended", failing(code=3))
    ended.wait_until("exited", LIMIT_SECONDS)
    assert ended.exit_code == 3
    with pytest.raises(StackFailure) as caught:
        running.wait_until("exited", 0.05)
    assert str(caught.value) == (
        "running is still running after 0.05 s, expected it to have exited."
    )
    assert running.state == "running"


def test_closed_part_has_been_killed(part: Part) -> None:
    process = part("part", serving("127.0.0.1:1"))
    wait_for_addresses([process], soon())
    process.close()
    process.close()
    assert process.exit_code == -signal.SIGKILL


def test_closed_guard_leaves_neither_parts_nor_its_directory(part: Part, guard: Guard) -> None:
    parts = [part(f"part-{i}", serving("127.0.0.1:1")) for i in range(3)]
    wait_for_addresses(parts, soon())
    guard.close()
    guard.close()
    assert [process.exit_code for process in parts] == [-signal.SIGKILL] * 3
    assert not guard.directory.exists()


def test_guard_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "StackLibrary.processes.guard_process._GUARD_COMMAND", (sys.executable, "-c", failing())
    )
    with pytest.raises(StackError) as caught:
        Guard()
    assert str(caught.value) == "The guard of the stack ended with 1."


# What happens behind the part's back is seen, too.


def test_pause_is_seen_whoever_makes_it(part: Part) -> None:
    process = part("part", f"import os; print(os.getpid(), flush=True); {WAIT}")
    wait_for_addresses([process], soon())
    pid = int(process.address)
    for number, state in ((signal.SIGSTOP, "paused"), (signal.SIGCONT, "running")) * 2:
        os.kill(pid, number)
        process.wait_until(state, LIMIT_SECONDS)
    os.kill(pid, signal.SIGSTOP)
    process.wait_until("paused", LIMIT_SECONDS)
    os.kill(pid, signal.SIGKILL)
    process.wait_until("exited", LIMIT_SECONDS)
    assert process.exit_code == -signal.SIGKILL


def test_paused_part_can_be_killed_and_closed(part: Part, guard: Guard) -> None:
    parts = [part(f"part-{i}", serving("127.0.0.1:1")) for i in range(3)]
    wait_for_addresses(parts, soon())
    for process in parts:
        process.pause(LIMIT_SECONDS)
    parts[0].kill(LIMIT_SECONDS)
    parts[1].close()
    guard.close()
    assert [process.exit_code for process in parts] == [-signal.SIGKILL] * 3


def test_part_starts_again_at_its_address_and_goes_on_with_its_log(
    part: Part, guard: Guard
) -> None:
    show = "import sys; print(sys.argv[1:], file=sys.stderr)"
    process = part("part", f"{show}; {serving('127.0.0.1:1')}")
    wait_for_addresses([process], soon())
    process.kill(LIMIT_SECONDS)
    process.start(LIMIT_SECONDS)
    assert (process.state, process.address) == ("running", "127.0.0.1:1")
    assert process.log() == "[]\n['--listen', '127.0.0.1:1']\n"


@pytest.mark.parametrize(
    ("again", "limit", "message"),
    [
        (failing("It is in use."), 10, "ended with exit code 1 before it served: It is in use."),
        (WAIT, 0.5, "did not serve within 0.5 s."),
    ],
    ids=["ends", "hangs"],
)
def test_part_that_does_not_start_again_has_exited(
    part: Part, tmp_path: Path, again: str, limit: float, message: str
) -> None:
    second = tmp_path / "second"
    code = (
        f"import os\n"
        f"if os.path.exists({str(second)!r}):\n    {again}\n"
        f"else:\n    {serving('127.0.0.1:1')}"
    )
    process = part("part", code)
    wait_for_addresses([process], soon())
    process.kill(LIMIT_SECONDS)
    second.touch()
    with pytest.raises(StackError) as caught:
        process.start(limit)
    assert str(caught.value) == f"part did not start: part {message}"
    assert process.state == "exited"


def test_part_gets_of_the_environment_what_is_listed(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONSAFEPATH", "PYTHONPATH", "MYSERVICE_CAPACITY", "API_TOKEN", "GRPC_TRACE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("TZ", "UTC")
    process = part("part", "import os; print(' '.join(sorted(os.environ)))")
    wait_for_addresses([process], soon())
    allowed = {"HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ"}
    seen = {name for name in process.address.split() if not name.startswith("LC_")}
    assert {"PATH", "TZ"} <= seen <= allowed


def test_children_are_seen_where_the_caller_ignores_their_end(part: Part) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        guard = Guard()
        process = Process("part", [sys.executable, "-c", failing(code=3)], guard, guard.directory)
        process.wait_until("exited", LIMIT_SECONDS)
        assert process.exit_code == 3
        process.close()
        guard.close()
    finally:
        signal.signal(signal.SIGCHLD, before)


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ("OSError: [Errno 28] No space left on device\nbye", "the disk with '{}' is full."),
        ("MemoryError\n", "it was refused more memory."),
        ("terminate called: std::bad_alloc\nAborted", "it was refused more memory."),
    ],
)
def test_known_reason_is_told_instead_of_the_last_line(
    part: Part, guard: Guard, log: str, why: str
) -> None:
    with pytest.raises(StackError) as caught:
        wait_for_addresses([part("part", failing(log))], soon())
    assert str(caught.value) == (
        f"part ended with exit code 1 before it served: {why.format(guard.directory)}"
    )


def test_part_that_the_system_kills_is_told_so(part: Part) -> None:
    with pytest.raises(StackError) as caught:
        wait_for_addresses([part("part", "import os; os.kill(os.getpid(), 9)")], soon())
    assert str(caught.value) == (
        "part ended with exit code -9 before it served: "
        "it was killed (SIGKILL), as by a system that runs out of memory."
    )


def test_log_that_cannot_be_written_is_told(guard: Guard, tmp_path: Path) -> None:
    with pytest.raises(StackError) as caught:
        Process("no/folder", [sys.executable], guard, tmp_path)
    assert str(caught.value) == (
        f"Cannot write '{guard.directory}/no/folder.log': No such file or directory."
    )


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL], ids=lambda one: one.name)
def test_guard_that_cannot_end_its_parts_is_replaced(part: Part, number: signal.Signals) -> None:
    guard = Guard()
    process = Process("part", [sys.executable, "-c", WAIT], guard, guard.directory)
    os.kill(guard._process.pid, number)
    started = time.monotonic()
    guard.close()
    assert time.monotonic() - started < LIMIT_SECONDS
    process.wait_until("exited", LIMIT_SECONDS)
    assert not guard.directory.exists()
    process.close()
