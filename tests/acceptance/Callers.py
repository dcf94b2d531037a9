"""Calls that go on while an instance is broken, and what their client sees of that."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from robot.api import Failure
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from SessionLibrary.session import Session

PACE_SECONDS = 0.01
LIMIT_SECONDS = 20
AFTERWARDS = 100  # calls after the move, by when health checks have noticed, too


class Answer(NamedTuple):
    at: float
    instance: str
    error: str


class Caller(threading.Thread):
    """Echoes without end, in a session that is open."""

    def __init__(self, session: Session):
        super().__init__(daemon=True)
        self._session = session
        self._end = threading.Event()
        self.answers: list[Answer] = []

    def run(self) -> None:
        while not self._end.wait(PACE_SECONDS):
            call = self._session.call("")
            status = call.outcome.status
            error = "" if status.is_ok else str(status)
            self.answers.append(Answer(time.monotonic(), call.instance, error))

    def stop(self) -> None:
        self._end.set()
        self.join()

    @property
    def moves(self) -> list[str]:
        """The instances that have answered, in order."""
        served = [answer.instance for answer in self.answers if answer.instance]
        return [one for before, one in zip(["", *served], served, strict=False) if one != before]

    @property
    def gap(self) -> float:
        """Seconds from the last answer of the first instance to the first of the next one."""
        first, second, *_ = self.moves
        lost = max(answer.at for answer in self.answers if answer.instance == first)
        found = min(answer.at for answer in self.answers if answer.instance == second)
        return found - lost


@library(scope="SUITE", auto_keywords=False)
class Callers:
    def __init__(self) -> None:
        self._caller: Caller | None = None
        self._rows: list[tuple[str, int, int, str]] = []

    @keyword
    def call_all_the_time(self, session: Session) -> None:
        """Calls in the session from now on, and waits for the first answer."""
        self._caller = Caller(session)
        self._caller.start()
        self._wait_for_moves(1)

    @keyword
    def calls_should_move_without_an_error(self, means: str) -> None:
        """Waits until another instance answers, ends the calls and judges all of them."""
        caller = self._running()
        self._wait_for_moves(2)
        self._wait_for_calls(len(caller.answers) + AFTERWARDS)
        caller.stop()
        errors = [answer.error for answer in caller.answers if answer.error]
        self._rows.append((means, len(caller.answers), len(errors), f"{caller.gap:.2f} s"))
        if errors:
            raise Failure(f"{len(errors)} calls failed, expected none; the first: {errors[0]}.")
        if len(caller.moves) != 2:
            raise Failure(f"The session went {caller.moves}, expected it to move once.")

    @keyword
    def end_calls(self) -> None:
        if self._caller is not None:
            self._caller.stop()

    @keyword
    def show_table_of_moves(self, title: str) -> None:
        """Puts it where the log and the report begin."""
        heads = ("=means=", "=calls=", "=errors that the client saw=", "=served again after=")
        table = [f"| {' | '.join(map(str, row))} |" for row in (heads, *self._rows)]
        BuiltIn().set_suite_metadata(title, "\n".join(table))

    def _wait_for_moves(self, number: int) -> None:
        caller = self._running()
        if not _wait_until(lambda: len(caller.moves) >= number):
            raise Failure(
                f"The session was served by {caller.moves} within {LIMIT_SECONDS} s, "
                f"expected {number} instances."
            )

    def _wait_for_calls(self, number: int) -> None:
        caller = self._running()
        if not _wait_until(lambda: len(caller.answers) >= number):
            raise Failure(f"The calls hang after {len(caller.answers)} of {number}.")

    def _running(self) -> Caller:
        assert self._caller is not None, "'Call All The Time' starts it"
        return self._caller


def _wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PACE_SECONDS)  # another thread goes on calling, and tells nobody
    return True
