"""One command of a stack's file, and what became of a run of it."""

import os
import re
import shlex
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..errors import StackError

INSTANCE, SINCE = "{instance}", "{since}"
# Names that are neither options nor anything that a shell would expand.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:@/-]*")


class Done(NamedTuple):
    """What a command came to: `error` is what it wrote to stderr."""

    exit_code: int
    output: str
    error: str

    @property
    def last_words(self) -> str:
        """The last line that it wrote, as the end of a sentence."""
        lines = (self.error.strip() or self.output.strip()).splitlines()
        return f"{lines[-1].strip().rstrip('.')}." if lines else "it wrote nothing."


@dataclass(frozen=True)
class Command:
    """`words` are run as they are, or, if `in_shell`, joined and given to /bin/sh."""

    words: tuple[str, ...]
    directory: Path
    in_shell: bool = False

    def run(self, timeout: float, *, instance: str = "", since: str = "") -> Done:
        """Run it in its directory; raise StackError where it cannot be run or takes too long."""
        words = [word.replace(INSTANCE, instance).replace(SINCE, since) for word in self.words]
        command = ["/bin/sh", "-c", " ".join(words)] if self.in_shell else words
        try:
            process = subprocess.Popen(
                command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,  # to be ended with all that it has started
            )
        except OSError as err:
            raise StackError(f"'{words[0]}' cannot be run: {err.strerror}.") from None
        with process:
            try:
                output, error = process.communicate(timeout=timeout)
            except BaseException as err:
                os.killpg(process.pid, signal.SIGKILL)
                if isinstance(err, subprocess.TimeoutExpired):
                    raise StackError(f"{self} did not end within {timeout:g} s.") from None
                raise
        return Done(process.returncode, output, error)

    def __str__(self) -> str:
        text = " ".join(self.words) if self.in_shell else shlex.join(self.words)
        return f"'{text}'"


def check_name(name: str, source: str) -> str:
    """Return the name of an instance, unless it could be an option or shell text."""
    if _NAME.fullmatch(name) is None:
        raise StackError(
            f"{source}: found the instance name '{name}', expected letters, digits and any of "
            f"'_.:@/-', with none of '.:@/-' at the start."
        )
    return name
