"""An auth service that is missed too much, tokens that are renewed, and methods not routed."""

from honest import UNAVAILABLE, Call, Fields, Refused, System

from .stickiness import STRAYED
from .table import fault

IN_BACKGROUND = "in the background.*"
NO_ANSWER = "expected an answer"


class AuthOutage(System):
    """Knows whether its auth service was away."""

    was_away = False

    def stop_auth(self) -> None:
        super().stop_auth()
        self.was_away = True


@fault("auth_outage", f"failed with UNAVAILABLE .* {NO_ANSWER}|expected 'myservice")
class NobodyCallsWithoutAuth(AuthOutage):
    """The gateway asks the auth service about each call."""

    def authenticate(self, call: Call) -> None:
        if self.auth_is_away:
            raise self.no_auth()
        super().authenticate(call)


@fault("auth_outage", f"failed with UNAUTHENTICATED .* {NO_ANSWER}")
class AuthOutageEndsSessions(AuthOutage):
    """When the auth service is back, the tokens from before are worth nothing."""

    def start_auth(self) -> None:
        super().start_auth()
        self.secret += "new"


@fault("auth_outage", "UNKNOWN|INTERNAL 'no auth', expected UNAVAILABLE")
class AuthOutageIsInternal(AuthOutage):
    """That nobody can log in is told with another code."""

    def no_auth(self) -> Refused:
        return Refused("INTERNAL", "no auth")


@fault("auth_outage", "UNAVAILABLE 'backend service unavailable'.*'auth service unavailable'")
class AuthOutageInOtherWords(AuthOutage):
    """That nobody can log in is told as if the instances were away."""

    def no_auth(self) -> Refused:
        return Refused(*UNAVAILABLE)


@fault("auth_outage", "PERMISSION_DENIED .*expected UNAVAILABLE")
class AuthOutageBlamesTheClient(AuthOutage):
    """While the auth service is away, right passwords are called wrong."""

    def no_auth(self) -> Refused:
        return Refused("PERMISSION_DENIED", "invalid username or password")


@fault("auth_outage", "DEADLINE_EXCEEDED .*expected UNAVAILABLE")
class LoginsHangWithoutAuth(AuthOutage):
    """While the auth service is away, logins are not answered in time."""

    def no_auth(self) -> Refused:
        return Refused("DEADLINE_EXCEEDED", "auth service has not answered")


@fault("auth_outage", "passed|did not fail|expected UNAVAILABLE")
class AnybodyLogsInWithoutAuth(AuthOutage):
    """While the auth service is away, the gateway lets everybody in."""

    def login(self, username: str, password: str, session_id: str) -> Fields:
        self.auth_is_away = False
        return super().login(username, password, session_id)


@fault("auth_outage", "failed with UNAVAILABLE 'auth service unavailable', expected")
class AuthStaysAway(AuthOutage):
    """Once the auth service was away, nobody can log in any more."""

    def start_auth(self) -> None:
        super().start_auth()
        self.no_logins = True

    no_logins = False

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if self.no_logins:
            raise self.no_auth()
        super().check_login(username, password, session_id)


@fault("auth_outage", f"{STRAYED}|moved . times? .* expected 0")
class AuthOutageMovesSessions(AuthOutage):
    """When the auth service is back, a session moves."""

    def start_auth(self) -> None:
        with self.lock:
            super().start_auth()
            for session in self.homes:
                others = [one for one in self.alive() if not one.sessions]
                self.homes[session] = others[0]
                others[0].sessions = [session]


@fault("auth_outage", f"failed with UNAUTHENTICATED .* {NO_ANSWER}")
class NewTokensAreNotKnown(AuthOutage):
    """Tokens that were given out since the auth service is back are not let in."""

    def sign(self, claims: Fields) -> str:
        return super().sign(claims) + ("x" * self.was_away)


@fault("unrouted_method", "failed with UNAVAILABLE .*expected UNIMPLEMENTED")
class UnroutedIsUnavailable(System):
    """A method that there is not is told as if all instances were away."""

    def unrouted(self, method: str) -> Refused:
        return Refused(*UNAVAILABLE)


@fault("unrouted_method", "UNIMPLEMENTED 'no such method', expected")
class UnroutedInOtherWords(System):
    """Who calls a method that there is not is not told which."""

    def unrouted(self, method: str) -> Refused:
        return Refused("UNIMPLEMENTED", "no such method")


@fault("unrouted_method", f"failed with UNAVAILABLE .* {NO_ANSWER}")
class UnroutedStopsAll(System):
    """A call of a method that there is not takes the gateway out of service."""

    is_out = False

    def unrouted(self, method: str) -> Refused:
        self.is_out = True
        return super().unrouted(method)

    def authenticate(self, call: Call) -> None:
        if self.is_out:
            raise Refused(*UNAVAILABLE)
        super().authenticate(call)
