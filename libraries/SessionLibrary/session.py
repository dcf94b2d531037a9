"""One client's session: its token, its calls, and the instances that served it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from GrpcLibrary.outcome import Outcome
from GrpcLibrary.secret import reveal

from .description import Rpc, Values
from .gateway import Gateway
from .kept import Kept

if TYPE_CHECKING:
    from robot.api.types import Secret


class Call(NamedTuple):
    """One call of a session: its number, from 1, what was sent, and what it came to."""

    number: int
    value: str
    rpc: Rpc
    outcome: Outcome

    @property
    def response(self) -> Any:
        """The response, or None unless the status is OK."""
        return self.outcome.response

    @property
    def instance(self) -> str:
        """The instance that answered; empty where none did, or where the answer names none."""
        return self.rpc.instance_of(self.outcome)


@dataclass(eq=False)
class Session:
    """A client's way to an instance, under one session id for as long as it lasts.

    `expires_at` is in UTC; it and `role` are None where logins do not tell them. `instance`
    serves the session now, as far as is known; `instances` are all that have served it, in
    order; `shut_down` are those among them that it has shut down; `returned` are instances
    that had gone and were started again; `calls` is the number of its calls so far.
    """

    alias: str
    id: str
    gateway: Gateway = field(repr=False)
    token: "Secret | None" = None
    username: str = ""
    password: "Secret | None" = field(default=None, repr=False)
    role: str | None = None
    expires_at: datetime | None = None
    instance: str | None = None
    instances: list[str] = field(default_factory=list)
    shut_down: list[str] = field(default_factory=list)
    returned: set[str] = field(default_factory=set)  # one for the session and its copies
    calls: int = 0
    kept: Kept = field(default_factory=lambda: Kept(()), repr=False)

    def next_call(self, value: str | None = None) -> tuple[int, str]:
        """Return the next call's number and the value that it sends.

        Without a value, that is one which no other call of the session has.
        """
        self.calls += 1
        return self.calls, f"value {self.calls}" if value is None else value

    def call(self, value: str | None = None) -> Call:
        """Make one call, whatever it comes to."""
        return self.prepare(value)()

    def prepare(self, value: str | None = None) -> Callable[[], Call]:
        """Return a call that is yet to be made, in any thread."""
        number, sent = self.next_call(value)
        return lambda: self.send(self.gateway.system.call, number, sent)

    def send(self, rpc: Rpc, number: int, value: str = "") -> Call:
        """Make one unary call of a method."""
        values = self.values(number, value)
        outcome = self.gateway.call(rpc, values, self.metadata(values), self.id)
        self.kept.take(outcome)
        return Call(number, value, rpc, outcome)

    def values(self, number: int, value: str) -> Values:
        """Return what placeholders stand for in a call; what is not known is left out."""
        values = {
            "username": self.username,
            "session_id": self.id,
            "value": value,
            "number": str(number),
        }
        if self.token is not None:
            values["token"] = reveal(self.token)
        if self.password is not None:
            values["password"] = reveal(self.password)
        return values

    def metadata(self, values: Values) -> list[tuple[str, str | bytes]]:
        """Return what a call is sent with; an entry is left out where a value is not known."""
        entries: list[tuple[str, str | bytes]] = [
            (key, template.fill(values))
            for key, template in self.gateway.system.metadata.items()
            if template.names <= values.keys()
        ]
        return entries + self.kept.entries()

    def note_instance(self, name: str) -> None:
        """Note which instance serves the session now."""
        self.instance = name
        if name not in self.instances:
            self.instances.append(name)

    def note_shut_down(self, name: str) -> None:
        """Note that the session has shut down its instance."""
        self.shut_down.append(name)
        self.returned.discard(name)
        self.instance = None

    def copy(self, alias: str, gateway: Gateway) -> "Session":
        """Return the session as it is known now, its calls going elsewhere."""
        return replace(
            self,
            alias=alias,
            gateway=gateway,
            instances=list(self.instances),
            shut_down=list(self.shut_down),
            calls=0,
        )

    def follow(self, path: Sequence[str]) -> None:
        """Take over where calls of a copy were served, the last of which is where it is now."""
        self.instance = path[-1]
        gone = self.returned - {self.instance}
        known = dict.fromkeys([*self.instances, *path])
        self.instances = [name for name in known if name not in gone]

    def forget_instance(self, name: str) -> None:
        """Judge the instance from now on as one that has never served the session."""
        self.returned.add(name)
        self.shut_down = [one for one in self.shut_down if one != name]
        if self.instance != name:
            self.instances = [one for one in self.instances if one != name]
