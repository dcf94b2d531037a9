"""What happened in a test, in order: calls, transfers, and what was done to instances."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from GrpcLibrary.printable import printable
from GrpcLibrary.record import Recorded, RecordedCall, RecordedStep
from StackLibrary.events import GATEWAY, Event

from .history import History
from .steps import Owner, Step, Transfer, owner_of

MAX_NAME = 200  # characters of an alias or an id


@dataclass
class Evidence:
    """What the libraries of a suite have recorded.

    `instances` are the names of the stack's, by address; `gateways` are the addresses of
    gateways; `exited` are those instances that have ended, by whatever cause. `failing` are
    the sentences that the test failed with, by the ids of the outcomes that they are about;
    `expected` are the ids of those whose statuses the test has expected.
    """

    entries: list[Recorded] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    instances: dict[str, str] = field(default_factory=dict)
    gateways: set[str] = field(default_factory=set)
    exited: list[str] = field(default_factory=list)
    failing: dict[int, str] = field(default_factory=dict)
    expected: set[int] = field(default_factory=set)

    @property
    def calls(self) -> list[RecordedCall]:
        return [entry for entry in self.entries if isinstance(entry, RecordedCall)]


@dataclass(frozen=True)
class Timeline:
    """The steps of a test in the order in which they ended, and what explains them.

    `instances` are all that had to do with it, and `gone_before` those that were gone when
    the test began.
    """

    steps: Sequence[Step]
    instances: Sequence[str]
    evidence: Evidence
    gone_before: frozenset[str] = frozenset()

    @cached_property
    def calls(self) -> list[RecordedCall]:
        return [step for step in self.steps if isinstance(step, RecordedCall)]

    @cached_property
    def transfers(self) -> list[Transfer]:
        return [step for step in self.steps if isinstance(step, Transfer)]

    @cached_property
    def failing(self) -> list[Recorded]:
        """The calls, and messages of streams, that the test failed because of."""
        return [step for step in self._recorded if self.failure(step)]

    @cached_property
    def owners(self) -> list[Owner]:
        """The sessions and connections, in the order of their first steps."""
        return list(dict.fromkeys(map(owner_of, self._recorded)))

    @cached_property
    def servers(self) -> list[str]:
        """The targets that were called and are neither gateways nor instances of the stack."""
        places = dict.fromkeys(self.place(step) for step in self._recorded)
        return [place for place in places if place != GATEWAY and place not in self.instances]

    @cached_property
    def has_gateway(self) -> bool:
        """Whether there is a gateway between the client and the instances."""
        is_told_of = bool(self.instances) or any(
            isinstance(step, Event) and step.part == GATEWAY for step in self.steps
        )
        return is_told_of or any(self.place(step) == GATEWAY for step in self._recorded)

    def failure(self, step: Step) -> str:
        """Return the sentence that the test failed with because of the step, if it did."""
        if isinstance(step, Transfer | Event):
            return ""
        return self.evidence.failing.get(step.id, "")

    def is_expected(self, call: RecordedCall) -> bool:
        """Whether the call's error is one that the test has expected."""
        return call.is_error and not self.failure(call) and call.id in self.evidence.expected

    def errors(self, calls: Iterable[RecordedCall]) -> list[RecordedCall]:
        """Return the calls that ended with an error which the test has not expected."""
        return [call for call in calls if call.is_error and not self.is_expected(call)]

    def expected(self, calls: Iterable[RecordedCall]) -> list[RecordedCall]:
        return [call for call in calls if self.is_expected(call)]

    def place(self, step: Recorded) -> str:
        """Return how far a call is known to have come: an instance, the gateway, or a target."""
        if step.instance or step.target in self.evidence.instances:
            return step.instance or self.evidence.instances[step.target]
        return GATEWAY if self._is_at_gateway(step) else step.target

    def is_direct(self, step: Recorded) -> bool:
        """Whether the call was made without a gateway between."""
        return step.target in self.evidence.instances or not self._is_at_gateway(step)

    def name(self, owner: Owner) -> str:
        """Return the alias of a session or a connection; its id where it has none."""
        alias = self.evidence.aliases.get(owner.id, owner.id)
        return printable(alias, MAX_NAME) if alias else f"no {owner.kind}"

    @property
    def _recorded(self) -> Iterable[RecordedCall | RecordedStep]:
        return (step for step in self.steps if isinstance(step, RecordedCall | RecordedStep))

    def _is_at_gateway(self, step: Recorded) -> bool:
        return step.kind == "session" or step.target in self.evidence.gateways


def build_timeline(evidence: Evidence, history: History) -> Timeline:
    """Put what was recorded in the order in which it ended, and find the transfers in it.

    `history` is brought up to date.
    """
    gone_before = frozenset(history.gone)
    steps: list[Step] = []
    recorded: list[Recorded | Event] = [*evidence.entries, *evidence.events]
    for step in sorted(recorded, key=lambda step: step.at):
        if transfer := history.transfer_of(step):
            steps.append(transfer)
        steps.append(step)
        history.note(step)
    for name in evidence.exited:
        if name not in history.gone:
            history.note(found := Event(time.time(), name, "found exited"))
            steps.append(found)
    seen = [name for step in steps for name in _instances(step)]
    instances = list(dict.fromkeys([*evidence.instances.values(), *seen]))
    return Timeline(steps, instances, _with_gateways(evidence), gone_before)


def _instances(step: Step) -> list[str]:
    """Return the instances that a step has to do with."""
    if isinstance(step, Transfer):
        return [step.origin, step.destination]
    name = step.part if isinstance(step, Event) else step.instance
    return [name] if name not in ("", GATEWAY) else []


def _with_gateways(evidence: Evidence) -> Evidence:
    """Return the evidence with what sessions call, other than instances, as gateways, too."""
    called = {entry.target for entry in evidence.entries if entry.kind == "session"}
    return replace(evidence, gateways=evidence.gateways | called - evidence.instances.keys())
