"""Sessions that do not stay where they are."""

import itertools
import threading
from collections import Counter

from honest import Call, Fields, Instance, System

from .table import fault

STRAYED = r"was answered by 'myservice-\d', expected 'myservice-\d' as before"


class Straying(System):
    """Lets other instances answer now and then."""

    def strays(self, call: Call) -> bool:
        return False

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if self.strays(call):
            others = [one for one in self.alive() if one is not instance]
            instance = others[0] if others else instance
        return super().echo_answer(instance, call)


@fault("sticky_session", STRAYED)
class CallsGoRound(System):
    """Calls go to the instances in turn."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.turns = itertools.count()

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        alive = self.alive()
        return super().echo_answer(alive[next(self.turns) % len(alive)], call)


@fault("basic_workflow", STRAYED)
class FirstCallStrays(Straying):
    """The first call of a session is answered by another instance than the next ones."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.known: set[str] = set()

    def strays(self, call: Call) -> bool:
        first = call.session_id not in self.known
        self.known.add(call.session_id)
        return first


@fault("sticky_session", STRAYED)
class TenthCallStrays(Straying):
    """Every tenth call of a session goes elsewhere."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.calls: Counter[str] = Counter()

    def strays(self, call: Call) -> bool:
        self.calls[call.session_id] += 1
        return self.calls[call.session_id] % 10 == 0


@fault("sticky_session", r"as before \(one of 50 concurrent calls\)")
class ConcurrentCallsStray(Straying):
    """Calls that are under way at the same moment go elsewhere."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.met = threading.Barrier(2)

    def strays(self, call: Call) -> bool:
        try:
            return self.met.wait(timeout=0.01) == 0
        except threading.BrokenBarrierError:
            self.met.reset()
            return False


@fault("sticky_session", "expected another instance than that of 'Ada'")
class AllSessionsOnOneInstance(System):
    """All sessions go to the same instance."""

    def __init__(self, names: list[str], capacity: int, *others: object):
        super().__init__(names, 0, *others)

    def candidates(self, call: Call) -> list[Instance]:
        return super().candidates(call._replace(session_id="the same"))


@fault("sticky_session", f"{STRAYED}|expected another instance than that of")
class LatestSessionTakesOver(Straying):
    """A session goes elsewhere once another one has called."""

    latest = ""

    def strays(self, call: Call) -> bool:
        before, self.latest = self.latest, call.session_id
        return before not in ("", call.session_id)


@fault(
    "no_instances_available", "expected another instance than that of|'Echo With Session' passed"
)
class NoCapacity(System):
    """An instance holds any number of sessions."""

    def admit(self, instance: Instance, session_id: str) -> None:
        instance.sessions.append(session_id)


@fault("no_instances_available", "UNAVAILABLE 'all instances are busy', expected RESOURCE_EXHAUST")
class BusyIsUnavailable(System):
    """That all instances are busy is told with another code."""

    def admit(self, instance: Instance, session_id: str) -> None:
        try:
            super().admit(instance, session_id)
        except Exception as refused:
            raise type(refused)("UNAVAILABLE", refused.words) from None


@fault("no_instances_available", "'try later', expected a message that says that no instance is")
class BusyInOtherWords(System):
    """That all instances are busy is told in other words."""

    def admit(self, instance: Instance, session_id: str) -> None:
        try:
            super().admit(instance, session_id)
        except Exception as refused:
            raise type(refused)(refused.code, "try later") from None
