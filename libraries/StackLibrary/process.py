"""One part of an embedded stack: a process that prints its address once it serves."""

import os
import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .stack import StackError

GUARD = Path(__file__).with_name("guard.py")
_GUARD_COMMAND = (sys.executable, "-I", "-S", str(GUARD))


class Guard:
    """The process that ends all others when this one ends, however it does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*_GUARD_COMMAND, "watch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
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


class Process:
    def __init__(self, name: str, command: Sequence[str], guard: Guard, directory: Path):
        """Run the command in the directory, under the guard."""
        self.name = name
        self.address = ""
        self._printed = b""
        self._log_file = guard.directory / f"{name}.log"
        with self._log_file.open("wb") as log:
            self._process = subprocess.Popen(
                guard.command(command),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    @property
    def has_exited(self) -> bool:
        return self._process.poll() is not None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise subprocess.TimeoutExpired if there is none yet."""
        return self._process.wait(timeout)

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
            return f"ended with exit code {self.wait(max(0.0, deadline - time.monotonic()))}"
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
