"""SessionLibrary/watch.py: how long a session is watched, on a clock of the tests' own."""

from typing import Any

import pytest
from library_runs import Clock

from GrpcLibrary import pace
from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from SessionLibrary import watch
from SessionLibrary.judgement import judge_served
from SessionLibrary.session import Session
from SessionLibrary.watch import (
    Watch,
    wait_for_transfer,
    wait_until_served,
    wait_until_unavailable,
)

AT_ONCE = 0
ECHO = "MyServiceEcho at 'gateway:10000',"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (watch, pace):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def settled(session: Session, gateway: Any) -> Session:
    """A session that instance 'a' has answered once."""
    gateway.answers("a")
    judge_served(session, session.call())
    gateway.sent.clear()
    return session


def let_calls_take(seconds: float, gateway: Any, clock: Clock) -> None:
    gateway.on_call = lambda: clock.sleep(seconds)


def test_at_once_means_a_single_call(session: Session, gateway: Any, clock: Clock) -> None:
    gateway.answers("a")
    assert len(list(Watch(session, AT_ONCE))) == len(gateway.sent) == 1
    assert clock.now == 0


@pytest.mark.parametrize(("timeout", "calls"), [(0.05, 1), (0.15, 2), (1.05, 11), (10.05, 101)])
def test_calls_go_on_at_a_steady_pace_until_the_limit(
    session: Session, gateway: Any, clock: Clock, timeout: float, calls: int
) -> None:
    gateway.answers("a")
    seen = Watch(session, timeout)
    assert [call.number for call in seen] == list(range(1, calls + 1))
    assert seen.calls == calls
    assert clock.now == seen.seconds <= timeout


def test_slow_calls_are_fewer(session: Session, gateway: Any, clock: Clock) -> None:
    gateway.answers("a")
    let_calls_take(0.4, gateway, clock)
    assert len(list(Watch(session, 1.05))) == 3
    assert clock.now == pytest.approx(1.4)


def test_call_that_ends_after_the_limit_is_late(
    session: Session, gateway: Any, clock: Clock
) -> None:
    gateway.answers("a")
    let_calls_take(0.4, gateway, clock)
    seen = Watch(session, 1.05)
    assert [seen.is_late for _ in seen] == [False, False, True]
    assert seen.describe() == "within 1.05 s (this was call 3, after 1.4 s)"


def test_single_call_is_never_late(session: Session, gateway: Any, clock: Clock) -> None:
    gateway.answers("a")
    let_calls_take(5, gateway, clock)
    seen = Watch(session, AT_ONCE)
    assert [seen.is_late for _ in seen] == [False]
    assert seen.describe() == "at once"


@pytest.mark.parametrize("timeout", [-0.001, -1])
def test_limit_before_the_start_is_refused(session: Session, timeout: float) -> None:
    with pytest.raises(UsageError) as caught:
        Watch(session, timeout)
    assert str(caught.value) == f"'timeout' should be 0 or more, got '{timeout:g} s'."


def test_transfer_at_once_is_told(settled: Session, gateway: Any) -> None:
    gateway.answers("b")
    assert wait_for_transfer(settled, AT_ONCE, 0) == ("a", "b", 0, 1, 0)
    assert (settled.instance, settled.instances) == ("b", ["a", "b"])


def test_transfer_is_told_with_what_it_took(settled: Session, gateway: Any) -> None:
    gateway.fails("UNAVAILABLE", times=2)
    gateway.answers("a", "b")
    move = wait_for_transfer(settled, 1, 2)
    assert (move.origin, move.destination) == ("a", "b")
    assert (move.calls, move.errors) == (4, 2)
    assert move.seconds == pytest.approx(0.3)


def test_session_that_stays_is_watched_until_the_limit(settled: Session, gateway: Any) -> None:
    with pytest.raises(CheckFailed) as caught:
        wait_for_transfer(settled, 1.05, 0)
    assert str(caught.value) == (
        f"Session 'Ada': call 12, {ECHO} was answered by 'a', expected an answer from an "
        "instance other than 'a' within 1.05 s (this was call 11, after 1.0 s)."
    )
    assert len(gateway.sent) == 11


@pytest.mark.parametrize("errors", [0, 1, 3])
def test_one_error_too_many_ends_the_watch(settled: Session, gateway: Any, errors: int) -> None:
    gateway.fails("UNAVAILABLE", "going away")
    with pytest.raises(
        RpcFailed, match=rf"at most {errors} failed calls \(there were {errors + 1}"
    ):
        wait_for_transfer(settled, 60, errors)
    assert len(gateway.sent) == errors + 1
    assert (settled.instance, settled.instances) == ("a", ["a"])


def test_late_transfer_fails_although_it_is_noted(
    settled: Session, gateway: Any, clock: Clock
) -> None:
    gateway.answers("b")
    let_calls_take(1.5, gateway, clock)
    with pytest.raises(CheckFailed, match=r"answered by 'b', .* 1 s \(this was call 1, after"):
        wait_for_transfer(settled, 1, 0)
    assert settled.instances == ["a", "b"]


