"""Slow instances that cost more than time."""

import threading
from collections.abc import Callable

from honest import UNAVAILABLE, Call, Fields, Instance, Refused, System

from .scaling import MOVED
from .stickiness import STRAYED
from .table import fault


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
