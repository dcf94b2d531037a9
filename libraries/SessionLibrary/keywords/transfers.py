"""Keywords that judge what becomes of a session whose instance has gone."""

from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases, check_whole

from ..session import Session
from ..watch import wait_for_transfer, wait_until_served, wait_until_unavailable

AT_ONCE = timedelta(0)


class TransferKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Transfer", "Assertion"])
    def session_should_move_to_another_instance(
        self, timeout: timedelta = AT_ONCE, errors: int = 0, *, session: str | None = None
    ) -> str:
        """Verifies that another instance serves the session; returns its name.

        With a ``timeout`` of 0 s, the very next call must be answered by an instance that has
        never served this session. With more, the session calls every 0.1 s until one does;
        its earlier instances may answer until then.
        Every call that fails is an error that the client sees; up to ``errors`` of them are
        allowed on the way, with UNAVAILABLE, RESOURCE_EXHAUSTED (or the codes in
        ``[unavailable]`` of the `description`) or DEADLINE_EXCEEDED. The session id stays the
        same, and each answer must say so.

        | `Session Should Move To Another Instance`
        | `Session Should Move To Another Instance`    timeout=2s    errors=3
        """
        check_whole(errors=errors)
        chosen = self._sessions.get(session)
        move = wait_for_transfer(chosen, timeout.total_seconds(), errors)
        logger.info(
            f"Session '{chosen.alias}' moved from '{move.origin}' to '{move.destination}' "
            f"after {move.seconds:.3f} s, {move.calls} calls and {move.errors} errors."
        )
        return move.destination

    @keyword(tags=["Transfer", "Assertion"])
    def expect_unavailable(
        self,
        message: str | None = None,
        timeout: timedelta = AT_ONCE,
        errors: int = 0,
        *,
        session: str | None = None,
    ) -> str:
        """Verifies that no instance is left for the session; returns the status message.

        The next call must fail with UNAVAILABLE or RESOURCE_EXHAUSTED (or the codes in
        ``[unavailable]`` of the `description`), and with a message that says so: ``message``
        is a regular expression that is searched for in it, without regard to case. By default
        it is the description's; without one, the status message must speak of instances,
        backends, upstreams, services or servers that are unavailable or busy, or of there
        being none. An answer fails, and so do any other status, a passed deadline and an empty
        message.

        With a ``timeout``, calls may be answered for that long, and up to ``errors`` of them
        may fail in other words with UNAVAILABLE, RESOURCE_EXHAUSTED or DEADLINE_EXCEEDED; the
        next one that fails is judged.

        | `Expect Unavailable`
        | `Expect Unavailable`    message=no healthy upstream    timeout=1s
        """
        chosen = self._sessions.get(session)
        check_whole(errors=errors)
        call = wait_until_unavailable(chosen, message, timeout.total_seconds(), errors)
        chosen.gateway.expect(call.outcome)
        status = call.outcome.status
        logger.info(
            f"Session '{chosen.alias}': call {call.number} failed with {status}, as expected."
        )
        return status.message

    @keyword(tags=["Transfer"])
    def instance_has_come_back(self, name: str) -> None:
        """Notes that an instance which had gone was started again under its name.

        Sessions may then be served by it, and move to it, as if it had never been theirs.

        | Start Instance    cart-server-1
        | `Instance Has Come Back`    cart-server-1
        """
        for session in self._sessions:
            session.forget_instance(name)

    @keyword(tags=["Transfer", "Wait"])
    def wait_until_session_is_served(
        self, timeout: timedelta = timedelta(seconds=10), *, session: str | None = None
    ) -> str:
        """Makes calls until an instance answers; returns the instance's name.

        Until then, calls may fail with UNAVAILABLE, which a gateway that is gone causes, and with
        the codes in ``[unavailable]`` of the `description`; any other status fails at once.
        Fails when another instance answers than the session's own, if it has one.

        | `Start Gateway`
        | `Wait Until Session Is Served`    timeout=2s    session=Ada
        """
        chosen = self._sessions.get(session)
        call = wait_until_served(chosen, timeout.total_seconds())
        name = call.instance
        logger.info(f"Session '{chosen.alias}': call {call.number} was answered by '{name}'.")
        return name
