"""SessionLibrary/session.py: what a session sends, and what it knows after its calls."""

from dataclasses import replace
from typing import Any

import pytest
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import UsageError
from SessionLibrary.description import System
from SessionLibrary.kept import Kept
from SessionLibrary.session import Session


def test_new_session_has_no_instance_and_no_call(session: Session) -> None:
    assert (session.instance, session.instances, session.shut_down) == (None, [], [])
    assert session.calls == 0


def test_no_secret_and_no_gateway_is_shown(session: Session) -> None:
    shown = f"{session} {session!r}"
    assert "t0ken" not in shown
    assert "pa55word" not in shown
    assert "gateway" not in shown


def test_call_is_sent_with_the_sessions_id_and_token(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a")
    call = session.call("Hello!")
    sent: Any = gateway.sent[0]
    assert (sent.method, sent.request.value, sent.owner) == ("MyServiceEcho", "Hello!", "s1")
    assert sent.metadata == {"session-id": "s1", "authorization": "t0ken"}
    assert (call.number, call.value, call.instance) == (1, "Hello!", "a")
    assert call.response.client_value == "Hello!"


def test_session_without_a_token_sends_none(session: Session, gateway: ScriptedGateway) -> None:
    session.token = None
    gateway.answers("a")
    session.call()
    assert gateway.sent[0].metadata == {"session-id": "s1"}


def test_value_is_unlike_all_others_unless_it_is_given(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a")
    calls = [session.call(value) for value in (None, None, "", "given", None)]
    values = ["value 1", "value 2", "", "given", "value 5"]
    assert [call.value for call in calls] == values
    assert [call.response.client_value for call in calls] == values


def test_call_that_was_prepared_keeps_its_number(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a")
    first, second = session.prepare(), session.prepare()
    assert second().number == 2
    assert first().number == 1


def test_call_alone_changes_nothing_but_the_count(
    session: Session, gateway: ScriptedGateway
) -> None:
    gateway.answers("a")
    gateway.fails("UNAVAILABLE")
    assert session.call().instance == "a"
    failed = session.call()
    assert (failed.response, failed.instance) == (None, "")
    assert (session.instance, session.instances, session.calls) == (None, [], 2)


def test_call_that_cannot_be_made_counts_too(session: Session, gateway: ScriptedGateway) -> None:
    def refuse() -> None:
        raise UsageError("It cannot be sent.")

    gateway.on_call = refuse
    with pytest.raises(UsageError):
        session.call()
    assert session.calls == 1


def test_instances_are_noted_in_order_and_once(session: Session) -> None:
    for name in ("a", "a", "b", "a"):
        session.note_instance(name)
    assert (session.instance, session.instances) == ("a", ["a", "b"])


def test_instance_that_was_shut_down_no_longer_serves(session: Session) -> None:
    session.note_instance("a")
    session.note_shut_down("a")
    assert (session.instance, session.instances, session.shut_down) == (None, ["a"], ["a"])


def test_instance_that_has_come_back_was_never_the_sessions(session: Session) -> None:
    for name in ("a", "b"):
        session.note_instance(name)
        session.note_shut_down(name)
    session.note_instance("c")
    session.forget_instance("a")
    assert (session.instances, session.shut_down) == (["b", "c"], ["b"])
    session.forget_instance("c")
    assert session.instances == ["b", "c"], "it serves the session now"


def test_copy_knows_as_much_and_goes_its_own_way(
    session: Session, gateway: ScriptedGateway, system: System
) -> None:
    gateway.answers("a")
    session.call()
    session.note_instance("a")
    elsewhere = ScriptedGateway(system)
    elsewhere.answers("b")
    copy = session.copy("Ada directly", elsewhere)  # type: ignore[arg-type]
    assert (copy.alias, copy.id, copy.instances, copy.calls) == ("Ada directly", "s1", ["a"], 0)
    copy.call()
    copy.note_instance("b")
    assert elsewhere.sent[0].owner == "s1"
    assert (session.instances, session.calls) == (["a"], 1)
    session.forget_instance("x")
    assert copy.returned == {"x"}, "what has come back has done so for both"


def test_session_follows_a_copy(session: Session) -> None:
    session.note_instance("a")
    session.follow(["a", "b", "c"])
    assert (session.instance, session.instances) == ("c", ["a", "b", "c"])
    session.forget_instance("a")
    session.follow(["c", "a"])
    assert (session.instance, session.instances) == ("a", ["b", "c", "a"])


def test_what_the_gateway_hands_out_is_sent_back(system: System, session: Session) -> None:
    keep = ("x-served-by-token", "set-cookie")
    gateway = ScriptedGateway(replace(system, keep=keep, _rpcs={}))
    session.gateway, session.kept = gateway, Kept(keep)  # type: ignore[assignment]
    gateway.answers("a", metadata={"x-served-by-token": "one", "x-other": "not kept"})
    gateway.answers("a", metadata={"set-cookie": "place=7; Path=/; HttpOnly"})
    gateway.answers("a")
    for _ in range(3):
        session.call()
    kept = [sent.metadata.keys() - {"session-id", "authorization"} for sent in gateway.sent]
    assert kept == [set(), {"x-served-by-token"}, {"x-served-by-token", "cookie"}]
    assert gateway.sent[-1].metadata["x-served-by-token"] == "one"
    assert gateway.sent[-1].metadata["cookie"] == "place=7"
