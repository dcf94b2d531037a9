"""ReportLibrary/timeline.py: the order of what happened, transfers, ends, the failing call."""

import pytest
from stories import STEP_SECONDS, Story

from ReportLibrary.timeline import Timeline, Transfer, began, put_out
from StackLibrary.events import Event


def moves(timeline: Timeline) -> list[tuple[str, str, str, float]]:
    return [tuple(transfer)[1:] for transfer in timeline.transfers]


def test_steps_come_in_the_order_in_which_they_ended() -> None:
    story = Story().call("a").event("a", "killed").fail()
    story.record.entries.reverse()
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
    assert [(move.session_id, move.destination) for move in timeline.transfers] == [("s1", "c")]
    assert timeline.sessions == ["s1", "s2"]


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
    story.record.exited += ["a", "b"]
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
    assert put_out(story.tell().steps[0]) == ""


def test_call_and_transfer_begin_before_they_end() -> None:
    steps = Story().call("a", duration=0.125).call("b").tell().steps
    assert [step.at - began(step) for step in steps] == [0.125, STEP_SECONDS, 0.125]


def test_failing_call_is_the_one_that_the_message_quotes() -> None:
    story = Story().call("a", failure="Call 1 is wrong.").call("a", failure="Call 2 is wrong.")
    message = "Several failures occurred:\n\n1) Call 1 is wrong.\n\n2) Something else."
    timeline = story.call("a").tell(message)
    assert timeline.failing is timeline.steps[0]


def test_failing_call_is_the_last_one_with_a_status_that_the_message_names() -> None:
    story = Story().fail("UNAVAILABLE").fail("INTERNAL").call("a")
    timeline = story.tell("'Login' failed with INTERNAL 'session conflict', expected OK.")
    assert timeline.failing is timeline.steps[1]


@pytest.mark.parametrize("message", ["", "Instance 'a' is still running after 5 s."])
def test_test_that_failed_at_no_call_has_no_failing_call(message: str) -> None:
    assert Story().fail("UNAVAILABLE").call("a", failure="Wrong.").tell(message).failing is None
