"""One part of a system that is reached by commands."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import OutOfReach, StackError, StackFailure
from ..limit import Limit
from ..part import Part, State
from .command import Command, Done
from .problem import listed

POLL_SECONDS = 0.1
_STATES: dict[str, State] = {
    "running": "running",
    "paused": "paused",
    "disconnected": "disconnected",
    "exited": "exited",
}
# What can be done to a part, and the word for it in sentences.
_PAST = {
    "kill": "killed",
    "stop": "stopped",
    "start": "started",
    "pause": "paused",
    "resume": "resumed",
    "disconnect": "disconnected",
    "reconnect": "reconnected",
}
DEEDS = tuple(_PAST)


@dataclass(frozen=True)
class PartCommands:
    """The commands of one section of the file, by deed, and what its states are called.

    `who` is the subject of sentences about them: "Instances" or "The gateway".
    """

    file: str
    section: str
    who: str
    commands: Mapping[str, Command]
    timeout: float
    words: Mapping[str, State] = field(default_factory=dict)

    def command(self, deed: str) -> Command:
        """Return the command for that; raise OutOfReach where there is none."""
        if deed not in self.commands:
            what = f"be {_PAST[deed]}" if deed in _PAST else f"tell its {deed}"
            raise OutOfReach(
                f"{self.who} cannot {what}: '{self.file}' has no command '{self.section}.{deed}'."
            )
        return self.commands[deed]


class CommandPart(Part):
    poll_seconds = POLL_SECONDS

    def __init__(self, title: str, commands: PartCommands, name: str = ""):
        super().__init__(title)
        self._commands = commands
        self._name = name

    @property
    def state(self) -> State:
        return self._observe()[0]

    @property
    def exit_code(self) -> int | None:
        """The number that the state command prints after the state; None without one."""
        code = self._observe()[1]
        return 128 - code if code is not None and code > 128 else code

    def _observe(self) -> tuple[State, int | None]:
        done = self._done("state", self._commands.timeout)
        printed = done.output.split()
        word = printed[0] if printed else ""
        states = {**_STATES, **self._commands.words}
        # Silence is a state only where nothing went wrong.
        if word not in states or (not word and done.error.strip()):
            seen = f"'{word}'" if word else "nothing"
            raise StackError(
                f"{self.title}: the command for 'state' printed {seen} and ended with exit code "
                f"{done.exit_code}: {done.last_words} Expected one of {listed(states)}."
            )
        code = printed[1] if len(printed) > 1 else ""
        return states[word], int(code) if code.isdecimal() else None

    def log(self, since: str) -> str:
        done = self._done("logs", self._commands.timeout, since)
        return done.output + done.error

    def _done(self, deed: str, timeout: float, since: str = "") -> Done:
        try:
            return self._commands.command(deed).run(timeout, instance=self._name, since=since)
        except OutOfReach:
            raise
        except StackError as err:
            raise StackError(f"{self.title}: the command for '{deed}' failed: {err}") from None

    def _do_by_command(self, deed: str) -> None:
        done = self._done(deed, min(self.limit.left, self._commands.timeout))
        if done.exit_code != 0:
            raise StackError(
                f"{self.title}: the command for '{deed}' ended with exit code "
                f"{done.exit_code}: {done.last_words}"
            )

    def _kill(self) -> None:
        self._do_by_command("kill")

    def _terminate(self) -> None:
        self._do_by_command("stop")

    def _pause(self) -> None:
        self._do_by_command("pause")

    def _resume(self) -> None:
        self._do_by_command("resume")

    def _disconnect(self) -> None:
        self._do_by_command("disconnect")

    def _reconnect(self) -> None:
        self._do_by_command("reconnect")

    def _start(self, limit: Limit) -> None:
        self.limit = limit
        self._do_by_command("start")
        self.wait_until_running(limit)

    def wait_until_running(self, limit: Limit) -> None:
        """As `_wait_until`, for which a part that has exited comes back no more."""
        while (seen := self.state) != "running":
            if limit.has_passed:
                verb = "has" if seen == "exited" else "is"
                raise StackFailure(
                    f"{self.title} {verb} still {seen} after {limit}, expected it to be running."
                )
            time.sleep(POLL_SECONDS)  # a state can only be asked for
