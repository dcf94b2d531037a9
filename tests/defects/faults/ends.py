"""Systems without an instance that do not say so."""

from collections.abc import Iterator

from honest import BUSY, UNAVAILABLE, Call, Fields, Instance, Refused, System

from .table import fault


class OtherEnd(System):
    """Tells in another way that no instance is left."""

    status = UNAVAILABLE

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        gone = (refusal.code, refusal.words) == UNAVAILABLE
        return Refused(*self.status) if gone else refusal


@fault("session_transfer", "failed with INTERNAL .*, expected UNAVAILABLE or RESOURCE_EXHAUSTED")
class EndIsInternal(OtherEnd):
    """That no instance is left is told with another code."""

    status = ("INTERNAL", "backend service unavailable")


@fault("session_transfer", "UNAVAILABLE with an empty message, expected a message that says")
class EndHasNoWords(OtherEnd):
    """That no instance is left is told without a word."""

    status = ("UNAVAILABLE", "")


@fault("session_transfer", "UNAVAILABLE 'Socket closed', expected a message that says")
class EndHasOtherWords(OtherEnd):
    """That no instance is left is told in words that could mean anything."""

    status = ("UNAVAILABLE", "Socket closed")


@fault("session_transfer", "DEADLINE_EXCEEDED .*, expected UNAVAILABLE or RESOURCE_EXHAUSTED")
class EndHangs(System):
    """When no instance is left, calls hang."""

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        call.hang()
        return refusal


@fault(
    "session_transfer", r"was answered by 'myservice-\d', expected UNAVAILABLE or RESOURCE_EXHAU"
)
class DeadInstanceAnswers(System):
    """When no instance is left, a dead one answers."""

    def candidates(self, call: Call) -> list[Instance]:
        return super().candidates(call) or [*self.instances.values()][-1:]


@fault("gateway_unavailable", "Login of 'TestUser' .* failed with UNAVAILABLE")
class LoginNeedsAnInstance(System):
    """When no instance is left, nobody can log in."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if not self.alive():
            raise Refused(*UNAVAILABLE)
        super().check_login(username, password, session_id)


@fault("gateway_unavailable", "'Subscribe' failed without a status, .* brought 0 messages, expect")
class SubscribeHangsAtTheEnd(System):
    """When no instance is left, Subscribe hangs."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        if not self.alive():
            call.hang()
        return super().subscribe(call)


@fault("gateway_unavailable", "'Shutdown Instance' .*PERMISSION_DENIED .*, expected UNAVAILABLE")
class ShutdownAnswersAtTheEnd(System):
    """When no instance is left, Shutdown is refused with another code."""

    def no_shutdown(self, refusal: Refused, call: Call) -> Refused:
        if self.alive():
            return refusal
        return Refused("PERMISSION_DENIED", "Server session is not set")


@fault("gateway_unavailable", "'all instances are busy' does not match")
class GoneIsBusy(OtherEnd):
    """Instances that have gone are taken for busy ones."""

    status = BUSY


@fault("no_instances_available", "'Subscribe' passed with OK, expected RESOURCE_EXHAUSTED")
class SubscribeAlwaysFits(System):
    """Subscribe is served where Echo is refused."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        try:
            self.admitted(call)
        except Refused as refused:
            if refused.code != "RESOURCE_EXHAUSTED":
                raise
            return iter([self.message(self.alive()[0], call, 0)])
        return super().subscribe(call)


@fault("no_instances_available", "failed with RESOURCE_EXHAUSTED .* expected an answer")
class NewInstanceIsNotUsed(System):
    """An instance that has come back gets no session."""

    def come_back(self, instance: Instance) -> None:
        super().come_back(instance)
        instance.sessions = ["nobody"]


@fault("no_instances_available", "as before|expected another instance|failed with RESOURCE_EXHAU")
class LateSessionEvicts(System):
    """A refused session costs the oldest one its instance."""

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        for session in list(self.homes)[:1]:
            self.homes.pop(session).sessions = ["nobody"]
        return refusal
