"""The steps of a test: calls, what streams did, transfers, and what was done to instances."""

import re
from typing import NamedTuple

from GrpcLibrary.record import Kind, Recorded, RecordedCall
from StackLibrary.events import Event

_WORD = re.compile("[A-Z][a-z]+")


class Owner(NamedTuple):
    """On whose behalf calls were made: a session, by its id, or a connection, by its alias."""

    kind: Kind
    id: str


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
    kind: Kind = "session"


Step = Recorded | Transfer | Event


def began(step: Step) -> float:
    """Return when a step began, in seconds since 1970."""
    if isinstance(step, Transfer):
        return step.at - step.seconds
    return step.at - step.duration if isinstance(step, RecordedCall) else step.at


def owner_of(step: Recorded | Transfer) -> Owner:
    return Owner(step.kind, step.owner)


def method_name(step: Recorded) -> str:
    """Return the method without its service: `MyServiceEcho`."""
    return step.method.rpartition("/")[2]


def short_method_name(step: Recorded) -> str:
    """Return the method without the words that its service begins with, too: `Echo`."""
    service, _, name = step.method.rpartition("/")
    words = _WORD.findall(service.rpartition(".")[2].rpartition("/")[2])
    for word in words:
        rest = name.removeprefix(word)
        if rest == name or not rest[:1].isupper():
            break
        name = rest
    return name


def ended_part(step: Step) -> str:
    """Return the part that serves nothing any more from this step on, if there is one."""
    if isinstance(step, Event):
        return step.part if step.puts_out else ""
    return step.instance if isinstance(step, RecordedCall) and step.is_shutdown else ""
