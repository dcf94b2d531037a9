"""ReportLibrary/timeline.py: the order of what happened, transfers, ends, the failing call."""

import pytest
from stories import STEP_SECONDS, Story

from ReportLibrary.steps import Transfer, began, ended_part, short_method_name
from ReportLibrary.timeline import Timeline
from StackLibrary.events import Event


def moves(timeline: Timeline) -> list[tuple[str, str, str, float]]:
    return [tuple(transfer)[1:-1] for transfer in timeline.transfers]


def test_steps_come_in_the_order_in_which_they_ended() -> None:
    story = Story().call("a").event("a", "killed").fail()
    story.evidence.entries.reverse()
    kinds = [type(step).__name__ for step in story.tell().steps]
    assert kinds == ["RecordedCall", "Event", "RecordedCall"]


def test_session_that_stays_has_no_transfer() -> None:
    assert moves(Story().login().call("a", times=3).tell()) == []


def test_transfer_stands_before_the_call_that_shows_it() -> None:
    timeline = Story().call("a").call("b").tell()
    assert [type(step) for step in timeline.steps][1] is Transfer
    assert timeline.steps[1].at == timeline.steps[2].at


@pytest.mark.parametrize("what", ["killed", "stopped", "paused", "disconnected"])
def test_transfer_takes_as_long_as_its_instance_was_gone(what: str) -> None:
    timeline = Story().call("a").event("a", what).fail(times=2).call("b").tell()
    assert moves(timeline) == [("s1", "a", "b", 3 * STEP_SECONDS)]


def test_transfer_after_a_shutdown_counts_from_its_answer() -> None:
    timeline = Story().call("a").shutdown("a").call("b").tell()
    assert moves(timeline) == [("s1", "a", "b", STEP_SECONDS)]


def test_transfer_from_an_instance_that_nobody_saw_go_counts_from_its_last_answer() -> None:
    timeline = Story().call("a").fail().call("b").tell()
    assert moves(timeline) == [("s1", "a", "b", 2 * STEP_SECONDS)]


def test_each_session_has_its_own_transfers() -> None:
    story = Story().call("a", session="s1").call("b", session="s2").shutdown("a", session="s1")
    timeline = story.call("c", session="s1").call("b", session="s2").tell()
    assert [(move.owner, move.destination) for move in timeline.transfers] == [("s1", "c")]
    assert timeline.owners == [("session", "s1"), ("session", "s2")]


def test_session_that_comes_back_has_moved_twice() -> None:
    timeline = Story().call("a").call("b").call("a").tell()
    assert [(move.origin, move.destination) for move in timeline.transfers] == [
        ("a", "b"),
        ("b", "a"),
    ]


def test_what_earlier_tests_have_seen_is_known() -> None:
    story = Story().call("a").shutdown("a")
    assert story.tell().gone_before == frozenset()
    second = story.call("b").tell()
    assert second.gone_before == {"a"}
    assert moves(second) == [("s1", "a", "b", STEP_SECONDS)]


def test_instance_that_was_brought_back_is_not_gone() -> None:
    story = Story().call("a").event("a", "killed").event("a", "started")
    story.tell()
    assert story.call("a").tell().gone_before == frozenset()


def test_instance_that_ended_unseen_is_found() -> None:
    story = Story().call("a").shutdown("a")
    story.evidence.exited += ["a", "b"]
    found = story.tell().steps[-1]
    assert isinstance(found, Event)
    assert (found.part, found.what) == ("b", "found exited")


def test_instances_are_those_of_the_stack_and_those_that_were_seen() -> None:
    story = Story(["a", "b"]).login().call("x").event("y", "killed").event("gateway", "stopped")
    assert story.tell().instances == ["a", "b", "x", "y"]


def test_instance_that_a_session_left_is_one_of_them() -> None:
    story = Story([]).call("a")
    story.tell()
    assert story.call("b").tell().instances == ["a", "b"]


def test_refused_shutdown_ends_nothing() -> None:
    story = Story()
    story.call("", rpc="MyServiceShutdown")
    assert ended_part(story.tell().steps[0]) == ""


def test_call_and_transfer_begin_before_they_end() -> None:
    steps = Story().call("a", duration=0.125).call("b").tell().steps
    assert [step.at - began(step) for step in steps] == [0.125, STEP_SECONDS, 0.125]


def test_failing_calls_are_those_that_failures_are_about() -> None:
    story = Story().call("a", failure="Call 1.").call("a").stream("message", "a", failure="Third.")
    timeline = story.fail().stream_end("a", "INTERNAL", 1, failure="Its end.").tell()
    assert timeline.failing == [timeline.steps[index] for index in (0, 2, 4)]
    assert [timeline.failure(step) for step in timeline.steps[:3]] == ["Call 1.", "", "Third."]


def test_steps_without_an_outcome_are_never_failing() -> None:
    story = Story().event("a", "killed").stream("opened").call("a").call("b")
    timeline = story.tell()
    assert [timeline.failure(step) for step in timeline.steps] == [""] * 5


def test_error_is_expected_unless_the_test_failed_because_of_it() -> None:
    story = Story().fail(is_expected=True).fail(is_expected=True, failure="Too late.")
    timeline = story.call("a", is_expected=True).fail().tell()
    assert [timeline.is_expected(call) for call in timeline.calls] == [True, False, False, False]
    assert timeline.errors(timeline.calls) == [timeline.calls[1], timeline.calls[3]]


def test_connections_have_no_transfers() -> None:
    timeline = Story().connection(target="a:1").connection(target="b:1").tell()
    assert timeline.transfers == []
    assert timeline.owners == [("connection", "guide")]
    assert timeline.servers == []


def test_gateway_is_where_sessions_call_unless_it_is_an_instance() -> None:
    timeline = Story(["a"]).call("", target="x:1").call("a", target="a:1").tell()
    assert timeline.evidence.gateways == {"x:1"}
    assert not Story([]).connection().tell().has_gateway
    assert Story([]).event("gateway", "stopped").connection().tell().has_gateway


@pytest.mark.parametrize(
    ("service", "method", "short"),
    [
        ("/my_service.MyServiceAPI", "MyServiceEcho", "Echo"),
        ("/my_service.MyServiceAPI", "Login", "Login"),
        ("/Greeter", "GreetAll", "GreetAll"),
        ("/a.b.Shop", "Shop", "Shop"),
        ("/a.Shop", "ShopList", "List"),
        ("/a.Shop", "Shopping", "Shopping"),
        ("/a.shop", "get", "get"),
    ],
)
def test_short_name_of_a_method(service: str, method: str, short: str) -> None:
    (call,) = Story().call(service=service, rpc=method).tell().calls
    assert short_method_name(call) == short
