"""Keywords that open, choose and close sessions."""

from collections.abc import Callable
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
from ..record import CallRecord
from ..session import Session


class Gateways:
    """The gateways that sessions use; a new session uses the latest.

    `record` is that of the calls at all of them.
    """

    def __init__(self, record: CallRecord) -> None:
        self.record = record
        self._gateways: list[Gateway] = []

    def add(self, gateway: Gateway) -> None:
        self._gateways.append(gateway)

    def add_beside(self, gateway: Gateway) -> None:
        """Keep one that sessions do not use unless told to."""
        self._gateways.insert(0, gateway)

    def latest(self) -> Gateway:
        if not self._gateways:
            raise UsageError("There is no gateway yet; 'Connect To Gateway' connects to one.")
        return self._gateways[-1]

    def close_all(self) -> None:
        while self._gateways:
            self._gateways.pop().close()


class SessionKeywords:
    def __init__(
        self,
        sessions: Aliases[Session],
        gateways: Gateways,
        last: LastOutcome,
        proto: Path,
        ending: Callable[[], None],
    ):
        """`ending` ends what goes on in the sessions' names beside their calls."""
        self._sessions = sessions
        self._gateways = gateways
        self._ending = ending
        self._last = last
        self._proto = proto

    @keyword(tags=["Session"])
    def connect_to_gateway(self, address: str, timeout: timedelta = timedelta(seconds=5)) -> None:
        """Opens a channel to the gateway at ``address``, which is ``host:port``.

        ``timeout`` is the deadline of every call, and the time for connecting. Fails, with
        the reason, when no gRPC server is there. `Login` uses the gateway connected to last;
        sessions that are open keep theirs.
        """
        seconds = timeout.total_seconds()
        gateway = Gateway(address, seconds, self._proto, self._last, self._gateways.record)
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
        self._gateways.record.aliases[chosen_id] = name
        session = log_in(self._gateways.latest(), username, password, chosen_id, name)
        self._sessions.add(session)
        logger.info(
            f"Session '{name}': '{username}' logged in as '{session.role}' "
            f"until {session.expires_at:%Y-%m-%d %H:%M:%S} UTC."
        )
        return session

    @keyword(tags=["Session"])
    def copy_session(self, address: str, alias: str, *, session: str | None = None) -> Session:
        """Makes a copy of the session, whose calls go to another address, the active one.

        It has the same session id and token. With the address of an instance, its calls go
        there directly. Returns the copy.

        | `Copy Session`    ${instance.address}    alias=Ada directly    session=Ada
        | `Echo With Session`    session=Ada directly
        """
        chosen = self._sessions.get(session)
        self._sessions.check_is_free(alias)
        gateway = chosen.gateway.at(address, self._last)
        self._gateways.add_beside(gateway)
        copy = chosen.copy(alias, gateway)
        self._sessions.add(copy)
        logger.info(f"Session '{alias}': a copy of '{chosen.alias}' that calls '{address}'.")
        return copy

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
        """Forgets all sessions, ends what goes on in their names, and closes the channels."""
        self._ending()
        self._sessions.remove_all()
        self._gateways.close_all()
