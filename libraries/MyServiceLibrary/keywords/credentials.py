"""Keywords about bad credentials."""

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases
from SessionLibrary.session import Session

from ..credentials import BadCredentials, SessionMethod, call_with


class CredentialKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

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
        chosen.gateway.expect(call.outcome)
        status = call.outcome.status
        logger.info(
            f"Session '{chosen.alias}': call {call.number}, {method} with '{credentials}', "
            f"failed with {status}, as expected."
        )
        return status.message
