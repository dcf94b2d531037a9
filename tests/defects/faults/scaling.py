"""Instances that join, are taken out, are slow, and sessions that do not stay or move."""

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
