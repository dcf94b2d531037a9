"""The guard as its parent sees it: started, asked to end, and replaced where it does not."""

import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import StackError
from . import guard

GUARD = Path(guard.__file__)
_GUARD_COMMAND = (sys.executable, "-I", "-S", str(GUARD))
ANSWER_SECONDS = 10.0
END_SECONDS = 1.0


class Guard:
    """The process that ends all others when this one ends, however it does."""

    def __init__(self, *clean_up: str, environment: Mapping[str, str] | None = None) -> None:
        """`clean_up` is a command that is run, in that environment, when all have ended."""
        _hear_of_children()
        try:
            self.directory = Path(tempfile.gettempdir()) / f"stack-{secrets.token_hex(4)}"
        except FileNotFoundError as err:
            raise StackError(f"The stack needs a folder for temporary files: {err}.") from None
        self._group = 0
        self._process = subprocess.Popen(
            [*_GUARD_COMMAND, "watch", str(self.directory), *clean_up],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        try:
            self._group = self._read_group()
        except BaseException:
            self.close()
            raise

    def _read_group(self) -> int:
        assert self._process.stdout is not None
        with self._process.stdout as answer:
            if not select.select([answer], [], [], ANSWER_SECONDS)[0]:
                raise StackError(
                    f"The guard of the stack did not start within {ANSWER_SECONDS:g} s."
                )
            line = os.fsdecode(answer.readline()).strip()
        if line.isdecimal():
            return int(line)
        raise StackError(line or f"The guard of the stack ended with {self._process.wait()}.")

    def command(self, command: Sequence[str]) -> list[str]:
        """Return the command that runs the given one under this guard."""
        return [*_GUARD_COMMAND, "join", str(self._group), str(self.directory), *command]

    def close(self) -> None:
        """End the guard and every process under it, and remove the directory."""
        if not self._is_open:
            return
        self._close_input()
        try:
            ended_well = self._process.wait(END_SECONDS) == 0
        except subprocess.TimeoutExpired:
            ended_well = False
        if not ended_well:  # it was killed or stopped
            self._end()

    def dismiss(self) -> None:
        """End the guard alone: there is nothing left to clean up, or nothing that should be."""
        if self._is_open:
            self._end()
            self._close_input()

    @property
    def _is_open(self) -> bool:
        assert self._process.stdin is not None
        return not self._process.stdin.closed

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _end(self) -> None:
        self._process.kill()
        if self._group:
            guard.end(self._group, str(self.directory))
        self._process.wait()


def _hear_of_children() -> None:
    """Undo that the caller of this process has SIGCHLD ignored: nobody could wait for children."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
