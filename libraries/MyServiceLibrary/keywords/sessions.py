"""Keywords that open, choose and close sessions."""

from datetime import timedelta
from pathlib import Path

from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret
from robot.utils import ConnectionCache, eq

from GrpcLibrary.outcome import LastOutcome

from ..errors import UsageError
from ..gateway import Gateway
from ..login import log_in, new_session_id
from ..session import Session


class Sessions:
    """The open sessions by alias, one of them active, and the gateways they use."""

    def __init__(self) -> None:
        self._cache: ConnectionCache[Session] = ConnectionCache()
        self._gateways: list[Gateway] = []

    @property
    def gateway(self) -> Gateway:
        if not self._gateways:
            raise UsageError("There is no gateway yet; 'Connect To Gateway' connects to one.")
        return self._gateways[-1]

    def add_gateway(self, gateway: Gateway) -> None:
        self._gateways.append(gateway)

    def add(self, session: Session) -> None:
        self._cache.register(session, session.alias)

    def check_is_free(self, alias: str) -> None:
        if any(eq(session.alias, alias) for session in self._cache):
            raise UsageError(f"There already is a session '{alias}'.")

    def get(self, alias: str | None) -> Session:
        """Return the session of that alias, or the active one for None."""
        if alias is None:
            if not self._cache:
                raise UsageError("There is no active session; 'Login' opens one.")
            return self._cache.get_connection()
        for session in self._cache:
            if eq(session.alias, alias):
                return session
        names = ", ".join(f"'{session.alias}'" for session in self._cache) or "none"
        raise UsageError(f"There is no session '{alias}'; open are: {names}.")

    def switch(self, alias: str) -> Session:
        return self._cache.switch(self.get(alias))

    def close(self, alias: str | None) -> Session:
        closed, active = self.get(alias), self._cache.current
        others = [session for session in self._cache if session is not closed]
        self._cache.empty_cache()
        for session in others:
            self._cache.register(session, session.alias)
        self._cache.current_index = others.index(active) + 1 if active in others else None
        return closed

    def close_all(self) -> None:
        self._cache.empty_cache()
        while self._gateways:
            self._gateways.pop().close()


class SessionKeywords:
    def __init__(self, sessions: Sessions, last: LastOutcome, proto: Path):
        self._sessions = sessions
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
        self._sessions.add_gateway(gateway)
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
        session = log_in(self._sessions.gateway, username, password, chosen_id, name)
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
        logger.info(f"Closed session '{self._sessions.close(session).alias}'.")

    @keyword(tags=["Session"])
    def close_all_sessions(self) -> None:
        """Forgets all sessions and closes the channels to the gateway."""
        self._sessions.close_all()
