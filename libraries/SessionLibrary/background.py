"""A session's calls in the background, one after another, while a test does other things."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

from GrpcLibrary.errors import CheckFailed
from GrpcLibrary.pace import PACE_SECONDS

from .bound import Bound
from .judgement import failure, judge_living
from .session import Call, Session
from .unavailable import can_be_tried_again

# Answered calls that are made after it was asked to stop: they show how things are then.
LAST_CALLS = 5


class Outage(NamedTuple):
    """Calls that failed while failures were allowed.

    `seconds` is the time from the beginning of the first to the end of the last.
    """

    calls: int = 0
    seconds: float = 0.0


class BackgroundResult(NamedTuple):
    """What a session's calls in the background came to.

    `instances` are those that served it, in order, and `moves` how often it has moved.
    """

    alias: str
    calls: int
    instances: Sequence[str]
    moves: int
    outage: Outage


class Caller:
    """Calls without a pause, over a channel of its own.

    It ends at the first call that fails, as what comes later would say nothing new, unless
    failures are allowed for a time.
    """

    def __init__(self, session: Session, outage: float = 0.0):
        """`outage` is for how many seconds calls may fail, from the first to the last."""
        self.alias = session.alias
        self._origin = session
        self._outage = outage
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

    @property
    def calls(self) -> int:
        return len(self._calls)

    def _run(self) -> None:
        left = LAST_CALLS
        pause = threading.Event()
        try:
            while left > 0:
                is_last = self._asked_to_stop.is_set()
                self._calls.append(self._session.call())
                self._first_call.set()
                if self._calls[-1].response is not None:
                    left -= is_last
                elif _outage(self._calls).seconds >= self._outage:
                    return
                else:
                    pause.wait(PACE_SECONDS)  # as a client that tries again
        except BaseException as err:  # raised again where the calls are judged
            self._error = err
        finally:
            self._first_call.set()

    def judge(self, moves: Bound) -> BackgroundResult:
        """Fail unless each call was answered well, and the session has moved that often.

        It may move to an instance that it has left before only where that was started again.
        Calls may have failed because no instance or no gateway was there, for as long as
        that is allowed, but not at the end.
        """
        if self._error is not None:
            raise self._error
        returned = frozenset(self._session.returned)
        for name in returned:
            self._session.forget_instance(name)
        path = list(filter(None, [self._session.instance]))
        moved: list[Call] = []
        for call in self._calls:
            is_last = call is self._calls[-1]
            if call.response is None and not is_last and self._is_allowed(call):
                continue
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
        outage = self._judge_outage()
        self._origin.follow(path)
        return BackgroundResult(self.alias, self.calls, path, len(moved), outage)

    def _is_allowed(self, call: Call) -> bool:
        return self._outage > 0 and can_be_tried_again(self._session, call)

    def _judge_outage(self) -> Outage:
        outage = _outage(self._calls)
        if outage.seconds > self._outage:
            raise CheckFailed(
                f"Session '{self._session.alias}': {outage.calls} of {self.calls} calls failed, "
                f"for {outage.seconds:.3f} s from the first to the last, expected at most "
                f"{self._outage:g} s.",
                *(call.outcome for call in self._calls if call.response is None),
            )
        return outage


def _outage(calls: Sequence[Call]) -> Outage:
    failed = [call.outcome for call in calls if call.response is None]
    if not failed:
        return Outage()
    first = failed[0].ended - failed[0].duration
    return Outage(len(failed), failed[-1].ended - first)
