"""Instances that join, are taken out, are slow, and sessions that do not stay or move."""

import itertools
import threading
from collections.abc import Callable

from honest import UNAVAILABLE, Call, Fields, Instance, Refused, System

from .returns import REFUSED, SERVED
from .stickiness import STRAYED
from .table import fault

MOVED = "moved 1 time .* expected 0"
CALL_FAILED = "in the background.* failed with UNAVAILABLE .*, expected an answer"


class Scaled(System):
    """Knows which instances were added."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.added: list[Instance] = []

    def add(self, name: str) -> Instance:
        with self.lock:
            instance = super().add(name)
            self.added.append(instance)
            self.after_join(instance)
            return instance

    def after_join(self, instance: Instance) -> None:
        """An instance has joined."""

    def move(self, session: str, instance: Instance) -> None:
        if session in self.homes[session].sessions:
            self.homes[session].sessions.remove(session)
        self.homes[session] = instance
        instance.sessions.append(session)


@fault("scale_up", f"{STRAYED}|{MOVED}|{REFUSED}")
class JoiningTakesASession(Scaled):
    """An instance that joins takes one of the sessions that others serve."""

    def after_join(self, instance: Instance) -> None:
        self.move(next(iter(self.homes)), instance)


@fault("scale_up", STRAYED)
class JoiningTakesOneInTen(Scaled):
    """An instance that joins takes one in ten of the sessions that others serve."""

    def after_join(self, instance: Instance) -> None:
        for session in list(self.homes)[9::10]:
            self.move(session, instance)


@fault("scale_up", f"{STRAYED}|{MOVED}|{REFUSED}")
class JoiningHashesAnew(Scaled):
    """When an instance joins, each session goes where its hash says among the instances now."""

    def after_join(self, instance: Instance) -> None:
        for session in list(self.homes):
            names = list(self.instances)
            place = int.from_bytes(session.encode(), "big") % len(names)
            chosen = self.instances[names[place]]
            if not chosen.capacity or not chosen.sessions:
                self.move(session, chosen)


@fault("scale_up", REFUSED)
class JoiningGetsNoSession(Scaled):
    """An instance that has joined gets no session."""

    def after_join(self, instance: Instance) -> None:
        instance.capacity, instance.sessions = 1, ["nobody"]


@fault("scale_up", "None of 30 new sessions is on instance 'myservice-4', which has been added")
class JoiningIsForOverflow(Scaled):
    """An instance that has joined gets only sessions that no other one takes."""

    def order(self, call: Call) -> list[Instance]:
        return sorted(super().order(call), key=self.added.__contains__)


@fault("scale_up", "failed with UNAVAILABLE 'warming up', expected an answer")
class JoiningFailsFirst(Scaled):
    """The first call that an instance gets after it has joined fails."""

    failed = False

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if instance in self.added and not self.failed:
            self.failed = True
            raise Refused("UNAVAILABLE", "warming up")
        return super().echo_answer(instance, call)


@fault("scale_up", SERVED)
class JoiningHoldsAnyNumber(Scaled):
    """An instance that has joined knows no bound."""

    def after_join(self, instance: Instance) -> None:
        instance.capacity = 0


@fault("scale_up", CALL_FAILED)
class JoiningCostsACall(Scaled):
    """When an instance joins, a call of another session fails."""

    pending = False

    def after_join(self, instance: Instance) -> None:
        self.pending = True

    def echo(self, call: Call) -> Fields:
        if self.pending and call.session_id in self.homes:
            self.pending = False
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


@fault("scale_up", "MyServiceSubscribe .* failed with UNAVAILABLE .* expected message")
class JoiningEndsStreams(Scaled):
    """When an instance joins, streams that are open end."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.added and index:
            self.end_stream(call)
        return super().message(instance, call, index)


@fault("scale_up", r"MyServiceSubscribe .* as before \(message")
class JoiningTakesStreams(Scaled):
    """Streams that are open go on from the instance that has joined."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        return super().message(self.added[0] if self.added else instance, call, index)


@fault("scale_up", "MyServiceSubscribe .* was answered by 'myservice-4', expected")
class JoiningTakesNewStreams(Scaled):
    """A stream that begins after an instance has joined is served by that one."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        chosen = self.added[0] if self.added and not index else instance
        return super().message(chosen, call, index)


OTHER_THAN = r"expected an answer from an instance other than 'myservice-\d'"


class Removes(System):
    """Knows which instance was taken out."""

    removed: Instance | None = None

    def remove(self, name: str) -> None:
        with self.lock:
            removed = self.instances[name]
            super().remove(name)
            self.removed = removed
            self.after_removal(removed)

    def after_removal(self, removed: Instance) -> None:
        """An instance has been taken out."""


