"""ReportLibrary/folding.py: how many rows come of how many steps, and what they hold."""

import pytest
from stories import Story

from ReportLibrary.folding import MAX_FAILING_ROWS, MAX_ROWS, Row, fold
from ReportLibrary.timeline import Timeline


def sizes(rows: list[Row]) -> list[int]:
    return [len(row.steps) for row in rows]


def steps_of(rows: list[Row]) -> list[int]:
    return [id(step) for row in rows for step in row.steps]


def interleaved(sessions: int, times: int, story: Story | None = None) -> Story:
    story = story or Story()
    for _ in range(times):
        for number in range(sessions):
            story.call("abc"[number % 3], session=f"s{number}")
    return story


def test_calls_that_follow_each_other_are_one_row_where_they_are_alike() -> None:
    rows = fold(Story().login().call("a", times=48).shutdown("a").call("b", times=2).tell())
    assert sizes(rows) == [1, 48, 1, 1, 2]
    assert [len(row.calls) for row in rows] == [1, 48, 1, 0, 2]


@pytest.mark.parametrize(
    "other",
    [
        Story().call("a").call("a", session="s2"),
        Story().call("a").call("a", rpc="MyServiceShutdown"),
        Story().fail("INTERNAL").fail("UNAVAILABLE"),
        Story().event("a", "paused").event("a", "paused"),
    ],
    ids=["session", "method", "code", "event"],
)
def test_what_is_not_alike_is_not_one_row(other: Story) -> None:
    assert sizes(fold(other.tell())) == [1, 1]


def test_little_is_not_folded_more_than_needed() -> None:
    assert len(fold(interleaved(sessions=3, times=20).tell())) == 60


def test_sessions_that_call_in_turn_are_folded_between_landmarks() -> None:
    story = interleaved(3, times=30).event("a", "killed")
    rows = fold(interleaved(3, times=30, story=story).tell())
    assert sizes(rows) == [30, 30, 30, 1, 30, 30, 30]


def test_order_across_a_landmark_is_kept() -> None:
    story = interleaved(3, times=30).shutdown("a", session="s0")
    story.call("b", session="s0")
    rows = fold(interleaved(3, times=30, story=story).tell())
    methods = [row.calls[0].method.rpartition("/")[2] if row.calls else "" for row in rows]
    shutdown = methods.index("MyServiceShutdown")
    assert sizes(rows[:shutdown]) == [30, 30, 30]


def test_many_sessions_are_folded_into_one() -> None:
    rows = fold(interleaved(sessions=100, times=5).tell())
    assert sizes(rows) == [170, 165, 165]


def test_transfers_of_many_sessions_are_folded() -> None:
    story = interleaved(sessions=90, times=1).event("a", "killed")
    for number in range(90):
        story.call("bbc"[number % 3], session=f"s{number}")
    rows = fold(story.tell())
    assert sizes(rows) == [30, 30, 30, 1, 30, 60, 30]


def test_ten_thousand_calls_have_at_most_sixty_rows() -> None:
    story = Story()
    for number in range(2000):
        story.call("abc"[number % 3], times=4).event("abc"[number % 3], "killed").fail()
        story.event("abc"[number % 3], "started")
    timeline = story.tell()
    rows = fold(timeline)
    assert len(rows) <= MAX_ROWS
    assert sum(len(row.calls) for row in rows) == 10_000
    assert [row.is_cut for row in rows].count(True) == 1


def failing_in_the_middle(number: int) -> Timeline:
    story = Story()
    for turn in range(200):
        story.call("a", failure="Wrong." if turn == number else "").event("a", "killed")
    return story.tell()


@pytest.mark.parametrize("number", [0, 20, 100, 199])
def test_failing_call_has_a_row_of_its_own_wherever_it_is(number: int) -> None:
    timeline = failing_in_the_middle(number)
    rows = fold(timeline)
    assert len(rows) <= MAX_ROWS
    (failing,) = timeline.failing
    assert [list(row.steps) for row in rows if failing in row.steps] == [[failing]]


def test_failing_call_is_not_folded_with_those_like_it() -> None:
    story = Story().call("a", times=5).call("a", failure="Wrong.").call("a", times=3)
    assert sizes(fold(story.tell())) == [5, 1, 3]


@pytest.mark.parametrize(
    "timeline",
    [
        interleaved(3, 40).tell(),
        interleaved(100, 5).tell(),
        interleaved(100, 1, Story().event("a", "killed")).tell(),
        failing_in_the_middle(100),
    ],
    ids=["between landmarks", "all sessions", "transfers", "cut"],
)
def test_nothing_gets_lost_or_doubled(timeline: Timeline) -> None:
    assert sorted(steps_of(fold(timeline))) == sorted(id(step) for step in timeline.steps)


def failing(number: int) -> Story:
    """A story in which every other call made the test fail, each of its own kind."""
    story = Story()
    for turn in range(number):
        story.call(session=f"s{turn}", failure="Wrong.").call(session=f"s{turn}")
    return story


def test_each_failing_call_has_a_row_of_its_own() -> None:
    story = failing(10)
    for turn in range(200):
        story.call("abc"[turn % 3], session=f"t{turn}")
    timeline = story.tell()
    rows = fold(timeline)
    assert len(rows) <= MAX_ROWS
    assert [len(row.steps) for row in rows if any(map(timeline.failure, row.steps))] == [1] * 10


def test_many_failing_calls_share_rows_with_each_other_alone() -> None:
    timeline = failing(500).tell()
    rows = fold(timeline)
    shares = [{timeline.failure(step) for step in row.steps} for row in rows]
    assert sorted(map(len, shares)) == [1] * len(rows)
    assert len(rows) <= MAX_ROWS


def test_first_failing_rows_are_kept_where_the_middle_is_cut_out() -> None:
    story = Story()
    for turn in range(200):
        story.call(failure="Wrong." if turn % 10 == 5 else "").event("a", "killed")
    timeline = story.tell()
    rows = fold(timeline)
    assert len(rows) <= MAX_ROWS
    kept = [row for row in rows if not row.is_cut and any(map(timeline.failure, row.steps))]
    assert len(kept) >= MAX_FAILING_ROWS
    assert timeline.failing[0] in kept[0].steps
    assert sum(len(row.steps) for row in rows) == len(timeline.steps)


def test_expected_errors_are_not_folded_with_others() -> None:
    story = Story().fail(times=2).fail(times=3, is_expected=True)
    assert sizes(fold(story.tell())) == [2, 3]


def test_sessions_and_connections_of_one_name_are_not_one_row() -> None:
    story = (
        Story([])
        .call("", session="x", rpc="Get", service="/S")
        .connection("x", rpc="Get", service="/S")
    )
    assert sizes(fold(story.tell())) == [1, 1]
