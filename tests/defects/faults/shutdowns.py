"""Shutdowns that should have been refused, or refused otherwise."""

from honest import NOT_SET, Call, Fields, Instance, Refused, System

from .table import fault

PASSED = "'Shutdown Instance' (passed|failed without a status).*expected PERMISSION_DENIED"


@fault("shutdown_errors", PASSED)
class ShutdownNeedsNoSession(System):
    """Shutdown is obeyed before the first call of the session."""

    def check_shutdown(self, instance: Instance, session_id: str) -> None:
        if instance.sessions:
            super().check_shutdown(instance, session_id)


class OtherRefusal(System):
    """Refuses a Shutdown before the first call otherwise."""

    status: tuple[str, str]

    def check_shutdown(self, instance: Instance, session_id: str) -> None:
        if not instance.sessions:
            raise Refused(*self.status)
        super().check_shutdown(instance, session_id)


@fault("shutdown_errors", "FAILED_PRECONDITION 'Server session is not set', expected PERMISSION_D")
class NotSetOtherCode(OtherRefusal):
    """Shutdown before the first call is refused with another code."""

    status = ("FAILED_PRECONDITION", NOT_SET[1])


@fault("shutdown_errors", "'no session', expected the message 'Server session is not set'")
class NotSetOtherWords(OtherRefusal):
    """Shutdown before the first call is refused in other words."""

    status = ("PERMISSION_DENIED", "no session")


@fault("shutdown_errors", PASSED)
class AnybodyShutsDown(System):
    """Shutdown is obeyed whoever asks, once the instance holds a session."""

    def check_shutdown(self, instance: Instance, session_id: str) -> None:
        if not instance.sessions:
            raise Refused(*NOT_SET)


@fault("shutdown_errors", "ABORTED 'Client session mismatch.*, expected PERMISSION_DENIED")
class MismatchOtherCode(System):
    """Another session's Shutdown is refused with another code."""

    def mismatch(self, client: str, server: str) -> Refused:
        return Refused("ABORTED", super().mismatch(client, server).words)


@fault("shutdown_errors", "'Client session mismatch', expected a message with")
class MismatchWithoutIds(System):
    """Another session's Shutdown is refused without saying whose the instance is."""

    def mismatch(self, client: str, server: str) -> Refused:
        return Refused("PERMISSION_DENIED", "Client session mismatch")


@fault("shutdown_errors", "'Client session mismatch: client=.*, expected a message with")
class MismatchTheOtherWayRound(System):
    """Another session's Shutdown is refused with the ids in each other's place."""

    def mismatch(self, client: str, server: str) -> Refused:
        return super().mismatch(server, client)


@fault("shutdown_errors", "'Client session mismatch: .*, expected the message 'Client session mism")
class MismatchNamesAnother(System):
    """An instance refuses a Shutdown in the name of a session that another one holds."""

    def mismatch(self, client: str, server: str) -> Refused:
        return super().mismatch(client, min(self.homes))


@fault("shutdown_errors", "as before|expected another instance than|RESOURCE_EXHAUSTED")
class RefusedShutdownEvicts(System):
    """A refused Shutdown costs the instance's session its place."""

    def mismatch(self, client: str, server: str) -> Refused:
        self.homes[server].sessions = ["nobody"]
        del self.homes[server]
        return super().mismatch(client, server)


@fault("shutdown_errors", "UNAVAILABLE|as before|is not as it was")
class RefusedShutdownStopsAll(System):
    """An instance refuses a Shutdown, and ends all the same."""

    def mismatch(self, client: str, server: str) -> Refused:
        self.leave(self.homes[server], 0)
        return super().mismatch(client, server)


@fault("shutdown_errors", "'myservice-\\d' is not as it was")
class RefusedShutdownEndsAFreeOne(System):
    """A Shutdown before the first call is refused, and ends an instance all the same."""

    def no_shutdown(self, refusal: Refused, call: Call) -> Refused:
        self.leave(self.alive()[-1], 0)
        return refusal


@fault("stream_subscription", "MyServiceShutdown .*failed with PERMISSION_DENIED")
class OnlyEchoSetsTheSession(System):
    """An instance that has just a subscription of a session refuses its Shutdown."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.echoed: set[str] = set()
        self.subscribed = 0

    def shutdown(self, call: Call) -> Fields:
        self.authenticate(call)
        if call.session_id in self.homes and self.subscribed > 1:
            raise Refused(*NOT_SET)
        return super().shutdown(call)

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        self.subscribed += index == 0
        return super().message(instance, call, index)
