"""MyServiceLibrary/session.py: what a session knows after each kind of call."""

from typing import Any

import grpc
import pytest

from GrpcLibrary.outcome import GrpcError, RpcFailed
from MyServiceLibrary.errors import ServiceFailure
from MyServiceLibrary.session import Session

WHO = "Session 'Ada': call {}, {} at 'gateway:10000',"
COMMON = [("server_session_id", "s2"), ("client_session_id", "s2"), ("index", 1)]


def state(session: Session) -> tuple[str | None, list[str], list[str], int]:
    return session.instance, session.instances, session.shut_down, session.calls


def test_new_session_has_no_instance_and_no_call(session: Session) -> None:
    assert state(session) == (None, [], [], 0)


def test_neither_token_nor_gateway_is_shown(session: Session) -> None:
    assert "t0ken" not in f"{session} {session!r}"
    assert "gateway" not in repr(session)


def test_echo_is_sent_with_the_sessions_id_and_token(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    call = session.echo("Hello!")
    assert gateway.calls == [("echo", "s1", "t0ken", "Hello!")]
    assert (call.number, call.value, call.response.client_value) == (1, "Hello!", "Hello!")


def test_value_is_unlike_all_others_unless_it_is_given(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    for value in (None, None, "", "given", None):
        session.echo(value)
    assert [call[-1] for call in gateway.calls] == ["value 1", "value 2", "", "given", "value 5"]


def test_answer_notes_its_instance(session: Session, gateway: Any) -> None:
    gateway.answers("a", "a", "b", "a")
    histories = []
    for _ in range(4):
        session.echo()
        histories.append((session.instance, list(session.instances)))
    assert histories == [("a", ["a"]), ("a", ["a"]), ("b", ["a", "b"]), ("a", ["a", "b"])]
    assert session.calls == 4


def test_failed_echo_counts_and_changes_nothing_else(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    gateway.fails("INTERNAL", "session conflict")
    session.echo()
    with pytest.raises(RpcFailed) as caught:
        session.echo()
    assert str(caught.value) == (
        f"{WHO.format(2, 'MyServiceEcho')} failed with INTERNAL 'session conflict', "
        "expected an answer."
    )
    assert caught.value.outcome.status.code is grpc.StatusCode.INTERNAL
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [*COMMON, ("client_value", "other"), ("server_value", ""), ("server_method", "Echo")],
)
def test_wrong_echo_counts_and_changes_nothing_else(
    session: Session, gateway: Any, field: str, wrong: Any
) -> None:
    gateway.answers("a")
    gateway.answers("b", **{field: wrong})
    session.echo()
    with pytest.raises(ServiceFailure, match=rf" was answered by 'b' with '{field}' '{wrong}', "):
        session.echo()
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize("method", ["echo", "shut_instance_down"])
def test_answer_of_nobody_counts_and_changes_nothing_else(
    session: Session, gateway: Any, method: str
) -> None:
    gateway.answers("a", "")
    session.echo()
    with pytest.raises(ServiceFailure, match="with an empty 'pod_name', expected the name of"):
        getattr(session, method)()
    assert state(session) == ("a", ["a"], [], 2)


def test_call_that_is_not_judged_changes_only_the_count(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    gateway.fails("UNAVAILABLE")
    assert session.call_echo().response.pod_name == "a"
    assert session.call_echo().response is None
    assert state(session) == (None, [], [], 2)


def test_call_that_cannot_be_made_counts_too(session: Session, gateway: Any) -> None:
    def refuse() -> None:
        raise GrpcError("It cannot be sent.")

    gateway.on_call = refuse
    for method in (session.echo, session.shut_instance_down):
        with pytest.raises(GrpcError):
            method()
    assert state(session) == (None, [], [], 2)


def test_shutdown_leaves_no_instance_and_notes_which_it_was(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    session.echo()
    call = session.shut_instance_down()
    assert (call.number, call.response.pod_name) == (2, "a")
    assert gateway.calls[-1] == ("shutdown", "s1", "t0ken")
    assert state(session) == (None, ["a"], ["a"], 2)


def test_instances_are_shut_down_one_after_another(session: Session, gateway: Any) -> None:
    gateway.answers("a", "a", "b", "b")
    for _ in range(2):
        session.echo()
        session.shut_instance_down()
    assert state(session) == (None, ["a", "b"], ["a", "b"], 4)


def test_failed_shutdown_counts_and_changes_nothing_else(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    gateway.fails("PERMISSION_DENIED", "Client session mismatch")
    session.echo()
    with pytest.raises(RpcFailed, match="PERMISSION_DENIED 'Client session mismatch', expected"):
        session.shut_instance_down()
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize(("field", "wrong"), [*COMMON, ("server_method", "MyServiceEcho")])
def test_wrong_shutdown_counts_and_changes_nothing_else(
    session: Session, gateway: Any, field: str, wrong: Any
) -> None:
    gateway.answers("a")
    gateway.answers("a", **{field: wrong})
    session.echo()
    with pytest.raises(ServiceFailure, match=rf" was answered by 'a' with '{field}' '{wrong}', "):
        session.shut_instance_down()
    assert state(session) == ("a", ["a"], [], 2)


def test_shutdown_of_another_instance_fails(session: Session, gateway: Any) -> None:
    gateway.answers("a", "b")
    session.echo()
    with pytest.raises(ServiceFailure) as caught:
        session.shut_instance_down()
    assert str(caught.value) == (
        f"{WHO.format(2, 'MyServiceShutdown')} was answered by 'b', "
        "expected 'a', the session's instance."
    )
    assert state(session) == ("a", ["a"], [], 2)


@pytest.mark.parametrize("shut_down_before", [False, True])
def test_shutdown_without_an_instance_must_be_refused(
    session: Session, gateway: Any, shut_down_before: bool
) -> None:
    gateway.answers("a")
    if shut_down_before:
        session.echo()
        session.shut_instance_down()
    known = state(session)[:3]
    with pytest.raises(ServiceFailure, match="expected a refusal: no instance holds the session"):
        session.shut_instance_down()
    assert state(session)[:3] == known


def test_echo_of_an_instance_that_was_shut_down_fails(session: Session, gateway: Any) -> None:
    gateway.answers("a")
    session.echo()
    session.shut_instance_down()
    with pytest.raises(ServiceFailure) as caught:
        session.echo()
    assert str(caught.value) == (
        f"{WHO.format(3, 'MyServiceEcho')} was answered by 'a', "
        "expected an instance that the session has not shut down."
    )
    assert (session.instances, session.shut_down, session.calls) == (["a"], ["a"], 3)
