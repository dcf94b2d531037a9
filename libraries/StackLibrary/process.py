"""One part of an embedded stack: a process that prints its address once it serves."""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from .errors import StackError
from .part import Part, State

GUARD = Path(__file__).with_name("guard.py")
_GUARD_COMMAND = (sys.executable, "-I", "-S", str(GUARD))


class Guard:
    """The process that ends all others when this one ends, however it does."""

    def __init__(self, *clean_up: str, environment: Mapping[str, str] | None = None) -> None:
        """`clean_up` is a command that is run, in that environment, when all have ended."""
        self._process = subprocess.Popen(
            [*_GUARD_COMMAND, "watch", *clean_up],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self._process.stdout is not None
        with self._process.stdout as answer:
            directory = os.fsdecode(answer.readline()).rstrip("\n")
        if not directory:
            raise StackError(f"The guard of the stack ended with {self._process.wait()}.")
        self.directory = Path(directory)

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs the given one under this guard."""
        return [*_GUARD_COMMAND, "join", str(self._process.pid), *command]

    def close(self) -> None:
        """End the guard and every process under it, and remove the directory."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)  # if the guard was killed before

    def dismiss(self) -> None:
        """End the guard alone: there is nothing left to clean up, or nothing that should be."""
        self._process.kill()
        self.close()


class Process(Part):
    def __init__(
        self, name: str, command: Sequence[str], guard: Guard, directory: Path, title: str = ""
    ):
        """Run the command in the directory, under the guard."""
        super().__init__(title or name)
        self.name = name
        self.address = ""
        self._command = guard.command(command)
        self._directory = directory
        self._log_file = guard.directory / f"{name}.log"
        self._run()

    def _run(self, *more_options: str) -> None:
        self._printed = b""
        self._is_paused = False
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, *more_options],
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    @property
    def state(self) -> State:
        self._observe()
        if self._process.returncode is not None:
            return "exited"
        return "paused" if self._is_paused else "running"

    def _observe(self) -> None:
        """Note what the system has to tell of this child: each change once."""
        changes = os.WUNTRACED | os.WCONTINUED | os.WNOHANG
        while self._process.returncode is None:
            pid, status = os.waitpid(self._process.pid, changes)
            if not pid:
                return
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self._process.returncode = os.waitstatus_to_exitcode(status)
            else:
                self._is_paused = os.WIFSTOPPED(status)

    @property
    def exit_code(self) -> int:
        return self._process.wait()

    def _kill(self) -> None:
        self._process.kill()

    def _terminate(self) -> None:
        self._process.terminate()

    def _pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def _resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _disconnect(self) -> None:
        raise StackError(
            f"{self.title} is a process, which shares this machine's network: "
            f"only a stack in containers has instances that can be cut off."
        )

    def _reconnect(self) -> None:
        """It is never disconnected."""

    def _start(self, deadline: float) -> None:
        self.start_with("--listen", self.address, deadline=deadline)

    def _wait_until_called(self, deadline: float) -> None:
        """Nobody calls it who would look at its health."""

    def start_with(self, *more_options: str, deadline: float) -> None:
        """Run the command again; of an option that is given twice, the second one counts."""
        self.close()
        self._run(*more_options)
        try:
            wait_for_addresses([self], deadline)
        except BaseException as err:
            self.close()
            if isinstance(err, StackError):
                raise StackError(f"{self.title} did not start: {err}") from err
            raise

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def log(self) -> str:
        try:
            return self._log_file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def fileno(self) -> int:
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def read_address(self, deadline: float) -> bool:
        """Read what is there to be read; return whether that is the whole address.

        Raises StackError when no more can come.
        """
        printed = os.read(self.fileno(), 1024)
        if not printed:
            what = self._end(deadline)
            raise StackError(f"{self.name} {what} before it served: {self._last_line()}")
        self._printed += printed
        line, end, _ = self._printed.lstrip().partition(b"\n")
        self.address = os.fsdecode(line).strip() if end else ""
        return bool(self.address)

    def _end(self, deadline: float) -> str:
        try:
            code = self._process.wait(max(0.0, deadline - time.monotonic()))
            return f"ended with exit code {code}"
        except subprocess.TimeoutExpired:
            return "closed its output"

    def _last_line(self) -> str:
        lines = self.log().strip().splitlines()
        return lines[-1] if lines else "its log is empty."


def wait_for_addresses(processes: Sequence[Process], deadline: float) -> None:
    """Wait until each process serves; `deadline` is one of `time.monotonic`."""
    with selectors.DefaultSelector() as selector:
        for process in processes:
            selector.register(process, selectors.EVENT_READ)
        while waiting := [key.fileobj for key in selector.get_map().values()]:
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                names = ", ".join(part.name for part in waiting if isinstance(part, Process))
                raise StackError(f"{names} did not serve within the time limit.")
            for key, _ in ready:
                assert isinstance(key.fileobj, Process)
                if key.fileobj.read_address(deadline):
                    selector.unregister(key.fileobj)
