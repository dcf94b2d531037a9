"""A system that is already running, as its file says."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from ..errors import OutOfReach, StackError
from ..limit import Limit
from ..part import Part
from ..stack import Instance, Stack, instance_named
from .command import Command, check_name
from .part import CommandPart, PartCommands

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class CommandSettings:
    """What the file says: `names` of the instances, or the command that `lists` them."""

    file: Path
    address: str
    parts: Mapping[str, PartCommands]
    names: tuple[str, ...] = ()
    lists: Command | None = None
    fresh: Command | None = None
    tls: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0

    def stack(self, results: Path, *, fresh: bool, timeout: float) -> "CommandsStack":
        return CommandsStack(self, Limit(timeout), fresh=fresh)


class CommandsStack(Stack):
    def __init__(self, settings: CommandSettings, limit: Limit, *, fresh: bool = True):
        """Make the system fresh, if that is wanted, and wait until it serves."""
        self._settings = settings
        self._since = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._last_logs: dict[str, str] | None = None
        if fresh and settings.fresh is not None:
            self._make_fresh(settings.fresh, limit)
        self._wait_until_served(limit)

    def _make_fresh(self, command: Command, limit: Limit) -> None:
        where = f"'{self._settings.file}', key 'fresh'"
        try:
            done = command.run(limit.left)
        except StackError as err:
            raise StackError(f"The system was not made fresh by {where}: {err}") from None
        if done.exit_code != 0:
            raise StackError(
                f"The system was not made fresh by {where}: the command ended with exit code "
                f"{done.exit_code}: {done.last_words}"
            )
        if "state" in self._settings.parts["instances"].commands:
            for part in self._parts().values():
                part.wait_until_running(limit)

    def _wait_until_served(self, limit: Limit) -> None:
        """Wait until the gateway accepts connections; one behind a Unix socket is not looked at."""
        host, _, port = self.gateway_address.rpartition(":")
        while port.isdecimal():
            try:
                where = (host.strip("[]"), int(port))
                socket.create_connection(where, max(0.1, limit.left)).close()
                return
            except OSError as err:
                if limit.has_passed:
                    raise StackError(
                        f"The gateway at '{self.gateway_address}' cannot be reached within "
                        f"{limit}: {err.strerror or err}."
                    ) from None
            time.sleep(POLL_SECONDS)  # nobody tells when a port is opened

    @property
    def gateway_address(self) -> str:
        return self._settings.address

    @property
    def gateway_tls(self) -> Mapping[str, str]:
        return self._settings.tls

    @property
    def gateway(self) -> Part:
        return CommandPart("The gateway", self._settings.parts["gateway"])

    @property
    def auth(self) -> Part:
        return CommandPart("The auth service", self._settings.parts["auth"])

    def instances(self) -> list[Instance]:
        return [Instance(name, "", part.state) for name, part in self._parts().items()]

    def instance(self, name: str) -> Part:
        return instance_named(name, self._parts())

    def _parts(self) -> dict[str, CommandPart]:
        commands = self._settings.parts["instances"]
        return {name: CommandPart(f"Instance '{name}'", commands, name) for name in self._names()}

    def _names(self) -> list[str]:
        """Return the instances that there are now."""
        settings = self._settings
        if settings.lists is None:
            if not settings.names:
                raise OutOfReach(
                    f"The instances cannot be told: '{settings.file}' has neither "
                    f"'instances.names' nor 'instances.list'."
                )
            return [*settings.names]
        where = f"'{settings.file}', key 'instances.list'"
        done = settings.lists.run(settings.timeout)
        if done.exit_code != 0:
            raise StackError(
                f"{where}: the command ended with exit code {done.exit_code}: {done.last_words}"
            )
        lines = (line.strip() for line in done.output.splitlines())
        return [check_name(line, where) for line in lines if line]

    def check_can(self, deed: str, part: str) -> None:
        super().check_can(deed, part)
        section = "instances" if part == "instance" else part
        commands = self._settings.parts[section]
        if deed == "list":
            self._names()
            commands.command("state")
        else:
            commands.command(deed)

    def logs(self) -> dict[str, str]:
        if self._last_logs is not None:
            return dict(self._last_logs)
        logs = {}
        for name, part in self._logging_parts().items():
            try:
                logs[name] = part.log(self._since)
            except StackError as err:
                logs[name] = f"No log: {err}"
        return logs

    def _logging_parts(self) -> dict[str, CommandPart]:
        parts = self._settings.parts
        found = {
            section: CommandPart(parts[section].who, parts[section])
            for section in ("gateway", "auth")
            if "logs" in parts[section].commands
        }
        if "logs" in parts["instances"].commands:
            found.update(self._parts())
        return found

    def stop(self) -> None:
        """Leave the system as it is: it was not started here. Its logs are kept."""
        self._last_logs = self.logs()
