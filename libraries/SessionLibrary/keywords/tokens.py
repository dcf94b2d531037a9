"""Keywords about a session's token."""

from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases

from ..session import Session
from ..tokens import judge_token, wait_until_refused


class TokenKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Credentials", "Assertion"])
    def token_should_fit_session(self, *, session: str | None = None) -> None:
        """Verifies what can be seen of the session's token without its secret.

        Where the description says ``token_format = "jwt"``, the token is a JSON Web Token of
        three parts; its ``exp`` is the expiry that the login told, its ``iat`` is before that,
        and the ``algorithm`` and the ``claims`` are those in the description. Any other token
        must not have expired.

        | `Login`    TestUser    ${password}
        | `Token Should Fit Session`
        """
        chosen = self._sessions.get(session)
        judge_token(chosen)
        logger.info(f"The token of session '{chosen.alias}' fits it.")

    @keyword(tags=["Credentials", "Assertion", "Wait"])
    def wait_until_token_is_refused(
        self,
        leeway: timedelta = timedelta(seconds=2),
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> None:
        """Makes calls until the token is refused, which must be at its expiry.

        That is the moment that the login told, sooner or later by the ``leeway``: clocks
        differ a little. The call must fail with UNAUTHENTICATED and, if a ``message`` is
        given, with exactly that status message.

        | `Wait Until Token Is Refused`    leeway=1s    message=missing or invalid token
        """
        chosen = self._sessions.get(session)
        call = wait_until_refused(chosen, leeway.total_seconds(), message)
        chosen.gateway.expect(call.outcome)
        logger.info(
            f"Session '{chosen.alias}': call {call.number} failed with {call.outcome.status}; "
            f"the token was valid until {chosen.expires_at:%H:%M:%S} UTC."
        )
