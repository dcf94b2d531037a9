"""Sessions that do not stay, and places that are not free, once an instance has come back."""

import time

from honest import Call, Fields, Instance, Refused, System

from .stickiness import STRAYED
from .table import fault

REFUSED = "failed with RESOURCE_EXHAUSTED .* expected an answer"
SERVED = "was answered by 'myservice-.*', expected (UNAVAILABLE|RESOURCE_EXHAUSTED)"


class Remembers(System):
    """Knows where each session was first, and which instances have come back."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.first: dict[str, Instance] = {}
        self.back: list[Instance] = []

    def admitted(self, call: Call) -> Instance:
        instance = super().admitted(call)
        self.first.setdefault(call.session_id, instance)
        return instance

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        self.back.append(instance)

    def move(self, session: str, instance: Instance) -> None:
        """Take the session from where it is; its place there is free."""
        left = self.homes.get(session)
        if left is not None and session in left.sessions:
            left.sessions.remove(session)
        self.homes[session] = instance
        instance.sessions.append(session)

    def sessions_of(self, instance: Instance) -> list[str]:
        return [session for session, first in self.first.items() if first is instance]


@fault("instance_returns", STRAYED)
class ReturnedTakesItsSessionsBack(Remembers):
    """An instance that comes back takes the sessions back that it had."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        for session in self.sessions_of(instance):
            self.move(session, instance)


@fault("instance_returns", STRAYED)
class ReturnedTakesSessionsWithStreams(Remembers):
    """An instance that comes back takes back only sessions that have a stream open."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        for session in self.sessions_of(instance):
            if self.homes[session].streams[session]:
                self.move(session, instance)


@fault("instance_returns", STRAYED)
class ReturnedTakesSessionsAfterAWhile(Remembers):
    """An instance that has come back takes its sessions back a little later, one call at a time."""

    calls = 0

    def admitted(self, call: Call) -> Instance:
        first = self.first.get(call.session_id)
        if first in self.back:
            self.calls += 1
            if self.calls == 12:
                self.move(call.session_id, first)
        return super().admitted(call)


@fault("instance_returns", r"MyServiceSubscribe .* as before \(message")
class ReturnedTakesTheStreamAlone(Remembers):
    """An instance that comes back takes a session's stream, and not its calls."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        first = self.first[call.session_id]
        return super().message(first if first in self.back else instance, call, index)


@fault("instance_returns", "MyServiceSubscribe .* failed with UNAVAILABLE .* expected message")
class ReturnEndsStreamsElsewhere(Remembers):
    """When an instance comes back, streams on other instances end."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.back and index:
            self.end_stream(call)
        return super().message(instance, call, index)


@fault("instance_returns", STRAYED)
class ReturnMovesAnotherSession(Remembers):
    """An instance that comes back takes a session that it never had."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        others = [one for one, first in self.first.items() if first is not instance]
        self.move(others[0], instance)


@fault("instance_returns", STRAYED)
class ReturnMovesOneSessionInTen(Remembers):
    """An instance that comes back takes one in ten of the sessions that are elsewhere."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        for session in list(self.homes)[9::10]:
            self.move(session, instance)


@fault("instance_returns", "moved 2 times .* expected 1|as before")
class ReturnMovesWhoCallsJustThen(Remembers):
    """A session that calls while its instance comes back goes there and stays."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        for session in self.sessions_of(instance):
            latest = self.homes[session].called.get(session, 0)
            # Those that call all the time; a test's own calls stop while it starts an instance.
            if instance.exit_code == 0 and time.monotonic() - latest < 1:
                self.move(session, instance)


@fault("instance_returns", REFUSED)
class GhostKeepsThePlace(System):
    """An instance that comes back still holds the session that has left it."""

    def come_back(self, instance: Instance) -> None:
        ghosts = instance.sessions
        super().come_back(instance)
        instance.sessions = ghosts


@fault("instance_returns", REFUSED)
class ReturnedGetsNoNewcomer(Remembers):
    """An instance that has come back serves no session that it did not have before."""

    def candidates(self, call: Call) -> list[Instance]:
        found = super().candidates(call)
        old = call.session_id in self.homes
        return found if old else [one for one in found if one not in self.back]


@fault("instance_returns", "failed with UNAVAILABLE .* expected an answer")
class ReturnedFailsFirst(Remembers):
    """The first call that an instance gets after it has come back fails."""

    failed = False

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if instance in self.back and not self.failed:
            self.failed = True
            raise Refused("UNAVAILABLE", "warming up")
        return super().echo_answer(instance, call)


@fault("instance_returns", SERVED)
class ReturnedHoldsTwo(System):
    """An instance that has come back takes one session more than it has places."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        instance.capacity += 1


@fault("instance_returns", f"{SERVED}|another instance than that of|moved 2 times|as before")
class PlacesAreGivenAwayAtOnce(System):
    """A newcomer gets the place of a session that is not idle."""

    def is_idle(self, instance: Instance, session: str) -> bool:
        return True


@fault("instance_returns", f"{REFUSED} within")
class PlacesAreNeverGivenBack(System):
    """A session that has moved away keeps its place for ever."""

    def is_idle(self, instance: Instance, session: str) -> bool:
        return False


@fault("instance_returns", f"{REFUSED} within")
class ResumedIsForgotten(System):
    """An instance that goes on after a pause gets no session any more."""

    def resume(self, instance: Instance) -> None:
        super().resume(instance)
        instance.sessions = ["nobody"]
