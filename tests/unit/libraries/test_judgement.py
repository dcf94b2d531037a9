"""SessionLibrary/judgement.py: what a session's calls should come to, and what fails."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import CheckFailed, RpcFailed
from SessionLibrary.judgement import (
    Owners,
    judge_answer,
    judge_served,
    judge_shutdown,
    judge_stay,
)
from SessionLibrary.session import Call, Session

WHO = "Session 'Ada': call {}, {} at 'gateway:10000',"
COMMON = [("server_session_id", "s2"), ("client_session_id", "s2"), ("index", 1)]
CALL, SHUTDOWN = "MyServiceEcho", "MyServiceShutdown"

Judge = Callable[[Session, Call], None]


def state(session: Session) -> tuple[str | None, list[str], list[str], int]:
    return session.instance, session.instances, session.shut_down, session.calls


def serve(session: Session) -> Call:
    call = session.call()
    judge_served(session, call)
    return call


def shut_down(session: Session) -> Call:
    rpc = session.gateway.system.shutdown
    assert rpc is not None
    number, _ = session.next_call()
    call = session.send(rpc, number)
    judge_shutdown(session, call)
    return call


def test_answer_notes_its_instance(session: Session, gateway: ScriptedGateway) -> None:
    gateway.answers("a", "a", "b", "a")
    histories = []
    for _ in range(4):
        serve(session)
        histories.append((session.instance, list(session.instances)))
    assert histories == [("a", ["a"]), ("a", ["a"]), ("b", ["a", "b"]), ("a", ["a", "b"])]


@pytest.mark.parametrize("judge", [judge_answer, judge_served, judge_stay])
def test_failed_call_fails_by_its_status(
    session: Session, gateway: ScriptedGateway, judge: Judge
) -> None:
    gateway.answers("a")
    gateway.fails("INTERNAL", "session conflict")
    serve(session)
    call = session.call()
    with pytest.raises(RpcFailed) as caught:
        judge(session, call)
    assert str(caught.value) == (
        f"{WHO.format(2, CALL)} failed with INTERNAL 'session conflict', expected an answer."
    )
    assert caught.value.outcome is call.outcome
    assert caught.value.outcome.status.code is grpc.StatusCode.INTERNAL
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [*COMMON, ("client_value", "other"), ("server_value", ""), ("server_method", "Echo")],
)
def test_wrong_answer_fails_and_changes_nothing(
    session: Session, gateway: ScriptedGateway, field: str, wrong: Any
) -> None:
    gateway.answers("a")
    gateway.answers("b", **{field: wrong})
    serve(session)
    with pytest.raises(CheckFailed, match=rf" was answered by 'b' with '{field}' '{wrong}', ") as c:
        serve(session)
    assert len(c.value.outcomes) == 1
    assert state(session) == ("a", ["a"], [], 2)


def test_all_that_is_wrong_is_told_at_once(session: Session, gateway: ScriptedGateway) -> None:
    gateway.answers("a", client_value="other", index=7)
    with pytest.raises(CheckFailed) as caught:
        serve(session)
    assert str(caught.value) == (
        f"{WHO.format(1, CALL)} was answered by 'a' with 'client_value' 'other' and "
        f"'index' '7', expected 'value 1' and '0'."
    )


@pytest.mark.parametrize("act", [serve, shut_down])
def test_answer_that_names_no_instance_fails(
    session: Session, gateway: ScriptedGateway, act: Callable[[Session], Call]
) -> None:
    gateway.answers("a", "")
    serve(session)
    with pytest.raises(CheckFailed, match="with an empty 'pod_name', expected the name of an in"):
        act(session)
    assert state(session) == ("a", ["a"], [], 2)


def test_session_stays_on_the_instance_of_its_first_call(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a", "a", "b")
    for _ in range(2):
        judge_stay(session, session.call())
    call = session.call()
    with pytest.raises(CheckFailed) as caught:
        judge_stay(session, call, "call 3 of 5")
    assert str(caught.value) == (
        f"{WHO.format(3, CALL)} was answered by 'b', expected 'a' as before (call 3 of 5)."
    )
    assert caught.value.outcomes == (call.outcome,)


def test_shutdown_leaves_no_instance_and_notes_which_it_was(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a")
    serve(session)
    call = shut_down(session)
    assert (call.number, call.instance, gateway.sent[-1].method) == (2, "a", SHUTDOWN)
    assert state(session) == (None, ["a"], ["a"], 2)


def test_instances_are_shut_down_one_after_another(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a", "a", "b", "b")
    for _ in range(2):
        serve(session)
        shut_down(session)
    assert state(session) == (None, ["a", "b"], ["a", "b"], 4)


def test_refused_shutdown_fails_by_its_status(session: Session, gateway: ScriptedGateway) -> None:
    gateway.answers("a")
    gateway.fails("PERMISSION_DENIED", "Client session mismatch")
    serve(session)
    with pytest.raises(RpcFailed, match="PERMISSION_DENIED 'Client session mismatch', expected"):
        shut_down(session)
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize(("field", "wrong"), [*COMMON, ("server_method", "MyServiceEcho")])
def test_wrong_answer_of_a_shutdown_fails(
    session: Session, gateway: ScriptedGateway, field: str, wrong: Any
) -> None:
    gateway.answers("a")
    gateway.answers("a", **{field: wrong})
    serve(session)
    with pytest.raises(CheckFailed, match=rf" was answered by 'a' with '{field}' '{wrong}', "):
        shut_down(session)
    assert state(session) == ("a", ["a"], [], 2)


def test_shutdown_of_another_instance_fails(session: Session, gateway: ScriptedGateway) -> None:
    gateway.answers("a", "b")
    serve(session)
    with pytest.raises(CheckFailed) as caught:
        shut_down(session)
    assert str(caught.value) == (
        f"{WHO.format(2, SHUTDOWN)} was answered by 'b', expected 'a', the session's instance."
    )
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize("shut_down_before", [False, True])
def test_shutdown_without_an_instance_must_be_refused(
    session: Session, gateway: ScriptedGateway, shut_down_before: bool
) -> None:
    gateway.answers("a")
    if shut_down_before:
        serve(session)
        shut_down(session)
    known = state(session)[:3]
    with pytest.raises(CheckFailed, match="expected a refusal: no instance holds the session"):
        shut_down(session)
    assert state(session)[:3] == known


@pytest.mark.parametrize("judge", [judge_served, judge_stay])
def test_answer_of_an_instance_that_was_shut_down_fails(
    session: Session, gateway: ScriptedGateway, judge: Judge
) -> None:
    gateway.answers("a")
    serve(session)
    shut_down(session)
    call = session.call()
    with pytest.raises(CheckFailed) as caught:
        judge(session, call)
    assert str(caught.value) == (
        f"{WHO.format(3, CALL)} was answered by 'a', "
        "expected an instance that the session has not shut down."
    )
    assert state(session) == (None, ["a"], ["a"], 3)


def test_no_two_sessions_are_on_one_instance(session: Session, gateway: Any) -> None:
    gateway.answers("a", "b", "a")
    other = session.copy("Bob", gateway)
    owners = Owners()
    owners.claim(session, session.call())
    owners.claim(other, other.call())
    with pytest.raises(CheckFailed) as caught:
        owners.claim(other, other.call())
    assert str(caught.value) == (
        "Session 'Bob': call 2, MyServiceEcho at 'gateway:10000', was answered by 'a', "
        "expected another instance than that of 'Ada'."
    )
    assert list(owners.sessions) == ["a", "b"]
