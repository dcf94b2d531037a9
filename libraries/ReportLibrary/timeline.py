"""What happened in a test, in order: calls, transfers, and what was done to instances."""

import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from GrpcLibrary.record import Recorded, RecordedCall, RecordedStep
from StackLibrary.events import GATEWAY, Event


class Transfer(NamedTuple):
    """A session's move to another instance, seen at the moment `at`.

    `seconds` is the time from when its old instance went, or from the session's last answer
    where nobody saw the instance go, until the new one had answered.
    """

    at: float
    owner: str
    origin: str
    destination: str
    seconds: float


Step = RecordedCall | RecordedStep | Transfer | Event


def began(step: Step) -> float:
    """Return when a step began, in seconds since 1970."""
    if isinstance(step, Transfer):
        return step.at - step.seconds
    return step.at - step.duration if isinstance(step, RecordedCall) else step.at


def rpc(step: Recorded) -> str:
    """Return the method without its service: `MyServiceEcho`."""
    return step.method.rpartition("/")[2]


def put_out(step: Step) -> str:
    """Return the part that serves nothing any more from this step on, if there is one."""
    if isinstance(step, Event):
        return step.part if step.puts_out else ""
    if isinstance(step, RecordedCall) and rpc(step) == "MyServiceShutdown":
        return step.instance
    return ""


@dataclass
class Known:
    """What is known from before: who served each session last, and who is gone since when."""

    serving: dict[str, tuple[str, float]] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)

    def transfer_of(self, step: Recorded | Event) -> Transfer | None:
        """Return the transfer that the step shows, if it does."""
        if isinstance(step, Event) or not step.instance:
            return None
        origin, last_answer = self.serving.get(step.owner, (step.instance, 0.0))
        if step.instance == origin or _is_old_news(step):
            return None
        seconds = step.at - self.gone.get(origin, last_answer)
        return Transfer(step.at, step.owner, origin, step.instance, max(0.0, seconds))

    def note(self, step: Recorded | Event) -> None:
        if not isinstance(step, Event) and step.instance and not _is_old_news(step):
            self.serving[step.owner] = (step.instance, step.at)
        if part := put_out(step):
            self.gone[part] = step.at
        if isinstance(step, Event) and step.brings_back:
            self.gone.pop(step.part, None)


def _is_old_news(step: Recorded) -> bool:
    """Whether it is a stream's end, which comes from the instance of its last message."""
    return isinstance(step, RecordedCall) and step.messages is not None


@dataclass
class Record:
    """What the libraries of a suite have recorded.

    `instances` are the names of the stack's, by address; `exited` are those among them that
    have ended, by whatever cause. `failing` are the ids of the outcomes that the test failed
    because of.
    """

    entries: list[Recorded] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    instances: dict[str, str] = field(default_factory=dict)
    exited: list[str] = field(default_factory=list)
    failing: set[int] = field(default_factory=set)

    @property
    def calls(self) -> list[RecordedCall]:
        return [entry for entry in self.entries if isinstance(entry, RecordedCall)]


@dataclass(frozen=True)
class Timeline:
    """The steps of a test, and what else is needed to understand them.

    `instances` are all that had to do with it, `addresses` the names of those that can be
    called without a gateway between, `gone_before` those that the test began without.
    """

    steps: Sequence[Step]
    instances: Sequence[str]
    addresses: Mapping[str, str]
    aliases: Mapping[str, str]
    gone_before: frozenset[str] = frozenset()
    failing: Recorded | None = None

    @property
    def calls(self) -> list[RecordedCall]:
        return [step for step in self.steps if isinstance(step, RecordedCall)]

    @property
    def transfers(self) -> list[Transfer]:
        return [step for step in self.steps if isinstance(step, Transfer)]

    @property
    def sessions(self) -> list[str]:
        """The ids of the sessions, in the order of their first steps."""
        ids = (step.owner for step in self.steps if not isinstance(step, Event))
        return list(dict.fromkeys(ids))

    def alias(self, session_id: str) -> str:
        return self.aliases.get(session_id, session_id) or "no session"


def tell(record: Record, known: Known) -> Timeline:
    """Put what was recorded in the order in which it ended, and find the transfers in it.

    `known` is brought up to date.
    """
    gone_before = frozenset(known.gone)
    steps: list[Step] = []
    recorded: list[Recorded | Event] = [*record.entries, *record.events]
    for step in sorted(recorded, key=lambda step: step.at):
        if transfer := known.transfer_of(step):
            steps.append(transfer)
        steps.append(step)
        known.note(step)
    for name in record.exited:
        if name not in known.gone:
            known.note(found := Event(time.time(), name, "found exited"))
            steps.append(found)
    seen = [name for step in steps for name in _instances(step)]
    return Timeline(
        steps,
        list(dict.fromkeys([*record.instances.values(), *seen])),
        record.instances,
        record.aliases,
        gone_before,
        _failing(steps, record.failing),
    )


def _instances(step: Step) -> list[str]:
    """Return the instances that a step has to do with."""
    if isinstance(step, Transfer):
        return [step.origin, step.destination]
    name = step.part if isinstance(step, Event) else step.instance
    return [name] if name not in ("", GATEWAY) else []


def _failing(steps: Sequence[Step], ids: Container[int]) -> Recorded | None:
    """Return the last of the calls, or messages of streams, that the test failed because of."""
    for step in reversed(steps):
        if isinstance(step, RecordedCall | RecordedStep) and step.id in ids:
            return step
    return None
