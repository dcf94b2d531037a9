"""Keywords that open, choose and close sessions."""

from collections.abc import Callable

from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret

from GrpcLibrary.errors import UsageError
from GrpcLibrary.keywords import Aliases, parse_code

from ..login import judge_refused_login, log_in, new_session_id, open_session, send_login
from ..session import Session
from .gateways import Gateways

REFUSALS = ("UNAUTHENTICATED", "PERMISSION_DENIED")


class SessionKeywords:
    def __init__(self, sessions: Aliases[Session], gateways: Gateways, end_all: Callable[[], None]):
        """`end_all` ends what goes on in the sessions' names beside their calls."""
        self._sessions = sessions
        self._gateways = gateways
        self._end_all = end_all

    @keyword(tags=["Session"])
    def login(
        self,
        username: str,
        password: Secret | str,
        session_id: str | None = None,
        *,
        alias: str | None = None,
    ) -> Session:
        """Logs in, makes the session the `active session` and returns it.

        ``password`` must be a secret. Without a ``session_id``, one is made that no other
        session has; where the system gives ids itself, none can be chosen. The ``alias`` that
        other keywords use is the session id unless another is given.

        Fails when the login is refused, and when it is answered with an empty token, id or
        role, or an expiry that is missing or past, as far as the description says that the
        answer has them. The returned session has ``id``, ``username``, ``role``,
        ``expires_at`` (a datetime in UTC), ``token`` (a secret) and, once it was served,
        ``instance``.

        For logins that should be refused, with passwords from a table, use
        `Login Should Be Refused`.

        | VAR    ${password: Secret}    %{TEST_PASSWORD}
        | ${session} =    `Login`    TestUser    ${password}
        | Should Be Equal    ${session.role}    admin
        """
        if isinstance(password, str):
            raise UsageError(
                "Argument 'password' of 'Login' is text, which logs show, expected a Secret, as "
                "in 'VAR    ${password: Secret}    %{TEST_PASSWORD}'. For a wrong password of a "
                "negative test, 'Login Should Be Refused' takes text."
            )
        gateway = self._gateways.latest()
        self._check_choice(session_id)
        chosen = new_session_id() if session_id is None else session_id
        if alias is not None or not gateway.login_rpc.gives_id:
            self._sessions.check_is_free(alias or chosen)
            self._gateways.record.aliases[chosen] = alias or chosen
        session = log_in(gateway, username, password, chosen, alias)
        self._keep(session)
        until = f" until {session.expires_at:%Y-%m-%d %H:%M:%S} UTC" if session.expires_at else ""
        role = f" as '{session.role}'" if session.role else ""
        logger.info(f"Session '{session.alias}': '{username}' logged in{role}{until}.")
        return session

    @keyword(tags=["Session", "Assertion"])
    def login_should_be_refused(
        self,
        username: str,
        password: Secret | str,
        code: str | None = None,
        message: str | None = None,
        *,
        session_id: str | None = None,
    ) -> str:
        """Logs in, which must fail with the status ``code``; returns the status message.

        By default, the code must be UNAUTHENTICATED or PERMISSION_DENIED. With a ``message``,
        the status message must be exactly that. ``password`` may be text, as wrong passwords
        from a table are: logs show it. Never give one that lets somebody in as text.

        | Wrong Passwords Are Refused
        |     [Template]    `Login Should Be Refused`
        |     TestUser    wrong
        |     TestUser    ${EMPTY}
        |     nobody      secret    PERMISSION_DENIED    invalid username or password
        """
        codes = [parse_code(name) for name in (REFUSALS if code is None else [code])]
        gateway = self._gateways.latest()
        self._check_choice(session_id)
        chosen = new_session_id() if session_id is None else session_id
        who = f"Login of '{username}' at '{gateway.address}'"
        outcome = send_login(gateway, username, password, chosen)
        judge_refused_login(who, outcome, codes, message)
        logger.info(f"{who} failed with {outcome.status}, as expected.")
        return outcome.status.message

    @keyword(tags=["Session"])
    def open_session(
        self,
        session_id: str | None = None,
        token: Secret | str | None = None,
        *,
        alias: str | None = None,
    ) -> Session:
        """Begins a session without a login, and makes it the `active session`.

        For systems whose description has no ``[login]``, and for tokens that come from
        elsewhere, such as an identity provider. Without a ``session_id``, one is made that no
        other session has. A ``token`` should be a secret; one that is text is hidden from
        here on. Returns the session.

        | `Open Session`    cart-4711    alias=Ada
        | VAR    ${token: Secret}    %{TEST_TOKEN}
        | `Open Session`    token=${token}
        """
        gateway = self._gateways.latest()
        chosen = new_session_id() if session_id is None else session_id
        name = chosen if alias is None else alias
        self._sessions.check_is_free(name)
        session = open_session(gateway, chosen, token, name)
        self._keep(session)
        logger.info(f"Session '{name}' has the id '{chosen}'.")
        return session

    @keyword(tags=["Session"])
    def copy_session(self, address: str, alias: str, *, session: str | None = None) -> Session:
        """Makes a copy of the session, whose calls go to another address, the active one.

        It has the same session id and token. With the address of an instance, its calls go
        there directly. Returns the copy.

        | `Copy Session`    ${instance.address}    alias=Ada directly    session=Ada
        | `Call With Session`    session=Ada directly
        """
        chosen = self._sessions.get(session)
        self._sessions.check_is_free(alias)
        gateway = chosen.gateway.at(address)
        self._gateways.add_beside(gateway)
        copy = chosen.copy(alias, gateway)
        self._sessions.add(copy)
        logger.info(f"Session '{alias}': a copy of '{chosen.alias}' that calls '{address}'.")
        return copy

    @keyword(tags=["Session", "Getter"])
    def get_session(self, session: str | None = None) -> Session:
        """Returns the session of that alias, by default the active one, see `Login`.

        | ${ada} =    `Get Session`    Ada
        | `Kill Instance`    ${ada.instance}
        """
        return self._sessions.get(session)

    @keyword(tags=["Session"])
    def switch_session(self, alias: str) -> Session:
        """Makes the session of that alias the `active session` and returns it.

        | ${session} =    `Switch Session`    Ada
        | Log    Ada is served by ${session.instance}.
        """
        return self._sessions.switch(alias)

    @keyword(tags=["Session"])
    def close_session(self, session: str | None = None) -> None:
        """Forgets the session, by default the active one; then no session is active.

        Nothing is sent: an instance that holds the session goes on holding it.

        | `Close Session`    Ada
        """
        logger.info(f"Closed session '{self._sessions.remove(session).alias}'.")

    @keyword(tags=["Session"])
    def close_all_sessions(self) -> None:
        """Forgets all sessions, ends what goes on in their names, and closes the channels."""
        self._end_all()
        self._sessions.remove_all()
        self._gateways.close_all()

    def _check_choice(self, session_id: str | None) -> None:
        gateway = self._gateways.latest()
        if session_id is not None and gateway.login_rpc.gives_id:
            raise UsageError(
                f"System '{gateway.system.name}' chooses the ids of its sessions itself: leave "
                f"'session_id' out."
            )

    def _keep(self, session: Session) -> None:
        self._sessions.check_is_free(session.alias)
        self._gateways.record.aliases[session.id] = session.alias
        self._sessions.add(session)
