"""Sessions whose instance goes, and that do not move as they should."""

from honest import UNAVAILABLE, Call, Fields, Instance, Refused, System

from .table import fault

OTHER_THAN = r"expected an answer from an instance other than 'myservice-\d'"


@fault("session_transfer", rf"was answered by .*{OTHER_THAN} at once")
class ShutdownChangesNothing(System):
    """An instance that has shut down goes on answering."""

    def leave(self, instance: Instance, exit_code: int) -> None:
        """Stay."""


@fault("session_transfer", rf"was answered by .*{OTHER_THAN} at once")
class TransferIsOneCallLate(System):
    """The first call after a Shutdown is still answered by the old instance."""

    left: Instance | None = None

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code)
        self.left = instance

    def echo(self, call: Call) -> Fields:
        if self.left is not None:
            left, self.left = self.left, None
            return self.echo_answer(left, call)
        return super().echo(call)


class OneStatusAfter(System):
    """Ends the first call after an instance has gone with a status."""

    status = UNAVAILABLE
    gone = False

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code)
        self.gone = True

    def echo(self, call: Call) -> Fields:
        if self.gone:
            self.gone = False
            raise Refused(*self.status)
        return super().echo(call)


@fault("session_transfer", "failed with UNAVAILABLE .* expected an answer from an instance other")
class TransferCostsACall(OneStatusAfter):
    """The first call after a Shutdown fails."""


@fault("session_transfer", "failed with UNAUTHENTICATED .* expected an answer from an instance ot")
class TransferLosesTheToken(OneStatusAfter):
    """The first call after a Shutdown is not let in."""

    status = ("UNAUTHENTICATED", "missing or invalid token")


@fault("session_transfer", "failed with UNAVAILABLE .* expected an answer from an instance other")
class NoTransfer(System):
    """A session whose instance has gone is served by no other."""

    def candidates(self, call: Call) -> list[Instance]:
        home = self.homes.get(call.session_id)
        return [home] if home and home.state == "running" else super().candidates(call)

    def admit(self, instance: Instance, session_id: str) -> None:
        if self.homes.get(session_id, instance) is not instance:
            raise Refused(*UNAVAILABLE)
        super().admit(instance, session_id)


@fault("session_transfer", "with 'server_session_id' '', expected 'robot-")
class TransferLosesTheSessionId(System):
    """After a transfer the instance holds a session without its id."""

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        answer = super().echo_answer(instance, call)
        moved = any(one.state == "exited" for one in self.instances.values())
        return {**answer, "server_session_id": ""} if moved else answer


@fault("session_transfer", "failed with UNAVAILABLE .* expected an answer from an instance other")
class ShutdownStopsTwo(System):
    """One Shutdown stops two instances."""

    def shutdown(self, call: Call) -> Fields:
        answer = super().shutdown(call)
        for instance in self.alive()[:1]:
            self.leave(instance, 0)
        return answer


@fault("session_transfer", r"was answered by 'myservice-\d', expected 'myservice-\d' as before")
class MovesTwice(System):
    """After a transfer the session moves once more."""

    moved = 0

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        alive = self.alive()
        if len(alive) < len(self.instances):
            self.moved += 1
            if self.moved % 2 == 0:
                instance = next((one for one in alive if one is not instance), instance)
        return super().echo_answer(instance, call)


@fault("crash_transfer", r"was answered by 'myservice-\d', expected 'myservice-\d' as before")
class StraysLongAfterTransfer(System):
    """Some calls after a transfer the session moves to a third instance."""

    calls = 0

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        alive = self.alive()
        if len(alive) < len(self.instances) and self.homes.get(call.session_id) is instance:
            self.calls += 1
            if self.calls > 20:
                instance = next(one for one in alive if one is not instance)
        return super().echo_answer(instance, call)


@fault(
    "session_transfer", r"was answered by .*other than 'myservice-\d' and 'myservice-\d' at once"
)
class ComesBackToTheDead(System):
    """The second transfer leads back to the first instance, which has shut down."""

    def alive(self) -> list[Instance]:
        dead = [one for one in self.instances.values() if one.state == "exited"]
        return dead[:1] if len(dead) > 1 else super().alive()

    def candidates(self, call: Call) -> list[Instance]:
        dead = [one for one in self.instances.values() if one.state == "exited"]
        return dead if len(dead) > 1 else super().candidates(call)


@fault("session_transfer", r"DEADLINE_EXCEEDED .* expected an answer from an instance other")
class TransferHangs(System):
    """The first call after a Shutdown is not answered in time."""

    def echo(self, call: Call) -> Fields:
        if any(one.state == "exited" for one in self.instances.values()):
            call.hang()
        return super().echo(call)


@fault("basic_workflow", "is still running after 20 s, expected it to have exited")
class ProcessStays(System):
    """An instance that has shut down serves nothing, but its process does not end."""

    def leave(self, instance: Instance, exit_code: int) -> None:
        instance.gone.set()
        instance.capacity = -1


@fault("basic_workflow", "has exited with code '1', expected '0'")
class ExitCodeIsOne(System):
    """An instance that has shut down ends with another exit code."""

    def leave(self, instance: Instance, exit_code: int) -> None:
        super().leave(instance, exit_code or 1)


class CrashesAreSeen(System):
    """Ends the first call after a crash with UNAVAILABLE."""

    seen = False

    def echo(self, call: Call) -> Fields:
        if self.seen:
            self.seen = False
            raise Refused(*UNAVAILABLE)
        return super().echo(call)


@fault("crash_transfer", "failed with UNAVAILABLE .* expected an answer from an instance other")
class KillCostsACall(CrashesAreSeen):
    """The first call after a SIGKILL fails."""

    def crash(self, instance: Instance) -> None:
        super().crash(instance)
        self.seen = True


@fault("crash_transfer", "failed with UNAVAILABLE .* expected an answer from an instance other")
class TerminationCostsACall(CrashesAreSeen):
    """The first call after a SIGTERM fails."""

    def terminate(self, instance: Instance) -> None:
        super().terminate(instance)
        self.seen = True


@fault("crash_transfer", "has exited with code '-15', expected '0'")
class TerminationIsNoDrain(System):
    """SIGTERM ends an instance without a drain."""

    def terminate(self, instance: Instance) -> None:
        self.leave(instance, -15)


@fault("crash_transfer", "DEADLINE_EXCEEDED .* expected an answer from an instance other")
class HangsAreNotNoticed(System):
    """Calls go on to an instance that hangs."""

    def alive(self) -> list[Instance]:
        return [one for one in self.instances.values() if one.state != "exited"]

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if instance.state == "paused":
            call.hang()
        return super().echo_answer(instance, call)


class Shuffle(System):
    """Can send all sessions elsewhere."""

    def shuffle(self) -> None:
        alive = self.alive()
        for one in alive:
            one.sessions = []
        self.homes = {
            session: alive[(alive.index(home) + 1) % len(alive)]
            for session, home in self.homes.items()
            if home in alive
        }


@fault("crash_transfer", "Session 'Bob': .*(as before|expected an answer|that of 'Ada')")
class CrashMovesOthers(Shuffle):
    """When an instance is killed, other sessions change theirs."""

    def crash(self, instance: Instance) -> None:
        super().crash(instance)
        self.shuffle()


@fault("gateway_unavailable", r"was answered by 'myservice-\d', expected 'myservice-\d' as before")
class RestartForgetsTheSessions(Shuffle):
    """A gateway that was gone sends sessions elsewhere when it is back."""

    def restart_gateway(self) -> None:
        self.shuffle()
