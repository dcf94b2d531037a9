"""ReportLibrary/drawing.py: lifelines, arrows and ends, as they stand in the SVG."""

import re
from xml.etree import ElementTree as ET

import pytest
from stories import Story

from ReportLibrary.drawing import draw
from ReportLibrary.folding import fold
from ReportLibrary.lanes import CLIENT_X, FIRST_X, LANE_WIDTH, MAX_LANES
from ReportLibrary.page import as_text
from ReportLibrary.timeline import Timeline

GATEWAY_X = FIRST_X
A, B, C = (GATEWAY_X + LANE_WIDTH * number for number in (1, 2, 3))


def picture(timeline: Timeline) -> ET.Element:
    return draw(timeline, fold(timeline))


def of_kind(element: ET.Element, kind: str) -> list[ET.Element]:
    return [one for one in element.iter() if kind in one.get("class", "").split()]


def arrows(svg: ET.Element) -> list[tuple[int, int]]:
    return [(int(line.get("x1", "")), int(line.get("x2", ""))) for line in of_kind(svg, "s-arrow")]


def crosses(row: ET.Element) -> list[int]:
    """Return where the crosses of a row are; each begins 5 left of its middle."""
    paths = [path.get("d", "") for path in of_kind(row, "s-end")]
    return [int(re.split("[M ]", path)[1]) + 5 for path in paths]


def lifelines(svg: ET.Element, x: int) -> list[tuple[int, int]]:
    lines = [line for line in of_kind(svg, "s-lifeline") if line.get("x1") == str(x)]
    return [(int(line.get("y1", "")), int(line.get("y2", ""))) for line in lines]


def row_y(svg: ET.Element, number: int) -> int:
    label = of_kind(of_kind(svg, "s-row")[number], "s-label")[0]
    return int(label.get("y", "")) + 4


def names(svg: ET.Element) -> list[str]:
    return [str(text.text) for text in of_kind(svg, "s-name")]


def test_lifelines_are_client_gateway_and_instances() -> None:
    svg = picture(Story(["a", "b"]).call("a").tell())
    assert names(svg) == ["client", "gateway", "a", "b"]
    for x in (CLIENT_X, GATEWAY_X, A, B):
        ((top, bottom),) = lifelines(svg, x)
        assert top < row_y(svg, 0) < bottom


def test_arrows_go_where_the_calls_went() -> None:
    svg = picture(Story().login().call("b").call("c").fail().tell())
    assert arrows(svg) == [
        (CLIENT_X, GATEWAY_X),
        (CLIENT_X, B),
        (B, C),
        (CLIENT_X, C),
        (CLIENT_X, GATEWAY_X),
    ]


def test_each_row_says_how_many_calls_it_stands_for() -> None:
    svg = picture(Story().login().call("a", times=48).shutdown("a").call("b").tell())
    assert [row.get("data-calls") for row in of_kind(svg, "s-row")] == ["1", "48", "1", "0", "1"]


def test_call_that_nobody_answered_ends_at_the_gateway() -> None:
    login, failed = of_kind(picture(Story().login().fail().tell()), "s-row")
    assert (crosses(login), crosses(failed)) == ([], [GATEWAY_X])
    assert "s-error" in failed.get("class", "")


def test_stream_goes_there_and_comes_back() -> None:
    story = Story().stream("opened").stream("message", "b").stream("message", "b")
    svg = picture(story.stream_end("b", "UNAVAILABLE", 2).tell())
    assert arrows(svg) == [(CLIENT_X, GATEWAY_X), (B, CLIENT_X), (B, CLIENT_X)]
    assert [row.get("data-calls") for row in of_kind(svg, "s-row")] == ["0", "0", "1"]
    assert len(of_kind(svg, "s-error")) == 1


def test_stream_that_the_client_cancels_is_no_error() -> None:
    svg = picture(Story().stream("opened").stream_end("b", "CANCELLED", 0).tell())
    assert of_kind(svg, "s-error") == []


def test_stream_that_goes_on_from_another_instance_is_a_transfer() -> None:
    story = Story().stream("message", "a").stream("message", "b").stream_end("b", "OK", 2)
    assert arrows(picture(story.tell())) == [(A, CLIENT_X), (A, B), (B, CLIENT_X), (B, CLIENT_X)]


