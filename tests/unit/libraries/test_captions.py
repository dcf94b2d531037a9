"""ReportLibrary/captions.py and texts.py: what the picture says, exactly."""

from datetime import datetime

import pytest
from stories import START, Story

from ReportLibrary.captions import (
    ANSWER_WIDTH,
    BOLD,
    LABEL_CHARACTERS,
    Captions,
)
from ReportLibrary.folding import Row, fold
from ReportLibrary.texts import count, duration, fit, width_of
from ReportLibrary.timeline import Timeline


def said(timeline: Timeline) -> list[tuple[str, str, str]]:
    captions = Captions(timeline)
    return [
        (captions.time(row), captions.label(row), captions.answer(row)) for row in fold(timeline)
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00004, "0.0 ms"),
        (0.0011, "1.1 ms"),
        (0.9994, "999.4 ms"),
        (1, "1.00 s"),
        (75.5, "75.50 s"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 calls"), (1, "1 call"), (10_000, "10,000 calls")]
)
def test_count(number: int, text: str) -> None:
    assert count(number, "call") == text


@pytest.mark.parametrize("text", ["W" * 99, "i" * 99, "東" * 99, "some words " * 9])
def test_text_is_cut_to_a_width(text: str) -> None:
    assert fit(text, width_of(text)) == text
    cut = fit(text, 100)
    assert cut.endswith("…")
    assert 80 < width_of(cut) <= 100


def test_rows_of_a_transfer() -> None:
    story = Story().login().call("a", times=2).shutdown("a").call("b", duration=0.0625)
    assert said(story.fail(message="no instance").tell()) == [
        ("0.125 s", "Login", "OK, 125.0 ms"),
        ("0.375 s", "Echo × 2", "all a, p50 125.0 ms, p99 125.0 ms"),
        ("0.875 s", "Shutdown", "a, 125.0 ms"),
        ("", "transfer", "a → b, 250.0 ms"),
        ("1.125 s", "Echo", "b, 62.5 ms"),
        ("1.375 s", "Echo", "UNAVAILABLE 'no instance', 125.0 ms"),
    ]


def test_failed_calls_that_are_alike_have_their_code() -> None:
    assert said(Story().fail("INTERNAL", "conflict", times=3).tell()) == [
        ("0.125 s", "Echo × 3", "INTERNAL, p50 125.0 ms, p99 125.0 ms")
    ]


def test_sessions_are_named_where_there_are_several() -> None:
    story = Story().call("a", session="robot-20261124-033603-942c935c").call("b", session="s2")
    story.evidence.aliases["s2"] = "Ada"
    assert [label for _, label, _ in said(story.tell())] == ["…942c935c, Echo", "Ada, Echo"]


def test_sessions_in_one_row_are_counted() -> None:
    story = Story()
    for number in range(1500):
        story.call("a", session=f"s{number}")
    assert [label for _, label, _ in said(story.tell())] == ["1,500 sessions, Echo × 1,500"]


def test_transfers_in_one_row_have_the_longest() -> None:
    story = Story()
    for instance in "ab":
        for number in range(61):
            story.call(instance, session=f"s{number}")
    assert said(story.tell())[1] == (
        "",
        "61 sessions, transfer × 61",
        "a → b, p50 15.25 s, max 15.25 s",
    )


def test_events_are_named_by_their_part() -> None:
    story = Story().event("gateway", "stopped").event("b", "started").call()
    assert [row[1:] for row in said(story.tell())][:2] == [
        ("gateway stopped", ""),
        ("b started", ""),
    ]


def test_rows_of_a_stream() -> None:
    story = Story().stream("opened").stream("message", "a").stream("message", "a")
    assert [row[1:] for row in said(story.stream_end("a", "UNAVAILABLE", 2).tell())] == [
        ("Subscribe opened", ""),
        ("Subscribe message × 2", "all a"),
        ("Subscribe ended", "a, 2 messages, UNAVAILABLE, 125.0 ms"),
    ]


