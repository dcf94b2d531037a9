"""Instances that are removed, and sessions that do not move as they should."""

from honest import UNAVAILABLE, Call, Fields, Instance, Refused, System

from .scaling import MOVED
from .stickiness import STRAYED
from .table import fault

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
