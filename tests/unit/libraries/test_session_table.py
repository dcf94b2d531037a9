"""ReportLibrary/table.py: the figures of each session."""

from stories import Story

from ReportLibrary.page import as_text
from ReportLibrary.table import HEADINGS, MAX_ITEMS, MAX_SESSIONS, table
from ReportLibrary.timeline import Timeline


def rows(timeline: Timeline) -> list[list[str]]:
    body = table(timeline).find("tbody")
    assert body is not None
    return [["".join(cell.itertext()) for cell in row] for row in body]


def test_headings() -> None:
    assert [heading.text for heading in table(Story().call().tell()).iter("th")] == list(HEADINGS)


def test_session_has_its_figures() -> None:
    story = Story().login().call("a", times=2, duration=0.25).shutdown("a")
    story.call("b").call("a", duration=1.5).fail("INTERNAL")
    story.record.aliases["s1"] = "Ada"
    times = ("125.0 ms", "1.50 s", "1.50 s", "1.50 s")
    assert rows(story.tell()) == [
        ["Ada", "a → b → a", "3, 1, 1", "250.0 ms, 250.0 ms", "INTERNAL 1", *times]
    ]


def test_quiet_session_has_neither_transfers_nor_errors() -> None:
    assert rows(Story().call("a").tell())[0][1:5] == ["a", "1", "none", "none"]


def test_several_sessions_have_a_row_for_all() -> None:
    story = Story().call("a").call("b", session="s2", times=3).call("a", session="s2").fail()
    first, second, together = rows(story.tell())
    assert first[:5] == ["s1", "a", "1", "none", "UNAVAILABLE 1"]
    assert second[:5] == ["s2", "b → a", "3, 1", "250.0 ms", "none"]
    assert together[:5] == ["all 2 sessions", "a, b", "2, 3", "250.0 ms", "UNAVAILABLE 1"]


def test_many_sessions_and_transfers_are_capped() -> None:
    story = Story()
    for number in range(100):
        story.call("ab"[number % 2], times=2).call("c", session=f"s{number + 2}")
    shown = rows(story.tell())
    assert len(shown) == MAX_SESSIONS + 1
    assert shown[-1][0] == "all 101 sessions"
    assert shown[0][1].endswith("→ …")
    assert len(shown[0][3].split(", ")) == MAX_ITEMS + 1


def test_sessions_that_were_served_come_first() -> None:
    story = Story().fail(session="s1").fail(session="s2").call("a", session="s3").fail(session="s4")
    assert [row[0] for row in rows(story.tell())][:4] == ["s3", "s1", "s2", "s4"]


def test_time_that_a_stream_lasts_is_no_latency() -> None:
    story = Story().stream_end("a", "OK", 3)
    assert rows(story.tell())[0][5:] == [""] * 4
    story.stream_end("a", "OK", 3).call("a", duration=0.25)
    assert rows(story.tell())[0][5:] == ["250.0 ms"] * 4


def test_names_are_text() -> None:
    text = as_text(table(Story().call("<b>").tell()))
    assert "<td>&lt;b&gt;</td>" in text
