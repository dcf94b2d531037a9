"""Docker Compose's command: the one place that runs it.

docs/decisions/7-composes-own-command.md says why robotframework-docker does not.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..errors import StackError
from ..processes.guard_process import Guard

LIMIT_SECONDS = 600.0  # images are built and pulled meanwhile


class ComposeError(StackError):
    """Compose failed; `output` is everything that it printed."""

    def __init__(self, what: str, output: str):
        super().__init__(last_line(output), {f"docker compose {what}": output})
        self.output = output


class Compose:
    """One project of a Compose file."""

    def __init__(self, file: Path, project: str, variables: Mapping[str, str]):
        """`variables` are those of the file, in addition to the environment's."""
        self._command = (
            *compose_command(),
            *("--project-name", project, "--file", str(file)),
        )
        self.environment = {**os.environ, **variables}
        self._directory = file.parent
        self.guard: Guard | None = None
        self.more: Path | None = None  # a second file, with more services

    def command(self, *arguments: str) -> list[str]:
        return [*self._command, *arguments]

    def __str__(self) -> str:
        """The command as people type it."""
        program, *rest = self._command
        return shlex.join([Path(program).name, *rest])

    def run(self, what: str, *options: str, timeout: float = LIMIT_SECONDS) -> str:
        """Run one of Compose's commands; return what it prints, or raise ComposeError."""
        more = ("--file", str(self.more)) if self.more else ()
        command = self.command(*more, what, *options)
        try:
            done = subprocess.run(
                self.guard.command(command) if self.guard else command,
                cwd=self._directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            raise StackError(f"'docker compose {what}' did not end within {timeout:g} s.") from None
        if done.returncode != 0:
            raise ComposeError(what, done.stdout)
        return done.stdout


def compose_command() -> tuple[str, ...]:
    """Return that of Compose v2 or, where there is none, of v1."""
    docker = shutil.which("docker")
    if docker is not None:
        version = subprocess.run(
            [docker, "compose", "version"], stdin=subprocess.DEVNULL, capture_output=True
        )
        if version.returncode == 0:
            return docker, "compose"
    v1 = shutil.which("docker-compose")
    if v1 is not None:
        return (v1,)
    raise StackError(
        "There is neither 'docker compose' nor 'docker-compose' on this machine, which a "
        "stack in containers needs: install Docker Compose, or use GATEWAY:embedded."
    )


def last_line(output: str) -> str:
    """Return the last line of the output, as a sentence."""
    lines = output.strip().splitlines() or ["nothing was said"]
    return f"{lines[-1].strip().rstrip('.')}."
