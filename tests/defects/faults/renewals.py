"""Tokens that are renewed or expire, and sessions and streams that suffer from it."""

from collections.abc import Iterator
from typing import Any

from honest import NOT_AUTHENTICATED, Call, Fields, Instance, Refused, System

from .stickiness import STRAYED
from .table import fault


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
