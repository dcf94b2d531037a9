"""Keywords that open, choose and close sessions."""

from datetime import timedelta
from pathlib import Path

from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret

from GrpcLibrary.keywords import Aliases
from GrpcLibrary.outcome import LastOutcome

from ..errors import UsageError
from ..gateway import Gateway
from ..login import log_in, new_session_id
from ..session import Session


class Gateways:
    """The gateways that sessions use; a new session uses the latest."""

    def __init__(self) -> None:
        self._gateways: list[Gateway] = []

    def add(self, gateway: Gateway) -> None:
        self._gateways.append(gateway)

    def latest(self) -> Gateway:
        if not self._gateways:
            raise UsageError("There is no gateway yet; 'Connect To Gateway' connects to one.")
        return self._gateways[-1]

    def close_all(self) -> None:
        while self._gateways:
            self._gateways.pop().close()


class SessionKeywords:
    def __init__(self, sessions: Aliases[Session], last: LastOutcome, proto: Path):
        self._sessions = sessions
        self._gateways = Gateways()
        self._last = last
        self._proto = proto

    @keyword(tags=["Session"])
    def connect_to_gateway(self, address: str, timeout: timedelta = timedelta(seconds=5)) -> None:
        """Opens a channel to the gateway at ``address``, which is ``host:port``.

        ``timeout`` is the deadline of every call, and the time for connecting. Fails, with
        the reason, when no gRPC server is there. `Login` uses the gateway connected to last;
        sessions that are open keep theirs.
        """
        gateway = Gateway(address, timeout.total_seconds(), self._proto, self._last)
        self._gateways.add(gateway)
        logger.info(f"Connected to the gateway at '{address}'.")

    @keyword(tags=["Session"])
    def login(
        self,
        username: str,
        password: Secret,
        session_id: str | None = None,
        *,
        alias: str | None = None,
    ) -> Session:
        """Logs in, makes the session the `active session` and returns it.

        Without a ``session_id``, one is made that no other session has. The ``alias`` that
        other keywords use is the session id unless another is given.

        Fails when the login is refused, and when it is answered with an empty token, an
        empty role, or an expiry that is missing or past. The returned session has ``id``,
        ``username``, ``role``, ``expires_at`` (a datetime in UTC) and ``token`` (a secret).

        | VAR    ${password: Secret}    %{TEST_PASSWORD}
        | ${session} =    `Login`    TestUser    ${password}
        | Should Be Equal    ${session.role}    admin
        """
        chosen_id = new_session_id() if session_id is None else session_id
        name = chosen_id if alias is None else alias
        self._sessions.check_is_free(name)
        session = log_in(self._gateways.latest(), username, password, chosen_id, name)
        self._sessions.add(session)
        logger.info(
            f"Session '{name}': '{username}' logged in as '{session.role}' "
            f"until {session.expires_at:%Y-%m-%d %H:%M:%S} UTC."
        )
        return session

    @keyword(tags=["Session"])
    def switch_session(self, alias: str) -> Session:
        """Makes the session of that alias the `active session` and returns it."""
        return self._sessions.switch(alias)

    @keyword(tags=["Session"])
    def close_session(self, session: str | None = None) -> None:
        """Forgets the session, by default the active one; then no session is active.

        Nothing is sent: an instance that holds the session goes on holding it.
        """
        logger.info(f"Closed session '{self._sessions.remove(session).alias}'.")

    @keyword(tags=["Session"])
    def close_all_sessions(self) -> None:
        """Forgets all sessions and closes the channels to the gateway."""
        self._sessions.remove_all()
        self._gateways.close_all()