def test_each_row_has_the_time_of_its_end() -> None:
    rows = said(Story().stream("opened").call("b").stream_end("", "INTERNAL", 0).tell())
    assert [row[0] for row in rows] == ["0.000 s", "0.250 s", "0.500 s"]
    assert rows[-1][2] == "INTERNAL, 125.0 ms"


def test_rows_are_in_the_order_of_their_times_however_long_calls_take() -> None:
    story = Story()
    for number in range(90):
        story.call("abc"[number % 3], session=f"s{number % 7}", duration=number % 5)
        if number % 30 == 29:
            story.event("a", "paused")
    times = [float(time.removesuffix(" s")) for time, _, _ in said(story.tell()) if time]
    assert len(times) > 10
    assert times == sorted(times)


def test_call_without_a_session_id_says_so() -> None:
    story = Story().fail("UNAUTHENTICATED", session="").call("a")
    assert [label for _, label, _ in said(story.tell())] == ["no session, Echo", "s1, Echo"]


def test_cut_row_says_what_it_holds() -> None:
    timeline = Story().call("a").fail().call("b").tell()
    captions = Captions(timeline)
    row = Row(timeline.steps, is_cut=True)
    assert captions.label(row) == "… 4 steps …"
    assert captions.answer(row) == "OK 2, UNAVAILABLE 1; 1 transfer after 500.0 ms"
    events = Story().event("a", "paused").tell()
    assert Captions(events).answer(Row(events.steps, is_cut=True)) == "no call; no transfer"


@pytest.mark.parametrize("failure", ["", "Wrong."])
@pytest.mark.parametrize("instance", ["", "a", "instance-" * 20])
@pytest.mark.parametrize("code", ["INTERNAL", "FAILED_PRECONDITION"])
def test_status_and_duration_are_told_however_long_all_else_is(
    failure: str, instance: str, code: str
) -> None:
    story = Story().call(instance, code=code, message="w" * 200, messages=3, failure=failure)
    ((_, _, answer),) = said(story.tell())
    assert width_of(answer) <= ANSWER_WIDTH / (BOLD if failure else 1)
    assert answer.endswith(", 125.0 ms")
    assert f"3 messages, {code}" in answer


def test_number_of_calls_is_told_however_long_their_names_are() -> None:
    story = Story().call(rpc="Get" + "Something" * 10, times=1234).call(session="s2")
    ((_, label, _), *_) = said(story.tell())
    assert label.endswith("… × 1,234")
    assert len(label) == LABEL_CHARACTERS


@pytest.mark.parametrize(
    ("failure", "note"),
    [
        ("", ""),
        ("Call 1 failed, expected OK.", "The test failed here: expected OK."),
        ("It said ', expected x', expected y.", "The test failed here: expected y."),
        ("It was wrong.", "The test failed here: It was wrong."),
        (f"It failed, expected {'w' * 9999}.", f"The test failed here: expected {'w' * 490}…"),
        ("It moved 2 times, expected 0.", "The test failed here: It moved 2 times, expected 0."),
    ],
)
def test_note_says_what_was_expected(failure: str, note: str) -> None:
    timeline = Story().fail(failure=failure).tell()
    (row,) = fold(timeline)
    assert Captions(timeline).note(row) == note


def test_note_of_many_calls_says_how_many_of_them() -> None:
    timeline = Story().call(failure="Wrong, expected OK.", times=2).call().tell()
    row = Row(timeline.steps, is_cut=True)
    expected = "The test failed at 2 steps of these: expected OK."
    assert Captions(timeline).note(row) == expected


def test_expected_error_says_so() -> None:
    story = Story().fail("NOT_FOUND", "none", is_expected=True)
    assert said(story.tell())[0][2] == "NOT_FOUND 'none', 125.0 ms, as expected"


def test_rows_of_a_connection() -> None:
    story = Story([]).connection(service="/Greeter", rpc="GreetAll", times=2)
    story.connection("other", code="NOT_FOUND", message="no place")
    assert [row[1:] for row in said(story.tell())] == [
        ("guide, GreetAll × 2", "OK, p50 125.0 ms, p99 125.0 ms"),
        ("other, GetPlace", "NOT_FOUND 'no place', 125.0 ms"),
    ]


