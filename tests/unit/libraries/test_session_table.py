"""ReportLibrary/table.py: the figures of each session."""

from stories import Story

from ReportLibrary.page import as_text
from ReportLibrary.table import HEADINGS, MAX_ITEMS, MAX_OWNERS, tables
from ReportLibrary.timeline import Timeline


def rows(timeline: Timeline) -> list[list[str]]:
    (table,) = tables(timeline)
    body = table.find("tbody")
    assert body is not None
    return [["".join(cell.itertext()) for cell in row] for row in body]


def test_headings() -> None:
    both = tables(Story().call().connection().tell())
    headings = [[heading.text for heading in table.iter("th")] for table in both]
    assert headings == [list(HEADINGS["session"]), list(HEADINGS["connection"])]


def test_connection_has_its_figures() -> None:
    story = Story([]).connection(times=2, duration=0.25).connection(rpc="ListPlaces", messages=3)
    story.connection("other", code="NOT_FOUND", target="server:2", duration=0.25)
    assert [row[:6] for row in rows(story.tell())] == [
        ["guide", "server:1", "3", "GetPlace 2, ListPlaces 1", "none", "250.0 ms"],
        ["other", "server:2", "1", "GetPlace 1", "NOT_FOUND 1", "250.0 ms"],
        [
            "all 2 connections",
            "server:1, server:2",
            "4",
            "GetPlace 3, ListPlaces 1",
            "NOT_FOUND 1",
            "250.0 ms",
        ],
    ]


def test_calls_of_a_connection_are_none_of_a_session_of_that_name() -> None:
    sessions, connections = tables(Story().call("a", session="x").connection("x").tell())
    for table, expected in ((sessions, ["x", "a", "1"]), (connections, ["x", "server:1", "1"])):
        assert [cell.text for cell in list(table.iter("td"))[:3]] == expected


def test_expected_errors_are_not_counted() -> None:
    story = Story().call("a").fail("NOT_FOUND", is_expected=True)
    assert rows(story.tell())[0][4] == "none"


def test_sessions_that_failed_or_moved_come_first_where_not_all_are_shown() -> None:
    story = Story()
    for number in range(30):
        story.fail(session=f"refused {number}").call("a", session=f"quiet {number}")
    story.call("a", session="mover").call("b", session="mover")
    story.call("c", session="loser", failure="Wrong.")
    story.call("c", session="served but once").fail(session="served but once")
    shown = [row[0] for row in rows(story.tell())]
    assert shown[:4] == ["loser", "mover", "served but once", "quiet 0"]
    assert shown[-1] == "all 63 sessions (43 of them not shown)"


def test_session_has_its_figures() -> None:
    story = Story().login().call("a", times=2, duration=0.25).shutdown("a")
    story.call("b").call("a", duration=1.5).fail("INTERNAL")
    story.evidence.aliases["s1"] = "Ada"
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
    assert len(shown) == MAX_OWNERS + 1
    assert shown[-1][0] == "all 101 sessions (81 of them not shown)"
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
    (table,) = tables(Story().call("<b>").tell())
    text = as_text(table)
    assert "<td>&lt;b&gt;</td>" in text
