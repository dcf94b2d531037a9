"""Keywords about tokens and about those who have no good one."""

from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases

from ..credentials import BadCredentials, call_with
from ..gateway import SessionMethod
from ..session import Session
from ..tokens import judge_token, wait_until_expired


class CredentialKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Credentials", "Assertion"])
    def token_should_fit_session(self, *, session: str | None = None) -> None:
        """Verifies what can be seen of the token without its secret.

        It is a JSON Web Token of three parts, signed with HS256, and its claims ``sub``,
        ``role``, ``session_id`` and ``exp`` are those that `Login` sent and got; ``iat`` is
        before ``exp``.
        """
        chosen = self._sessions.get(session)
        judge_token(chosen)
        logger.info(f"The token of session '{chosen.alias}' fits it.")

    @keyword(tags=["Credentials", "Assertion"])
    def bad_credentials_should_be_refused(
        self, method: SessionMethod, credentials: BadCredentials, *, session: str | None = None
    ) -> str:
        """Makes one call with bad credentials; returns the status message.

        The call must fail with UNAUTHENTICATED and with the words ``missing or invalid
        token`` or, where the session id is missing, ``missing session-id``.

        All are made from the session's own token: ``forged signature`` differs in one bit,
        ``forged claims`` have another role, ``another key`` has signed the same claims.
        ``another session's token`` is that of a session that is open as well, ``another
        session-id`` one that the token was not issued for.

        | `Bad Credentials Should Be Refused`    MyServiceEcho    alg none
        """
        chosen = self._sessions.get(session)
        other = next((one for one in self._sessions if one.id != chosen.id), None)
        call = call_with(credentials, method, chosen, other)
        status = call.outcome.status
        logger.info(
            f"Session '{chosen.alias}': call {call.number}, {method} with '{credentials}', "
            f"failed with {status}, as expected."
        )
        return status.message

    @keyword(tags=["Credentials", "Assertion", "Wait"])
    def wait_until_token_is_refused(
        self, leeway: timedelta = timedelta(seconds=2), *, session: str | None = None
    ) -> None:
        """Makes MyServiceEcho calls until the token is refused, which must be at its expiry.

        That is the moment that `Login` told, sooner or later by the ``leeway``: clocks are
        not quite the same everywhere.
        """
        chosen = self._sessions.get(session)
        call = wait_until_expired(chosen, leeway.total_seconds())
        logger.info(
            f"Session '{chosen.alias}': call {call.number} failed with {call.outcome.status}; "
            f"the token was valid until {chosen.expires_at:%H:%M:%S} UTC."
        )
