"""MyService's word for a call."""

from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases
from GrpcLibrary.messages import Answer
from SessionLibrary.keywords import make_call
from SessionLibrary.session import Session


class EchoKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Call", "Assertion"])
    def echo_with_session(self, value: str | None = None, *, session: str | None = None) -> Answer:
        """Makes one MyServiceEcho and returns its answer, as `Call With Session` does.

        Without a ``value``, one is sent that no other call of the session has. Fails unless
        the call is answered, each of the answer's seven fields fits what was sent, and the
        instance that answers is not one that the session has shut down. The fields are
        ``client_value``, ``server_value``, ``pod_name`` (the instance), ``server_session_id``,
        ``client_session_id``, ``index`` and ``server_method``.

        | ${answer} =    `Echo With Session`    Hello!
        | Log    Answered by ${answer.pod_name}.
        """
        return make_call(self._sessions.get(session), value)
