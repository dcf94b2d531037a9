"""A session's calls in the background, one after another, while a test does other things."""

import threading
from collections.abc import Sequence

from GrpcLibrary.outcome import LastOutcome

from .errors import ServiceFailure
from .session import Call, Session

# So many calls are made after it was asked to stop, so that they show how things are then.
LAST_CALLS = 5


class Caller:
    """Calls MyServiceEcho without a pause, over a channel of its own.

    It ends at the first call that fails: what comes later would say nothing new.
    """

    def __init__(self, session: Session):
        self.alias = session.alias
        gateway = session.gateway.at(session.gateway.address, LastOutcome())
        self._origin = session
        self._session = session.copy(f"{session.alias} in the background", gateway)
        self._calls: list[Call] = []
        self._error: BaseException | None = None
        self._first_call = threading.Event()
        self._asked_to_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self._session.alias, daemon=True)

    def start(self) -> None:
        """Begin to call, and return once the first call has ended."""
        self._thread.start()
        self._first_call.wait()

    def stop(self) -> None:
        """Make the last calls and end."""
        self._asked_to_stop.set()
        self._thread.join()
        self._session.gateway.close()

    def _run(self) -> None:
        left = LAST_CALLS
        try:
            while left > 0:
                left -= self._asked_to_stop.is_set()
                self._calls.append(self._session.call_echo())
                self._first_call.set()
                if self._calls[-1].response is None:
                    return
        except BaseException as err:  # raised again where the calls are judged
            self._error = err
        finally:
            self._first_call.set()

    def judge(self, moves: int) -> Sequence[str]:
        """Return the instances that served the session, in order.

        Fail unless each call was answered well, and the session has moved so often, each
        time to an instance that it had not left before.
        """
        if self._error is not None:
            raise self._error
        returned = frozenset(self._session.returned)
        for name in returned:
            self._session.forget_instance(name)
        path = list(filter(None, [self._session.instance]))
        for call in self._calls:
            if call.response is None:
                raise self._session.failure(call, "an answer")
            self._session.judge_answer(call)
            name = call.response.pod_name
            if path and name == path[-1]:
                continue
            if name in path and name not in returned:
                raise self._session.failure(call, f"no return to an instance before '{path[-1]}'")
            path.append(name)
        if len(path) - 1 != moves:
            raise ServiceFailure(
                f"Session '{self._session.alias}' moved {len(path) - 1} times in "
                f"{len(self._calls)} calls ({' to '.join(path)}), expected {moves}."
            )
        self._origin.follow(path)
        return path

    @property
    def calls(self) -> int:
        return len(self._calls)