def test_what_has_no_room_is_said_in_full() -> None:
    story = Story().call("instance-" * 20, session="alias-" * 20).call("a", session="s2")
    timeline = story.tell()
    captions = Captions(timeline)
    row = fold(timeline)[0]
    assert len(captions.label(row)) <= LABEL_CHARACTERS
    assert ANSWER_WIDTH - 20 < width_of(captions.answer(row)) <= ANSWER_WIDTH
    assert ("alias-" * 20) in captions.full(row)
    assert ("instance-" * 20) in captions.full(row)


def test_full_sentence_has_the_time_of_day() -> None:
    timeline = Story().call("a").event("a", "killed").tell()
    moment = time_of_day(START + 0.125)
    assert Captions(timeline).full(Row([timeline.steps[0]])) == f"{moment} s1, Echo: a, 125.0 ms."
    killed = Captions(timeline).full(Row([timeline.steps[1]]))
    assert killed.endswith(" a killed.")


def time_of_day(at: float) -> str:
    return datetime.fromtimestamp(at).isoformat(" ", "milliseconds")


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            Story().call("a"),
            "1 call of 1 session, answered by 1 instance; no transfer; "
            "0 errors that the client saw.",
        ),
        (
            Story().call("a").shutdown("a").call("b"),
            "3 calls of 1 session, answered by 2 instances; 1 transfer after 250.0 ms; "
            "0 errors that the client saw.",
        ),
        (
            Story()
            .call("a")
            .call("b")
            .call("a", session="s2")
            .fail()
            .fail("INTERNAL")
            .call("c", times=2),
            "7 calls of 2 sessions, answered by 3 instances; 2 transfers, the longest after "
            "1.00 s; 2 errors that the client saw (UNAVAILABLE 1, INTERNAL 1).",
        ),
        (
            Story().call("a").fail("NOT_FOUND", is_expected=True),
            "2 calls of 1 session, answered by 1 instance; no transfer; "
            "0 errors that the client saw, and 1 that the test expected (NOT_FOUND 1).",
        ),
        (
            Story([]).connection(times=3).connection("other", target="server:2"),
            "4 calls of 2 connections, to 2 servers; 0 errors that the client saw.",
        ),
        (
            Story().call("a").connection(),
            "2 calls of 1 session and 1 connection, answered by 1 instance and to 1 other "
            "server; no transfer; 0 errors that the client saw.",
        ),
        (
            Story().connection(target="a:1"),
            "1 call of 1 connection, to the gateway or its instances; "
            "0 errors that the client saw.",
        ),
    ],
    ids=["quiet", "transfer", "errors", "expected", "connections", "both", "gateway alone"],
)
def test_summary(story: Story, sentence: str) -> None:
    assert Captions(story.tell()).summary() == sentence


def test_alternative_text_tells_the_turns_and_not_each_call() -> None:
    story = Story().login().call("a", times=5).event("a", "killed").call("b", times=5)
    text = Captions(story.fail(failure="Wrong.").tell()).alternative()
    assert text.startswith("Sequence diagram. 12 calls of 1 session, ")
    for turn in ("a killed.", "s1, transfer: a → b, 250.0 ms.", "s1, Echo: UNAVAILABLE, 125.0 ms."):
        assert turn in text
    assert "Login" not in text


def test_alternative_text_tells_what_failed_however_late() -> None:
    story = Story()
    for _ in range(50):
        story.event("a", "killed").event("a", "started")
    text = Captions(story.fail(failure="It failed, expected OK.").tell()).alternative()
    assert "UNAVAILABLE, 125.0 ms. The test failed here: expected OK. And 71 more turns." in text


def test_alternative_text_has_an_end() -> None:
    story = Story()
    for _ in range(500):
        story.event("a", "killed").event("a", "started")
    text = Captions(story.call().tell()).alternative()
    assert text.endswith("And 970 more turns.")
