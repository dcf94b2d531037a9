"""Faults that show when every instance is restarted in turn."""

from honest import Call, Fields, Instance, Refused, System

from .returns import REFUSED, SERVED, Remembers
from .stickiness import STRAYED
from .table import fault


@fault("rolling_restart", "in the background.* failed with UNAVAILABLE .*, expected an answer")
class ThirdRestartCostsACall(System):
    """When a third instance has gone, a call fails."""

    gone = 0

    def terminate(self, instance: Instance) -> None:
        super().terminate(instance)
        self.gone += 1

    def echo(self, call: Call) -> Fields:
        if self.gone == 3:
            self.gone += 1
            raise Refused("UNAVAILABLE", "try again")
        return super().echo(call)


@fault("rolling_restart", f"{STRAYED}|moved . times|no return to an instance")
class EachRestartMovesTwice(Remembers):
    """Each session moves when an instance goes, and again when it comes back."""

    def shift(self) -> None:
        alive, sessions = self.alive(), list(self.homes)
        for one in alive:
            one.sessions = []
        for number, session in enumerate(sessions):
            home = self.homes[session]
            after = (alive.index(home) + 1 if home in alive else number) % len(alive)
            taken = [one for one in alive[after:] + alive[:after] if not one.sessions]
            self.homes[session] = taken[0]
            taken[0].sessions = [session]

    def terminate(self, instance: Instance) -> None:
        with self.lock:
            super().terminate(instance)
            self.shift()

    def come_back(self, instance: Instance) -> None:
        with self.lock:
            super().come_back(instance)
            self.shift()


@fault("rolling_restart", REFUSED)
class RestartsCostAPlace(System):
    """The third instance that comes back is never used again."""

    returns = 0

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        self.returns += 1
        if self.returns == 3:
            instance.sessions = ["nobody"]


@fault("rolling_restart", f"{SERVED}|another instance than that of")
class RestartsLiftTheBound(System):
    """After two restarts an instance holds any number of sessions."""

    returns = 0

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        self.returns += 1
        if self.returns == 2:
            instance.capacity = 0


# A call of the test itself may meet it first, or one in the background.
@fault(
    "rolling_restart",
    "no return to an instance before|moved . times|as before|from an instance other than",
)
class StoppedInstanceAnswersAgain(System):
    """A session that has moved is once more answered by the instance that was stopped."""

    left: Instance | None = None
    moved = 0

    def terminate(self, instance: Instance) -> None:
        super().terminate(instance)
        self.left, self.moved = instance, 0

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        left = self.left
        if left is not None and left is not instance and call.session_id in left.called:
            self.moved += 1
            if self.moved == 2:
                return super().echo_answer(left, call)
        return super().echo_answer(instance, call)


@fault("rolling_restart", "another instance than that of")
class RestartsPutTwoOnOne(System):
    """From the second restart on, a session that must move goes where another one is."""

    gone = 0

    def terminate(self, instance: Instance) -> None:
        super().terminate(instance)
        self.gone += 1

    def order(self, call: Call) -> list[Instance]:
        found = super().order(call)
        if self.gone < 2 or call.session_id not in self.homes:
            return found
        held = [one for one in found if one.sessions]
        for one in held:
            one.capacity = 0
        return held + found
