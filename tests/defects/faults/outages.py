"""An auth service that is missed too much, tokens that are renewed, and methods not routed."""

from collections.abc import Iterator
from typing import Any

from honest import NOT_AUTHENTICATED, UNAVAILABLE, Call, Fields, Instance, Refused, System

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


class Renewal(System):
    """Knows the sessions that have logged in again."""

    def __init__(self, *arguments: object):
        super().__init__(*arguments)
        self.known: dict[str, str] = {}

    def login(self, username: str, password: str, session_id: str) -> Fields:
        with self.lock:
            answer = super().login(username, password, session_id)
            if session_id in self.known:
                self.renew(session_id)
            self.known[session_id] = answer["token"]
            return answer

    def claims(self, *given: Any) -> Fields:
        """Make each token another one, be it given out in the same second."""
        return {**super().claims(*given), "number": len(self.known)}

    def renew(self, session_id: str) -> None:
        """A session has logged in again."""

    def move(self, session_id: str) -> None:
        free = [one for one in self.alive() if not one.sessions]
        self.homes[session_id].sessions = []
        self.homes[session_id] = free[0]
        free[0].sessions = [session_id]


@fault("token_renewal", rf"myservice-\d != myservice-\d|{STRAYED}")
class RenewalMovesTheSession(Renewal):
    """A session that logs in again moves."""

    def renew(self, session_id: str) -> None:
        self.move(session_id)


@fault("token_renewal", "'Ada renewed': .* failed with RESOURCE_EXHAUSTED .* expected an answer")
class RenewalForgetsTheHome(Renewal):
    """A session that logs in again is a new one, while its old place is still taken."""

    def renew(self, session_id: str) -> None:
        self.homes[session_id].sessions = ["the old one"]


@fault("token_renewal", rf"myservice-\d != myservice-\d|{STRAYED}")
class TokenIsHashed(Renewal):
    """The gateway chooses an instance by the token, and not by the session."""

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        if self.read_token(call.token)["number"] > 1:
            instance = next(one for one in self.alive() if not one.sessions)
        return super().echo_answer(instance, call)


@fault("token_renewal", "'Ada': .* failed with UNAUTHENTICATED .* expected an answer")
class RenewalEndsTheOldToken(Renewal):
    """A token is refused as soon as there is a newer one, though it has not expired."""

    def authenticate(self, call: Call) -> None:
        super().authenticate(call)
        if self.known[call.session_id] != call.token:
            raise Refused(*NOT_AUTHENTICATED)


@fault("token_renewal", "failed with UNAUTHENTICATED .* expected an answer")
class RenewedTokenIsRefused(Renewal):
    """Only the first token of a session is let in."""

    def authenticate(self, call: Call) -> None:
        super().authenticate(call)
        if self.read_token(call.token)["number"] > 1:
            raise Refused(*NOT_AUTHENTICATED)


@fault("token_renewal", "failed with ALREADY_EXISTS 'session is taken', expected")
class RenewalIsRefused(Renewal):
    """A session that has a token cannot log in again."""

    def check_login(self, username: str, password: str, session_id: str) -> None:
        super().check_login(username, password, session_id)
        if session_id in self.known:
            raise Refused("ALREADY_EXISTS", "session is taken")


@fault("token_renewal", f"'Bob': .*{STRAYED}")
class RenewalMovesAnotherSession(Renewal):
    """When a session logs in again, another one moves."""

    def renew(self, session_id: str) -> None:
        self.move(next(one for one in self.known if one != session_id))


class ExpiringStreams(System):
    """Looks at the token while a stream is open."""

    def subscribe(self, call: Call) -> Iterator[Fields]:
        for fields in super().subscribe(call):
            if self.has_expired(call):
                self.expire(call)
            yield fields

    def has_expired(self, call: Call) -> bool:
        try:
            return not self.read_token(call.token)
        except Exception:
            return True

    def expire(self, call: Call) -> None:
        """The token of an open stream has expired."""
        raise Refused(*NOT_AUTHENTICATED)


@fault("token_renewal", "MyServiceSubscribe .* failed with UNAUTHENTICATED .* expected message")
class StreamEndsWithItsToken(ExpiringStreams):
    """A stream whose token expires ends, against what is declared."""


@fault("token_renewal", "MyServiceSubscribe .* brought .* messages?, expected one more message")
class StreamFallsSilentWithItsToken(ExpiringStreams):
    """A stream whose token has expired brings nothing more, and does not end."""

    def expire(self, call: Call) -> None:
        call.hang()


@fault("token_renewal", r"MyServiceSubscribe .* was answered by .* as before \(message")
class StreamMovesWithItsToken(ExpiringStreams):
    """A stream whose token has expired goes on from another instance."""

    def expire(self, call: Call) -> None:
        """Let it go on."""

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        if self.has_expired(call):
            instance = next(one for one in self.alive() if one is not instance)
        return super().message(instance, call, index)


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