def test_wrong_answer_on_the_way_fails(settled: Session, gateway: Any) -> None:
    gateway.answers("b", index=1)
    with pytest.raises(CheckFailed, match="answered by 'b' with 'index' '1', expected '0'"):
        wait_for_transfer(settled, 10, 10)
    assert settled.instances == ["a"]


def test_move_back_to_an_earlier_instance_is_none(settled: Session, gateway: Any) -> None:
    gateway.answers("b", "a")
    wait_for_transfer(settled, AT_ONCE, 0)
    with pytest.raises(CheckFailed, match="other than 'a' and 'b' at once"):
        wait_for_transfer(settled, AT_ONCE, 0)


@pytest.mark.parametrize("code", ["UNAVAILABLE", "RESOURCE_EXHAUSTED"])
def test_unavailability_is_told_by_the_call(session: Session, gateway: Any, code: str) -> None:
    gateway.answers("a", "a")
    gateway.fails(code, "all instances are busy")
    call = wait_until_unavailable(session, None, 1)
    assert (call.number, call.outcome.status.message) == (3, "all instances are busy")


def test_answers_are_borne_until_the_limit_and_no_longer(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    with pytest.raises(CheckFailed, match=r"_EXHAUSTED within 1\.05 s \(this was call 11, "):
        wait_until_unavailable(session, None, 1.05)
    assert len(gateway.sent) == 11


@pytest.mark.parametrize(
    ("code", "message", "failure"),
    [
        ("INTERNAL", "backend service unavailable", RpcFailed),
        ("DEADLINE_EXCEEDED", "backend service unavailable", RpcFailed),
        ("UNAVAILABLE", "Socket closed", CheckFailed),
        ("UNAVAILABLE", "", CheckFailed),
    ],
)
def test_first_failure_decides(
    session: Session, gateway: Any, code: str, message: str, failure: type[AssertionError]
) -> None:
    gateway.fails(code, message)
    gateway.fails("UNAVAILABLE", "backend service unavailable")
    with pytest.raises(failure, match=f"^Session 'Ada': call 1, {ECHO} failed with {code} "):
        wait_until_unavailable(session, None, 10)
    assert len(gateway.sent) == 1


@pytest.mark.parametrize("pattern", ["going AWAY", "^shard 3", "3.is", r"\bis\b"])
def test_message_is_searched_without_regard_to_case_and_lines(
    session: Session, gateway: Any, pattern: str
) -> None:
    gateway.fails("UNAVAILABLE", "Shard 3\nis Going Away")
    assert wait_until_unavailable(session, pattern, AT_ONCE).number == 1


def test_bad_arguments_are_refused_before_any_call(settled: Session, gateway: Any) -> None:
    for wrong in (
        lambda: wait_for_transfer(settled, 1, -1),
        lambda: wait_for_transfer(settled, -1, 1),
        lambda: wait_until_unavailable(settled, "(", 1),
        lambda: wait_until_unavailable(settled, None, -1),
    ):
        with pytest.raises(UsageError):
            wrong()
    assert gateway.sent == []


def test_session_without_an_instance_has_nothing_to_leave(session: Session, gateway: Any) -> None:
    with pytest.raises(UsageError, match="has had no instance yet that it could leave"):
        wait_for_transfer(session, 1, 0)
    assert gateway.sent == []


def test_session_is_waited_for_while_no_instance_is_there(settled: Session, gateway: Any) -> None:
    gateway.fails("UNAVAILABLE", times=2)
    gateway.fails("RESOURCE_EXHAUSTED")
    gateway.answers("a")
    assert wait_until_served(settled, 1).number == 5


def test_session_that_waits_is_served_by_its_own_instance(settled: Session, gateway: Any) -> None:
    gateway.fails("UNAVAILABLE")
    gateway.answers("b")
    with pytest.raises(CheckFailed, match="was answered by 'b', expected 'a' as before"):
        wait_until_served(settled, 1)


def test_session_that_waits_has_no_patience_for_other_statuses(
    session: Session, gateway: Any
) -> None:
    gateway.fails("INTERNAL", "no")
    with pytest.raises(RpcFailed, match=r"failed with INTERNAL 'no', expected an answer within 9"):
        wait_until_served(session, 9)
    assert len(gateway.sent) == 1


def test_session_that_is_served_too_late_fails(
    session: Session, gateway: Any, clock: Clock
) -> None:
    gateway.answers("a")
    let_calls_take(2, gateway, clock)
    with pytest.raises(CheckFailed) as caught:
        wait_until_served(session, 1)
    assert str(caught.value) == (
        f"Session 'Ada': call 1, {ECHO} was answered by 'a', expected an answer within 1 s "
        "(this was call 1, after 2.0 s)."
    )
