"""Systems that fail when many call, or when one client misbehaves."""

from collections import Counter

from honest import BUSY, UNAVAILABLE, Call, Fields, Instance, Refused, System

from .table import fault


@fault("system_overload", "Of 30 clients .* 2 were served .* expected 3")
class OneInstanceIsIdle(System):
    """One instance never gets a session."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        next(iter(self.instances.values())).sessions = ["nobody"]


@fault("system_overload", "expected another instance than that of 'client")
class OneSessionTooMany(System):
    """Two sessions at the same moment get the same instance."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        for instance in self.instances.values():
            instance.capacity = 2


@fault("system_overload", "DEADLINE_EXCEEDED .*, expected an answer, UNAVAILABLE or RESOURCE_EXHA")
class RefusedClientHangs(System):
    """One of those who cannot be served is not told."""

    refused = 0

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        self.refused += 1
        if self.refused == 10:
            self.lock.release()
            call.hang()
            self.lock.acquire()
        return refusal


@fault("system_overload", "INTERNAL 'too much', expected an answer, UNAVAILABLE or RESOURCE_EXHAUS")
class OverloadIsInternal(System):
    """Who cannot be served is told so with another code."""

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        return Refused("INTERNAL", "too much")


@fault("system_overload", "expected a message that says that no instance is left")
class OverloadInOtherWords(System):
    """Who cannot be served is not told why."""

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        return Refused("RESOURCE_EXHAUSTED", "sorry")


@fault("system_overload", "failed with RESOURCE_EXHAUSTED 'all .* busy', expected an answer")
class ServedClientsAreDropped(System):
    """Now and then a client is refused although its instance lives."""

    calls = 0

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        self.calls += 1
        if self.calls % 15 == 0:
            raise Refused(*BUSY)
        return super().echo_answer(instance, call)


# Who is judged first tells which of the two is seen: that one is served, or that one is not.
@fault("system_overload", "expected (a refusal, as before|'.*' as before|an answer)\\.")
class PlacesAreTakenOver(System):
    """Under load, a session takes the place of another one."""

    refused = 0

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        self.refused += 1
        if self.refused == 100:
            victim = next(iter(self.homes))
            self.homes[call.session_id] = self.homes.pop(victim)
            self.homes[call.session_id].sessions = [call.session_id]
        return refusal


class Grudge(System):
    """Counts what one session does wrong; from the 50th time on, others pay for it."""

    limit = 50

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.misdeeds = 0

    def count(self) -> None:
        self.misdeeds += 1
        if self.misdeeds == self.limit:
            self.punish()

    def punish(self) -> None:
        """Take the place of those who have called first."""
        victim = min(self.homes, key=list(self.homes).index)
        self.homes.pop(victim).sessions = ["nobody"]


class CountsBadTokens(Grudge):
    def authenticate(self, call: Call) -> None:
        try:
            super().authenticate(call)
        except Refused:
            self.count()
            raise


@fault("isolation", "in the background.*(was answered by|failed with)")
class BadTokensEvict(CountsBadTokens):
    """Many bad tokens cost a session its instance."""


@fault("isolation", "in the background.* failed with RESOURCE_EXHAUSTED 'slow down'")
class BadTokensSlowAllDown(CountsBadTokens):
    """Many bad tokens make the gateway refuse everybody's calls for a while."""

    slow = 0

    def punish(self) -> None:
        self.slow = 5

    def echo(self, call: Call) -> Fields:
        self.authenticate(call)
        if self.slow:
            self.slow -= 1
            raise Refused("RESOURCE_EXHAUSTED", "slow down")
        return super().echo(call)


@fault("isolation", "in the background.*(was answered by|failed with)")
class RefusedShutdownsEvict(Grudge):
    """Many refused Shutdowns cost a session its instance."""

    def no_shutdown(self, refusal: Refused, call: Call) -> Refused:
        self.count()
        return refusal


@fault("isolation", "in the background.*(was answered by|failed with)")
class EndedStreamsEvict(Grudge):
    """Many cancelled streams cost a session its instance."""

    def after_stream(self, instance: Instance) -> None:
        self.count()


@fault("isolation", "is not as it was")
class MisdeedsStopAnInstance(CountsBadTokens):
    """Many bad tokens end an instance that nobody calls just then."""

    def punish(self) -> None:
        """End the instance of the one who misbehaves, and move her."""
        instance = [*self.homes.values()][-1]
        instance.exit_code = 1
        instance.state = "exited"

    def alive(self) -> list[Instance]:
        return [one for one in self.instances.values() if one.state != "paused"]


@fault("concurrent_transfer", "failed with UNAVAILABLE .*, expected an answer")
class OthersSeeAnError(System):
    """When an instance shuts down, a call of another session fails."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.errors: Counter[str] = Counter()

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code)
        for session in self.homes:
            if session not in instance.sessions:
                self.errors[session] = 1

    def echo(self, call: Call) -> Fields:
        if self.errors[call.session_id]:
            self.errors[call.session_id] -= 1
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


@fault("concurrent_transfer", "moved 2 times .* expected 1|was answered by .*, expected '")
class OthersMoveAsWell(System):
    """When an instance shuts down, other sessions change theirs."""

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code)
        free = [one for one in self.alive() if not one.sessions]
        for session, home in list(self.homes.items()):
            if home is not instance and free:
                self.homes[session] = free.pop()
                self.homes[session].sessions = [session]


@fault("concurrent_transfer", "expected an answer from an instance other|failed with RESOURCE_EXH")
class FreeInstancesAreNotFound(System):
    """A session that must move asks one other instance only."""

    def candidates(self, call: Call) -> list[Instance]:
        found = super().candidates(call)
        moving = self.homes.get(call.session_id) not in (None, *found)
        return [one for one in found if one.sessions][:1] if moving else found
