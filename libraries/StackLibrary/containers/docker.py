"""Docker's command: the one place that runs it."""

import shutil
import subprocess
from typing import NamedTuple

from ..errors import StackError
from .compose import last_line

LIMIT_SECONDS = 60.0


class ContainerState(NamedTuple):
    """What the engine tells of a container: `health` is empty where there is no check."""

    status: str
    exit_code: int
    networks: int
    health: str


_STATE = (
    "{{.State.Status}},{{.State.ExitCode}},{{len .NetworkSettings.Networks}},"
    "{{if .State.Health}}{{.State.Health.Status}}{{end}}"
)


class Docker:
    """The engine of this machine, through Docker's command."""

    def __init__(self) -> None:
        """Raise StackError where there is no command, or no engine that answers it."""
        command = shutil.which("docker")
        if command is None:
            raise StackError(
                "There is no 'docker' command on this machine, which a stack in containers "
                "needs: install Docker, or use GATEWAY:embedded."
            )
        self._command = command
        try:
            self.run("version", "--format", "{{.Server.Version}}")
        except StackError as err:
            raise StackError(
                f"The Docker engine does not answer: {err} Start it, or correct DOCKER_HOST."
            ) from None

    def run(self, *arguments: str, timeout: float = LIMIT_SECONDS) -> str:
        """Return what the command prints; raise StackError with the last of what it says."""
        try:
            done = subprocess.run(
                [self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            raise StackError(f"'docker {arguments[0]}' did not end within {timeout:g} s.") from None
        if done.returncode != 0:
            raise StackError(last_line(done.stdout))
        return done.stdout

    def containers(self, project: str) -> dict[str, str]:
        """Return the ids of a Compose project's containers by their services."""
        listed = self.run(
            *("ps", "--all", "--no-trunc"),
            *("--filter", f"label=com.docker.compose.project={project}"),
            *("--format", '{{.Label "com.docker.compose.service"}},{{.ID}}'),
        )
        return dict(line.split(",") for line in sorted(listed.split()))

    def state(self, container: str) -> ContainerState:
        told = self.run("inspect", "--format", _STATE, container).strip()
        status, exit_code, networks, health = told.split(",")
        return ContainerState(status, int(exit_code), int(networks), health)

    def has_printed(self, container: str, line: str) -> bool:
        """Tell whether the container has printed the line since its latest start."""
        started = self.run("inspect", "--format", "{{.State.StartedAt}}", container).strip()
        return line in self.run("logs", "--since", started, container).splitlines()

    def networks(self, container: str) -> list[str]:
        """Return the names of the container's networks."""
        names = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
        return self.run("inspect", "--format", names, container).split()

    def remove(self, container: str) -> None:
        self.run("rm", "--force", "--volumes", container)

    def was_out_of_memory(self, container: str) -> bool:
        told = self.run("inspect", "--format", "{{.State.OOMKilled}}", container)
        return told.strip() == "true"