def test_call_of_an_instance_itself_does_not_touch_the_gateway() -> None:
    svg = picture(Story().call("b", target="b:1").fail(target="c:1").call("b").tell())
    direct, refused, through = of_kind(svg, "s-row")
    assert arrows(svg) == [(CLIENT_X, B), (CLIENT_X, C), (CLIENT_X, B)]
    assert [len(of_kind(row, "s-via")) for row in (direct, refused, through)] == [0, 0, 1]
    assert crosses(refused) == [C]


@pytest.mark.parametrize("end", [Story().shutdown("b"), Story().event("b", "killed").call("a")])
def test_lifeline_ends_where_its_instance_ended(end: Story) -> None:
    svg = picture(end.call("a").tell())
    assert crosses(of_kind(svg, "s-row")[0]) == [B]
    ((_, bottom),) = lifelines(svg, B)
    assert bottom == row_y(svg, 0)


def test_lifeline_begins_anew_where_its_instance_came_back() -> None:
    svg = picture(Story().event("b", "paused").call("a").event("b", "resumed").call("b").tell())
    first, second = lifelines(svg, B)
    assert first[1] == row_y(svg, 0)
    assert second[0] == row_y(svg, 2)


def test_gateway_can_end_too() -> None:
    svg = picture(Story().event("gateway", "stopped").fail().tell())
    assert lifelines(svg, GATEWAY_X)[0][1] == row_y(svg, 0)


def test_instance_that_was_gone_before_has_no_lifeline() -> None:
    story = Story().shutdown("a")
    story.tell()
    svg = picture(story.call("b").tell())
    assert lifelines(svg, A) == []
    assert names(svg) == ["client", "gateway", "a", "gone before", "b", "c"]


def test_many_instances_share_the_last_lifeline() -> None:
    everyone = [f"i{number}" for number in range(25)]
    svg = picture(Story(everyone).call("i3").call("i24").tell())
    assert len(names(svg)) == 2 + MAX_LANES
    assert names(svg)[-1] == "16 instances"
    last = int(of_kind(svg, "s-name")[-1].get("x", ""))
    assert arrows(svg)[-1] == (CLIENT_X, last)


def test_calls_that_the_test_failed_at_are_marked_and_no_others() -> None:
    story = Story().call("a").fail(failure="It failed, expected OK.").fail()
    svg = picture(story.stream("message", "b", failure="Wrong.").call("b").tell())
    rows = of_kind(svg, "s-row")
    marked = [row for row in rows if "s-failing" in row.get("class", "")]
    assert marked == [rows[1], rows[4]]
    assert [note.text for note in of_kind(svg, "s-note")] == [
        "The test failed here: expected OK.",
        "The test failed here: Wrong.",
    ]


def test_rows_below_a_note_do_not_touch_it() -> None:
    svg = picture(Story().call("a").fail(failure="Wrong.").fail().tell())
    (note,), (mark,) = of_kind(svg, "s-note"), of_kind(svg, "s-mark")
    bottom = int(mark.get("y", "")) + int(mark.get("height", ""))
    assert int(note.get("y", "")) < bottom
    assert row_y(svg, 2) - row_y(svg, 1) > row_y(svg, 1) - row_y(svg, 0)
    assert row_y(svg, 2) - 12 > bottom - 3


def test_long_expectation_is_cut_and_said_in_full() -> None:
    svg = picture(Story().fail(failure=f"It failed, expected {'w' * 400}.").tell())
    (note,) = of_kind(svg, "s-note")
    assert str(note.text).endswith("w…")
    (row,) = of_kind(svg, "s-row")
    assert "w" * 400 in str(row.findtext("title"))


def test_expected_error_is_not_red() -> None:
    svg = picture(Story().fail(is_expected=True).fail().tell())
    expected, other = of_kind(svg, "s-row")
    assert "s-error" not in expected.get("class", "")
    assert "as expected" in str(of_kind(expected, "s-answer")[0].text)
    assert crosses(expected) == [GATEWAY_X]
    assert "s-error" in other.get("class", "")


