"""One part of an embedded stack: a process that prints its address once it serves."""

import os
import selectors
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..errors import OutOfReach, StackError
from ..limit import Limit
from ..part import Part, State
from .environment import environment
from .guard_process import Guard

_FULL_DISK = "No space left on device"
_NO_MEMORY = ("MemoryError", "Cannot allocate memory", "std::bad_alloc")


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
        try:
            log = self._log_file.open("ab")
        except OSError as err:
            raise StackError(f"Cannot write '{self._log_file}': {err.strerror}.") from None
        with log:
            self._process = subprocess.Popen(
                [*self._command, *more_options],
                cwd=self._directory,
                env=environment(),
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
        """Read each change of this child's state, which the system tells once."""
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
        raise OutOfReach(
            f"{self.title} is a process, which shares this machine's network: "
            f"only a stack in containers has instances that can be cut off."
        )

    def _reconnect(self) -> None:
        """It is never disconnected."""

    def _start(self, limit: Limit) -> None:
        self.start_with("--listen", self.address, limit=limit)

    def start_with(self, *more_options: str, limit: Limit) -> None:
        """Run the command again; of an option that is given twice, the second one counts."""
        self.close()
        self._run(*more_options)
        try:
            wait_for_addresses([self], limit)
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

    def read_address(self, limit: Limit) -> bool:
        """Read what is there to be read; return whether that is the whole address.

        Raises StackError when no more can come.
        """
        printed = os.read(self.fileno(), 1024)
        if not printed:
            raise StackError(f"{self.name} {self._end(limit)} before it served: {self._why()}")
        self._printed += printed
        line, end, _ = self._printed.lstrip().partition(b"\n")
        self.address = os.fsdecode(line).strip() if end else ""
        return bool(self.address)

    def _end(self, limit: Limit) -> str:
        try:
            code = self._process.wait(limit.left)
            return f"ended with exit code {code}"
        except subprocess.TimeoutExpired:
            return "closed its output"

    def _why(self) -> str:
        """Return the reason for its end where that is known, or else its last line."""
        log = self.log().strip()
        if _FULL_DISK in log or not _free_bytes(self._log_file.parent):
            return f"the disk with '{self._log_file.parent}' is full."
        if any(words in log for words in _NO_MEMORY):
            return "it was refused more memory."
        if self._process.returncode == -signal.SIGKILL:
            return "it was killed (SIGKILL), as by a system that runs out of memory."
        return log.splitlines()[-1] if log else "its log is empty."


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 1  # unknown, so no reason


def wait_for_addresses(processes: Sequence[Process], limit: Limit) -> None:
    """Wait until each process serves."""
    with selectors.DefaultSelector() as selector:
        for process in processes:
            selector.register(process, selectors.EVENT_READ)
        while waiting := [key.fileobj for key in selector.get_map().values()]:
            ready = selector.select(limit.left)
            if not ready:
                names = ", ".join(part.name for part in waiting if isinstance(part, Process))
                raise StackError(f"{names} did not serve within {limit}.")
            for key, _ in ready:
                assert isinstance(key.fileobj, Process)
                if key.fileobj.read_address(limit):
                    selector.unregister(key.fileobj)
