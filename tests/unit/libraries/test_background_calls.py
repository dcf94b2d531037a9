"""SessionLibrary/background.py: calls in the background, how they end, and their judgement."""

import threading
from typing import Any

import pytest
from robot.api import logger
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from GrpcLibrary.keywords import Aliases
from SessionLibrary.background import LAST_CALLS, Caller
from SessionLibrary.bound import Bound, read_bound
from SessionLibrary.keywords import end_background_calls
from SessionLibrary.session import Session

NONE = read_bound("moves", 0)
ONE = read_bound("moves", 1)


def made(session: Session, *instances: str, after: str = "a") -> Caller:
    """Return a caller that was served by these instances in turn, and has ended."""
    gateway: Any = session.gateway
    session.note_instance(after)
    gateway.answers(*instances)
    called = threading.Event()
    gateway.on_call = lambda: called.set() if len(gateway.sent) >= len(instances) else None
    caller = Caller(session)
    caller.start()
    called.wait(10)
    caller.stop()
    return caller


def judged(caller: Caller, moves: int | str) -> str:
    """Return what the judgement comes to: the instances, or the failure."""
    try:
        return " ".join(caller.judge(read_bound("moves", moves)).instances)
    except CheckFailed as err:
        return str(err).partition(", expected ")[2] or str(err)


def test_calls_go_on_until_they_are_stopped(session: Session, gateway: ScriptedGateway) -> None:
    caller = made(session, "a", "a", "a")
    assert caller.calls >= 3 + LAST_CALLS - 1
    assert list(caller.judge(NONE).instances) == ["a"]
    assert gateway.is_closed


