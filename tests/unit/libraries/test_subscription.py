"""SessionLibrary/subscription.py: what a stream must bring, on a clock of the tests' own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import grpc
import pytest
from library_runs import Clock
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from SessionLibrary import subscription
from SessionLibrary.session import Session
from SessionLibrary.subscription import Subscription

WHO = "Session 'Ada': call {}, MyServiceSubscribe at 'gateway:10000',"
UNAVAILABLE = grpc.StatusCode.UNAVAILABLE


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(subscription, "time", clock)
    return clock


@pytest.fixture
def opened(session: Session) -> Subscription:
    return Subscription.open(session, "news", "Hello!")


def fails_with(act: Callable[[], Any], kind: type[AssertionError]) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


def test_opening_sends_what_the_description_says(
    session: Session, gateway: ScriptedGateway, opened: Subscription
) -> None:
    sent: Any = gateway.sent[0]
    assert (sent.method, sent.request.value, sent.owner) == ("MyServiceSubscribe", "Hello!", "s1")
    assert sent.metadata == {"session-id": "s1", "authorization": "t0ken"}
    assert (opened.number, opened.received, session.calls) == (1, 0, 1)


def test_system_without_streams_is_told(session: Session, gateway: ScriptedGateway) -> None:
    gateway.system = replace(gateway.system, stream=None, _rpcs={})
    with pytest.raises(UsageError) as caught:
        Subscription.open(session, "news")
    assert str(caught.value) == "The description of 'my_service' has no section [stream]."
    assert session.calls == 0


def test_messages_count_and_tell_where_the_session_is(
    session: Session, gateway: ScriptedGateway, opened: Subscription
) -> None:
    gateway.answers("a", "a")
    for _ in range(2):
        opened.next_message(1)
    assert (opened.received, opened.instance) == (2, "a")
    assert (session.instance, session.instances) == ("a", ["a"])


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [("index", 7, 1), ("client_value", "x", "Hello!"), ("server_session_id", "s2", "s1")],
)
def test_wrong_message_fails(
    gateway: ScriptedGateway, opened: Subscription, field: str, wrong: Any, right: Any
) -> None:
    gateway.answers("a")
    gateway.answers("a", **{field: wrong})
    opened.next_message(1)
    assert fails_with(lambda: opened.next_message(1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'a' with '{field}' '{wrong}', expected '{right}'."
    )
    assert opened.received == 1


def test_stray_message_fails(gateway: ScriptedGateway, opened: Subscription) -> None:
    gateway.answers("a", "b")
    opened.next_message(1)
    assert fails_with(lambda: opened.next_message(1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'b', expected 'a' as before (message 1)."
    )


def test_end_where_a_message_should_be_fails(
    gateway: ScriptedGateway, opened: Subscription
) -> None:
    gateway.fails("UNAVAILABLE", "going away")
    assert fails_with(lambda: opened.next_message(1), RpcFailed) == (
        f"{WHO.format(1)} failed with UNAVAILABLE 'going away', expected message 0."
    )


def test_silence_fails(opened: Subscription) -> None:
    assert fails_with(lambda: opened.next_message(0.1), CheckFailed) == (
        f"{WHO.format(1)} brought 0 messages, expected one more message within 0.100 s."
    )


def test_messages_come_in_their_time(
    session: Session, gateway: ScriptedGateway, opened: Subscription, clock: Clock
) -> None:
    gateway.answers(*["a"] * 4)
    opened.next_message(1)
    gateway.on_call = lambda: clock.sleep(0.97)  # a timer that fires a little early
    opened.receive_in_time(2, interval=1)
    clock.now = 2.0
    gateway.on_call = lambda: clock.sleep(0.5)
    assert fails_with(lambda: opened.receive_in_time(1, interval=1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'a', expected message 3 1 s after the one before, and "
        "it came 0.500 s earlier."
    )


def test_messages_that_come_too_seldom_fail(
    gateway: ScriptedGateway, opened: Subscription, clock: Clock
) -> None:
    gateway.answers(*["a"] * 5)
    opened.next_message(1)
    gateway.on_call = lambda: clock.sleep(1)  # ten times the interval that is asked for
    assert fails_with(lambda: opened.receive_in_time(4, interval=0.1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'a', expected message 2 0.1 s after the one before, and "
        "it came 1.8 s later than that."
    )


def test_one_of_several_ends_will_do(gateway: ScriptedGateway, opened: Subscription) -> None:
    gateway.fails("INTERNAL", "reset")
    wanted = [UNAVAILABLE, grpc.StatusCode.INTERNAL]
    assert opened.wait_for_end(wanted, 1).outcome.status.code is grpc.StatusCode.INTERNAL


@pytest.mark.parametrize("messages", [0, 3])
def test_end_is_judged_after_what_comes_before(
    gateway: ScriptedGateway, opened: Subscription, messages: int
) -> None:
    gateway.answers(*["a"] * messages)
    gateway.fails("UNAVAILABLE", "going away")
    call = opened.wait_for_end([UNAVAILABLE], 1)
    assert call.outcome.status.message == "going away"
    assert opened.received == messages


@pytest.mark.parametrize(
    ("code", "message", "kind", "seen"),
    [
        ("INTERNAL", "no", RpcFailed, "failed with INTERNAL 'no'"),
        ("UNAVAILABLE", "", CheckFailed, "failed with UNAVAILABLE with an empty message"),
        ("OK", "", CheckFailed, "ended with OK"),
    ],
)
def test_other_end_fails(
    gateway: ScriptedGateway,
    opened: Subscription,
    code: str,
    message: str,
    kind: type[AssertionError],
    seen: str,
) -> None:
    gateway.fails(code, message)
    assert fails_with(lambda: opened.wait_for_end([UNAVAILABLE], 1), kind) == (
        f"{WHO.format(1)} {seen}, expected UNAVAILABLE and a message."
    )


def test_stream_that_goes_on_for_too_long_fails(
    gateway: ScriptedGateway, opened: Subscription, clock: Clock
) -> None:
    gateway.answers(*["a"] * 100)
    gateway.on_call = lambda: clock.sleep(0.3)
    assert fails_with(lambda: opened.wait_for_end([UNAVAILABLE], 1), CheckFailed) == (
        f"{WHO.format(1)} brought 4 messages, expected its end within 1.000 s."
    )


@pytest.mark.parametrize("act", ["wait_for_end", "wait_for_move"])
def test_silence_is_told_with_the_whole_timeout(
    gateway: ScriptedGateway, opened: Subscription, clock: Clock, act: str
) -> None:
    gateway.answers("a")
    gateway.on_call = lambda: clock.sleep(0.6)
    waits = {
        "wait_for_end": lambda: opened.wait_for_end([UNAVAILABLE], 1),
        "wait_for_move": lambda: opened.wait_for_move(1),
    }
    opened.session.note_instance("a")
    opened.next_message(1)
    wanted = {"wait_for_end": "its end", "wait_for_move": "messages from another instance"}
    gateway.answers("a")
    assert fails_with(waits[act], CheckFailed) == (
        f"{WHO.format(1)} brought 2 messages, expected {wanted[act]} within 1.000 s."
    )


@pytest.mark.parametrize("counts_anew", [False, True])
def test_stream_goes_on_elsewhere_and_counts_on_or_anew(
    session: Session, gateway: ScriptedGateway, opened: Subscription, counts_anew: bool
) -> None:
    gateway.answers("a", "a", "a")
    gateway.answers("b", **({"index": 0} if counts_anew else {}))
    gateway.answers("b", index=1 if counts_anew else 4)
    opened.next_message(1)
    assert opened.wait_for_move(1) == "b"
    opened.next_message(1)
    assert (session.instance, session.instances) == ("b", ["a", "b"])


def test_move_to_an_earlier_instance_is_none(
    session: Session, gateway: ScriptedGateway, opened: Subscription
) -> None:
    session.note_instance("z")
    gateway.answers("a", "z")
    opened.next_message(1)
    assert fails_with(lambda: opened.wait_for_move(1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'z', expected 'a' as before (message 1)."
    )


def test_new_subscription_elsewhere_begins_elsewhere(
    session: Session, gateway: ScriptedGateway
) -> None:
    session.note_instance("a")
    opened = Subscription.open(session, "news")
    gateway.answers("a")
    assert fails_with(lambda: opened.wait_for_move(1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'a', expected an instance that has never served the "
        "session."
    )


@pytest.mark.parametrize("late", [0.0, 0.9, 3.0])
def test_new_subscription_elsewhere_whose_first_message_is_seen_late_is_in_time(
    session: Session, gateway: ScriptedGateway, clock: Clock, late: float
) -> None:
    session.note_instance("a")
    opened = Subscription.open(session, "news")
    gateway.answers("b", "b", "b", "b")
    gateway.on_call = lambda: clock.sleep(late)
    opened.wait_for_move(5)
    due = [1.0, 2.0]  # seconds after the opening, at the instance
    gateway.on_call = lambda: clock.sleep(max(0.0, due.pop(0) - clock.now))
    opened.receive_in_time(2, interval=1)
    clock.now = 2.5
    gateway.on_call = lambda: None
    assert fails_with(lambda: opened.receive_in_time(1, interval=1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'b', expected message 3 1 s after the one before, and "
        "it came 0.500 s earlier."
    )


def test_wrong_message_after_a_move_fails(gateway: ScriptedGateway, opened: Subscription) -> None:
    gateway.answers("a")
    gateway.answers("b", index=5)
    opened.next_message(1)
    assert fails_with(lambda: opened.wait_for_move(1), CheckFailed) == (
        f"{WHO.format(1)} was answered by 'b' with 'index' '5', expected '1'."
    )


def test_stream_that_does_not_move_fails(
    gateway: ScriptedGateway, opened: Subscription, clock: Clock
) -> None:
    gateway.answers(*["a"] * 100)
    gateway.on_call = lambda: clock.sleep(0.3)
    opened.next_message(1)
    assert fails_with(lambda: opened.wait_for_move(1), CheckFailed) == (
        f"{WHO.format(1)} brought 5 messages, expected messages from another instance within "
        "1.000 s."
    )
