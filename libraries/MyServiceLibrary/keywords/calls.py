"""Keywords that make one call, or several that must come to the same."""

from google.protobuf.message import Message
from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases, check_whole

from ..errors import UsageError
from ..session import Call, Session


class CallKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Call", "Assertion"])
    def echo_with_session(self, value: str | None = None, *, session: str | None = None) -> Message:
        """Makes one MyServiceEcho and returns its response.

        Without a ``value``, one is sent that no other call of the session has. Fails unless
        the call is answered, each of the answer's seven fields fits what was sent, and the
        instance that answers is none that the session has shut down. The fields are
        ``client_value``, ``server_value``, ``pod_name`` (the instance), ``server_session_id``,
        ``client_session_id``, ``index`` and ``server_method``.

        | ${answer} =    `Echo With Session`    Hello!
        | Log    Answered by ${answer.pod_name}.
        """
        chosen = self._sessions.get(session)
        call = chosen.echo(value)
        log_answer(chosen, call)
        return call.outcome.response  # type: ignore[return-value]  # echo() fails without one

    @keyword(tags=["Call", "Assertion"])
    def session_should_stay_on_instance(self, calls: int = 2, *, session: str | None = None) -> str:
        """Makes MyServiceEcho calls that the same instance must answer; returns its name.

        That is the instance which answered the session's latest call or, where there is
        none yet, the first of these calls.
        """
        check_whole(calls=calls)
        chosen = self._sessions.get(session)
        own = chosen.instance
        if calls < (1 if own else 2):
            raise UsageError(
                f"'calls' should be at least {1 if own else 2} to see whether session "
                f"'{chosen.alias}' stays on its instance, got '{calls}'."
            )
        for number in range(1, calls + 1):
            call = chosen.echo()
            own = own or call.response.pod_name
            if call.response.pod_name != own:
                raise chosen.failure(call, f"'{own}' as before (call {number} of {calls})")
        logger.info(f"Session '{chosen.alias}' stayed on '{own}' for {calls} calls.")
        return str(own)

    @keyword(tags=["Call", "Assertion"])
    def shutdown_instance(self, *, session: str | None = None) -> Message:
        """Makes one MyServiceShutdown and returns its response.

        Fails unless the session's own instance answers and each field fits.
        """
        chosen = self._sessions.get(session)
        call = chosen.shut_instance_down()
        log_answer(chosen, call)
        return call.outcome.response  # type: ignore[return-value]


def log_answer(session: Session, call: Call) -> None:
    outcome = call.outcome
    logger.info(
        f"Session '{session.alias}': call {call.number}, {outcome.method.rpartition('/')[2]}, "
        f"was answered by '{call.response.pod_name}' after {outcome.duration * 1000:.1f} ms."
    )