def test_stopped_calls_show_how_things_are_then(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    caller = Caller(session)
    caller.ask_to_stop()
    caller.start()
    caller.wait_for_first_call()
    caller.stop()
    assert caller.calls == LAST_CALLS


@pytest.mark.parametrize(
    ("moves", "verdict"),
    [
        (2, "a b c"),
        ("2", "a b c"),
        ("<=2", "a b c"),
        ("<3", "a b c"),
        (">1", "a b c"),
        (">= 2", "a b c"),
        ("==2", "a b c"),
        (0, "0."),
        (3, "3."),
        ("<2", "<2."),
        ("<= 1", "<=1."),
        (">2", ">2."),
    ],
)
def test_moves_are_counted(
    session: Session, gateway: ScriptedGateway, moves: int | str, verdict: str
) -> None:
    assert judged(made(session, "a", "b", "b", "c"), moves) == verdict


def test_number_of_moves_is_told(session: Session, gateway: ScriptedGateway) -> None:
    caller = made(session, "b", "c")
    with pytest.raises(CheckFailed) as caught:
        caller.judge(NONE)
    assert str(caught.value) == (
        f"Session 'Ada in the background' moved 2 times in {caller.calls} calls (a to b to c), "
        "expected 0."
    )
    assert len(caught.value.outcomes) == 2, "the calls that showed the moves"


def test_single_move_is_one_time(session: Session, gateway: ScriptedGateway) -> None:
    caller = made(session, "b")
    with pytest.raises(CheckFailed, match=r"' moved 1 time in \d+ calls \(a to b\), exp"):
        caller.judge(NONE)


def test_return_to_an_earlier_instance_is_no_move(
    session: Session, gateway: ScriptedGateway
) -> None:
    caller = made(session, "b", "a")
    with pytest.raises(CheckFailed) as caught:
        caller.judge(read_bound("moves", ">=0"))
    assert str(caught.value) == (
        "Session 'Ada in the background': call 2, MyServiceEcho at 'gateway:10000', was answered "
        "by 'a', expected no return to an instance before 'b'."
    )


def test_instance_that_has_come_back_may_be_returned_to(
    session: Session, gateway: ScriptedGateway
) -> None:
    caller = made(session, "b", "a")
    session.forget_instance("a")
    assert judged(caller, 2) == "a b a"


def test_failed_call_ends_the_calls_and_fails(session: Session, gateway: ScriptedGateway) -> None:
    gateway.answers("a")
    gateway.fails("UNAVAILABLE", "going away")
    caller = Caller(session)
    caller.start()
    caller.wait_for_first_call()
    caller.stop()
    assert caller.calls == 2
    with pytest.raises(RpcFailed, match=r"call 2, .*, failed with UNAVAILABLE 'going away', exp"):
        caller.judge(NONE)


def test_error_of_the_thread_is_raised_where_it_is_judged(
    session: Session, gateway: ScriptedGateway
) -> None:
    def refuse() -> None:
        raise UsageError("It cannot be sent.")

    gateway.on_call = refuse
    caller = Caller(session)
    caller.start()
    caller.wait_for_first_call()
    caller.stop()
    with pytest.raises(UsageError, match="It cannot be sent"):
        caller.judge(NONE)


def test_session_is_where_its_calls_have_led(session: Session, gateway: ScriptedGateway) -> None:
    made(session, "a", "b").judge(ONE)
    assert (session.instance, session.instances) == ("b", ["a", "b"])


@pytest.mark.parametrize("given", ["", "many", "1.5", "-1", "!=2", "<=", "1 to 2", "nan", 1.5])
def test_bound_that_is_none_is_refused(given: Any) -> None:
    with pytest.raises(UsageError) as caught:
        read_bound("moves", given)
    assert str(caught.value) == (
        f"'moves' should be a whole number or a bound such as '<=2', got '{given}'."
    )


def test_bound_reads_as_it_was_given() -> None:
    bounds: list[Bound] = [read_bound("moves", given) for given in (2, " <= 2 ", "==2")]
    assert list(map(str, bounds)) == ["2", "<=2", "==2"]


def test_calls_that_nobody_has_judged_are_told_by_a_warning(
    session: Session, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(logger, "warn", warnings.append)
    callers: Aliases[Any] = Aliases("caller", opener="Start Background Calls")
    end_background_calls(callers)
    assert warnings == []
    caller = made(session, "a")
    callers.add(caller)
    end_background_calls(callers)
    assert warnings == [
        f"Session 'Ada' made {caller.calls} calls in the background that were not judged: "
        "'Background Calls Should Succeed' does that."
    ]
    assert not list(callers)


def called_through(session: Session, gateway: Any, outage: float, *script: str) -> Caller:
    """Return a caller that has met all of the script: instances, or codes of failed calls."""
    session.note_instance("a")
    for one in script:
        gateway.fails(one, "away") if one.isupper() else gateway.answers(one)
    called = threading.Event()
    gateway.on_call = lambda: called.set() if len(gateway.sent) >= len(script) else None
    caller = Caller(session, outage)
    caller.start()
    called.wait(10)
    caller.stop()
    return caller


def test_calls_may_fail_for_a_time(session: Session, gateway: ScriptedGateway) -> None:
    caller = called_through(session, gateway, 10, "a", "UNAVAILABLE", "DEADLINE_EXCEEDED", "a")
    result = caller.judge(NONE)
    assert (result.moves, result.outage.calls) == (0, 2)
    assert 0 < result.outage.seconds < 10
    assert result.calls == caller.calls >= 4


def test_calls_that_fail_for_too_long_fail(session: Session, gateway: ScriptedGateway) -> None:
    caller = called_through(session, gateway, 0.001, "a", "UNAVAILABLE", "UNAVAILABLE", "a")
    with pytest.raises((CheckFailed, RpcFailed)) as caught:
        caller.judge(NONE)
    assert caught.value.outcomes


def test_other_codes_are_no_outage(session: Session, gateway: ScriptedGateway) -> None:
    caller = called_through(session, gateway, 10, "a", "UNKNOWN", "a")
    with pytest.raises(RpcFailed, match=r"call 2, .*, failed with UNKNOWN 'away', expected an an"):
        caller.judge(NONE)


def test_calls_that_still_fail_at_the_end_fail(session: Session, gateway: ScriptedGateway) -> None:
    caller = called_through(session, gateway, 0.3, "a", "UNAVAILABLE")
    with pytest.raises(RpcFailed, match=r"failed with UNAVAILABLE 'away', expected an answer\.$"):
        caller.judge(NONE)


def test_stopped_calls_go_on_until_the_gateway_answers_again(
    session: Session, gateway: ScriptedGateway
) -> None:
    session.note_instance("a")
    failures = LAST_CALLS + 1
    for _ in range(failures):
        gateway.fails("UNAVAILABLE", "away")
    gateway.answers("a")
    caller = Caller(session, outage=10)
    caller.ask_to_stop()
    caller.start()
    caller.stop()
    assert caller.calls == failures + LAST_CALLS
    assert caller.judge(NONE).outage.calls == failures