@fault("scale_down", f"was answered by .*{OTHER_THAN}")
class RemovedServesOn(Removes):
    """An instance that was taken out goes on serving its sessions."""

    def candidates(self, call: Call) -> list[Instance]:
        home = self.homes.get(call.session_id)
        return [home] if home and home is self.removed else super().candidates(call)


@fault("scale_down", f"failed with UNAVAILABLE .*({OTHER_THAN}|expected an answer)")
class RemovalCostsACall(Removes):
    """The first call of a session whose instance was taken out fails."""

    failed = False

    def echo(self, call: Call) -> Fields:
        if self.removed and not self.failed and call.session_id in self.removed.sessions:
            self.failed = True
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


@fault("scale_down", "failed with UNAVAILABLE .* expected an answer")
class RemovalCostsOthersACall(Removes):
    """When an instance is taken out, a call of another session fails."""

    failed = False

    def echo(self, call: Call) -> Fields:
        if self.removed and not self.failed and call.session_id not in self.removed.sessions:
            self.failed = True
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


@fault("scale_down", f"{STRAYED}|no return to an instance|moved 2 times|another instance than")
class RemovedSessionMovesTwice(Removes):
    """A session whose instance was taken out moves on after some calls."""

    calls = 0

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if self.removed and call.session_id in self.removed.sessions:
            self.calls += 1
            if self.calls > 6:
                instance = next(one for one in self.alive() if one is not instance)
        return super().echo_answer(instance, call)


@fault("scale_down", f"{STRAYED}|{MOVED}")
class RemovalMovesAnotherSession(Removes):
    """When an instance is taken out, a session of another one moves."""

    def after_removal(self, removed: Instance) -> None:
        others = [one for one, home in self.homes.items() if home is not removed]
        free = [one for one in self.alive() if not one.sessions]
        if others and free:
            self.homes.pop(others[0]).sessions = []
            self.homes[others[0]] = free[0]
            free[0].sessions = others[:1]


@fault("scale_down", STRAYED)
class RemovalHashesAnew(Removes):
    """When an instance is taken out, one in ten of the other sessions moves."""

    def after_removal(self, removed: Instance) -> None:
        others = [one for one, home in self.homes.items() if home is not removed]
        alive = self.alive()
        for session in others[9::10]:
            home = self.homes[session]
            self.homes[session] = next(one for one in alive if one is not home)


@fault("scale_down", "was answered by .*, expected (UNAVAILABLE|RESOURCE_EXHAUSTED)")
class RemovedGetsNewSessions(Removes):
    """An instance that was taken out is still used for sessions that find no other place."""

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        return refusal

    def echo(self, call: Call) -> Fields:
        try:
            return super().echo(call)
        except Refused:
            if self.removed is None:
                raise
            return self.echo_answer(self.removed, call)


@fault("scale_down", "brought .* messages, expected its end within")
class RemovedStreamGoesOn(Removes):
    """A stream of an instance that was taken out goes on."""

    def remove(self, name: str) -> None:
        gone = self.instances[name].gone
        super().remove(name)
        gone.clear()


@fault("scale_down", "ended with OK, expected UNAVAILABLE")
class RemovedStreamEndsWell(Removes):
    """A stream of an instance that was taken out ends as if all were said."""

    def end_stream(self, call: Call) -> None:
        if self.removed is None:
            super().end_stream(call)


