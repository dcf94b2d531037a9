"""Callers.py, which judges how sessions move, fails where one does not move as it should."""

from collections.abc import Iterator

import Callers
import pytest
from library_runs import ScriptedGateway
from robot.api import Failure

from SessionLibrary.session import Session


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callers.Callers]:
    monkeypatch.setattr(Callers, "LIMIT_SECONDS", 1)
    monkeypatch.setattr(Callers, "AFTERWARDS", 10)
    judge = Callers.Callers()
    yield judge
    judge.end_calls()


def test_session_that_moves_once_is_fine(
    judge: Callers.Callers, gateway: ScriptedGateway, session: Session
) -> None:
    gateway.answers("one", "one", "two")
    judge.call_all_the_time(session)
    judge.calls_should_move_without_an_error("Kill")


@pytest.mark.parametrize(
    ("instances", "failures", "message"),
    [
        (["one"], 0, r"^The session was served by \['one'\] within 1 s, expected 2 instances\.$"),
        (["one", "two"], 2, r"^2 calls failed, expected none; the first: UNAVAILABLE 'gone'\.$"),
        (["one", "two", "one"], 0, r"^The session went \['one', 'two', 'one'\], expected it to"),
    ],
)
def test_session_that_does_not_fails(
    judge: Callers.Callers,
    gateway: ScriptedGateway,
    session: Session,
    instances: list[str],
    failures: int,
    message: str,
) -> None:
    first, *others = instances
    gateway.answers(first)
    gateway.fails("UNAVAILABLE", "gone", times=failures)
    gateway.answers(*others)
    judge.call_all_the_time(session)
    with pytest.raises(Failure, match=message):
        judge.calls_should_move_without_an_error("Kill")