def test_connections_go_to_their_servers_and_there_is_no_gateway() -> None:
    story = Story([]).connection().connection("other", target="server:2", code="NOT_FOUND")
    svg = picture(story.tell())
    assert names(svg) == ["client", "server:1", "server:2"]
    assert arrows(svg) == [(CLIENT_X, FIRST_X), (CLIENT_X, FIRST_X + LANE_WIDTH)]
    assert crosses(of_kind(svg, "s-row")[1]) == [FIRST_X + LANE_WIDTH]
    assert of_kind(svg, "s-via") == []


def test_connection_to_what_the_stack_knows_goes_there() -> None:
    story = Story(["a"]).call("a").connection(target="gateway:1").connection(target="a:1")
    svg = picture(story.connection().tell())
    assert names(svg) == ["client", "gateway", "a", "server:1"]
    assert arrows(svg) == [(CLIENT_X, A), (CLIENT_X, GATEWAY_X), (CLIENT_X, A), (CLIENT_X, B)]
    vias = [len(of_kind(row, "s-via")) for row in of_kind(svg, "s-row")]
    assert vias == [1, 0, 0, 0]


def test_connection_to_the_stack_s_gateway_needs_no_session() -> None:
    story = Story(["a"])
    story.evidence.gateways.add("gateway:1")
    assert names(picture(story.connection(target="gateway:1").tell())) == ["client", "gateway", "a"]


def test_stream_of_a_connection_goes_there_and_comes_back() -> None:
    story = Story([])
    for what in ("opened", "message"):
        story.stream(what, session="guide", kind="connection", target="server:1")
    story.connection(messages=1, rpc="ListPlaces")
    assert arrows(picture(story.tell())) == [
        (CLIENT_X, FIRST_X),
        (FIRST_X, CLIENT_X),
        (FIRST_X, CLIENT_X),
    ]


def test_long_names_of_servers_have_room_and_keep_their_ends() -> None:
    long = "unix:/run/user/1000/some/folder/guide.sock"
    svg = picture(Story([]).connection(target=long).connection(target="10.0.0.100:50051").tell())
    first, second = names(svg)[1:]
    assert (first[:5], first[-5:], second) == ("unix:", ".sock", "10.0.0.100:50051")
    heads = of_kind(svg, "s-name")[1:]
    assert int(heads[1].get("x", "")) - int(heads[0].get("x", "")) > 6 * len(first)
    assert heads[0].findtext("title") == long


def test_call_that_the_test_failed_at_is_marked_and_no_other() -> None:
    svg = picture(Story().call("a").fail(failure="Wrong.").fail().tell())
    marked = [
        number
        for number, row in enumerate(of_kind(svg, "s-row"))
        if "s-failing" in row.get("class", "")
    ]
    (mark,) = of_kind(svg, "s-mark")
    assert marked == [1]
    assert (
        int(mark.get("y", ""))
        < row_y(svg, 1)
        < int(mark.get("y", "")) + int(mark.get("height", ""))
    )


def test_test_that_passed_has_no_mark() -> None:
    svg = picture(Story().call("a").fail().tell())
    assert of_kind(svg, "s-mark") + of_kind(svg, "s-failing") == []


def test_picture_has_an_alternative_text() -> None:
    svg = picture(Story().call("a").call("b").tell())
    assert svg.get("role") == "img"
    title, description = svg.find("title"), svg.find("desc")
    assert title is not None
    assert description is not None
    assert str(title.text).startswith("2 calls of 1 session")
    assert "transfer: a → b" in str(description.text)
    assert svg.get("aria-label") == description.text


NASTY = "</svg><script>alert('x')</script>&\"\x00"


def test_nothing_that_a_server_says_becomes_markup() -> None:
    story = Story([NASTY]).call(NASTY, session=NASTY).fail("INTERNAL", NASTY).event(NASTY, "killed")
    text = as_text(picture(story.tell()))
    assert "<script" not in text
    assert text.count("</svg>") == 1


def test_picture_needs_no_script_and_nothing_from_outside() -> None:
    svg = picture(Story().login().call("a").event("a", "killed").call("b").fail().tell())
    kinds = {element.tag for element in svg.iter()}
    assert kinds <= {"svg", "title", "desc", "style", "rect", "g", "text", "line", "path", "circle"}
    text = as_text(svg).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|@import|href|onload", text)