@fault("scale_down", "MyServiceSubscribe .* failed with UNAVAILABLE .* expected message")
class RemovalEndsAllStreams(Removes):
    """When an instance is taken out, all streams end."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.removed not in (None, instance) and index:
            self.end_stream(call)
        return super().message(instance, call, index)


@fault("scale_down", "exited with code|expected it to have exited|expected '0'|killed")
class RemovedIsKilled(Removes):
    """An instance that is taken out is killed, and not drained."""

    def terminate(self, instance: Instance) -> None:
        self.leave(instance, -9)


class Slowness(System):
    """Knows which instance is slow, and whether one was."""

    slow: Instance | None = None
    was_slow = False

    def slow_down(self, instance: Instance, delay: float) -> None:
        super().slow_down(instance, delay)
        self.slow = instance if delay else None
        self.was_slow = True


@fault("slow_instance", f"{STRAYED}|RESOURCE_EXHAUSTED")
class SlowInstanceIsLeft(Slowness):
    """A session leaves an instance that is slow."""

    def candidates(self, call: Call) -> list[Instance]:
        found = super().candidates(call)
        others = [one for one in self.alive() if one is not self.slow]
        return others if self.slow in found else found


@fault("slow_instance", "failed with DEADLINE_EXCEEDED 'too slow', expected")
class SlowInstanceTimesOut(Slowness):
    """The gateway gives up a call that an instance answers late."""

    def delay_answer(self, instance: Instance, wait: Callable[[Instance, float], bool]) -> None:
        if instance.delay:
            wait(instance, 0.1)
            raise Refused("DEADLINE_EXCEEDED", "too slow")


@fault("slow_instance", r"failed with UNAVAILABLE .* expected '?myservice|failed with UNAVAILABLE")
class SlowInstanceIsEjected(Slowness):
    """A slow instance is taken for one that is gone, by the third late answer."""

    late = 0

    def delay_answer(self, instance: Instance, wait: Callable[[Instance, float], bool]) -> None:
        super().delay_answer(instance, wait)
        self.late += bool(instance.delay)
        if self.late == 3:
            raise Refused(*UNAVAILABLE)


@fault("slow_instance", "took|longer|expected .* below|slower|at most")
class SlowInstanceSlowsOthers(Slowness):
    """When an instance is slow, the answers of all are late."""

    def delay_answer(self, instance: Instance, wait: Callable[[Instance, float], bool]) -> None:
        if self.slow:
            wait(instance, self.slow.delay)


@fault("slow_instance", "took|longer|expected .* below|slower|at most")
class OneAtATime(Slowness):
    """The gateway has one call under way at a time, so that a slow one holds up all."""

    turn = threading.Lock()

    def echo(self, call: Call) -> Fields:
        with self.turn:
            return super().echo(call)


@fault("slow_instance", "took|longer|expected .* below|slower|at most")
class SlownessLasts(Slowness):
    """An instance that was slow stays slow."""

    def slow_down(self, instance: Instance, delay: float) -> None:
        if delay:
            super().slow_down(instance, delay)


@fault("slow_instance", STRAYED)
class QuickAgainMoves(Slowness):
    """Once its instance is quick again, its session moves."""

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if self.was_slow and not self.slow and call.session_id in self.slowed:
            instance = next(one for one in self.alive() if not one.sessions)
        return super().echo_answer(instance, call)

    def slow_down(self, instance: Instance, delay: float) -> None:
        super().slow_down(instance, delay)
        self.slowed = list(instance.sessions)


@fault("slow_instance", "it was not slowed down")
class SlowAnswersAreHidden(Slowness):
    """Another instance answers in the name of the slow one."""

    def delay_answer(self, instance: Instance, wait: Callable[[Instance, float], bool]) -> None:
        """Do not wait."""


@fault("slow_instance", f"{MOVED}|in the background.* (as before|no return)")
class SlowInstanceMovesOthers(Slowness):
    """When an instance is slow, the session of another one moves."""

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if self.slow and instance is not self.slow:
            instance = next(one for one in self.alive() if not one.sessions)
        return super().echo_answer(instance, call)


TOO_MANY = r"Instance 'myservice-\d' serves .* of 600 sessions .* expected at most 40 %"


class Unbalanced(System):
    """Chooses for new sessions in its own way."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.turns = itertools.count()

    def order(self, call: Call) -> list[Instance]:
        alive = self.alive()
        first = self.choice(next(self.turns), len(alive))
        return alive[first:] + alive[:first]

    def choice(self, turn: int, count: int) -> int:
        return 0


@fault("balance", TOO_MANY)
class AllOnTheFirst(Unbalanced):
    """All new sessions go to the first instance that has a place."""


@fault("balance", TOO_MANY)
class AllOnTheLast(Unbalanced):
    """All new sessions go to the last instance."""

    def choice(self, turn: int, count: int) -> int:
        return count - 1


@fault("balance", TOO_MANY)
class TwoThirdsOnOne(Unbalanced):
    """One instance gets two thirds of the sessions."""

    def choice(self, turn: int, count: int) -> int:
        return max(0, turn % 6 - 3) % count


@fault("balance", TOO_MANY)
class OneGetsNone(Unbalanced):
    """One instance gets no session, and the others get half of them each."""

    def choice(self, turn: int, count: int) -> int:
        return turn % (count - 1)


@fault("balance", TOO_MANY)
class OneGetsHalfMore(Unbalanced):
    """One instance gets 45 % of the sessions."""

    def choice(self, turn: int, count: int) -> int:
        return 0 if turn % 20 < 9 else 1 + turn % (count - 1)


@fault("balance", "failed with RESOURCE_EXHAUSTED .* expected an answer")
class NoBoundIsABound(System):
    """Where instances hold any number of sessions, they hold a hundred."""

    def takes(self, instance: Instance, session: str) -> bool:
        if session not in instance.sessions and len(instance.sessions) >= 100:
            return False
        return super().takes(instance, session)
