"""A session's calls in the background, one after another, while a test does other things."""

import threading
from collections.abc import Sequence

from GrpcLibrary.errors import CheckFailed

from .bound import Bound
from .judgement import failure, judge_living
from .session import Call, Session

# Calls that are made after it was asked to stop: they show how things are then.
LAST_CALLS = 5


class Caller:
    """Calls without a pause, over a channel of its own.

    It ends at the first call that fails: what comes later would say nothing new.
    """

    def __init__(self, session: Session):
        self.alias = session.alias
        self._origin = session
        self._session = session.copy(
            f"{session.alias} in the background", session.gateway.in_background()
        )
        self._calls: list[Call] = []
        self._error: BaseException | None = None
        self._first_call = threading.Event()
        self._asked_to_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self._session.alias, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait_for_first_call(self) -> None:
        """Return once the first call has ended; it has a deadline."""
        self._first_call.wait()

    def ask_to_stop(self) -> None:
        self._asked_to_stop.set()

    def stop(self) -> None:
        """Make the last calls and end."""
        self.ask_to_stop()
        self._thread.join()
        self._session.gateway.close()

    def _run(self) -> None:
        left = LAST_CALLS
        try:
            while left > 0:
                left -= self._asked_to_stop.is_set()
                self._calls.append(self._session.call())
                self._first_call.set()
                if self._calls[-1].response is None:
                    return
        except BaseException as err:  # raised again where the calls are judged
            self._error = err
        finally:
            self._first_call.set()

    def judge(self, moves: Bound) -> Sequence[str]:
        """Return the instances that served the session, in order.

        Fail unless each call was answered well, and the session has moved that often, each
        time to an instance that it had not left before.
        """
        if self._error is not None:
            raise self._error
        returned = frozenset(self._session.returned)
        for name in returned:
            self._session.forget_instance(name)
        path = list(filter(None, [self._session.instance]))
        moved: list[Call] = []
        for call in self._calls:
            judge_living(self._session, call)
            if path and call.instance == path[-1]:
                continue
            if call.instance in path and call.instance not in returned:
                expected = f"no return to an instance before '{path[-1]}'"
                raise failure(self._session, call, expected)
            if path:
                moved.append(call)
            path.append(call.instance)
        if not moves.fits(len(moved)):
            times = "1 time" if len(moved) == 1 else f"{len(moved)} times"
            raise CheckFailed(
                f"Session '{self._session.alias}' moved {times} in "
                f"{len(self._calls)} calls ({' to '.join(path)}), expected {moves}.",
                *(call.outcome for call in moved),
            )
        self._origin.follow(path)
        return path

    @property
    def calls(self) -> int:
        return len(self._calls)
