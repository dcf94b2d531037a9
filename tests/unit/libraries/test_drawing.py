"""ReportLibrary/drawing.py: lifelines, arrows and ends, as they stand in the SVG."""

import re
from xml.etree import ElementTree as ET

import pytest
from stories import Story

from ReportLibrary.drawing import CLIENT_X, GATEWAY_X, LANE_WIDTH, MAX_LANES, draw
from ReportLibrary.folding import fold
from ReportLibrary.page import as_text
from ReportLibrary.timeline import Timeline

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
    assert arrows(svg)[-1] == (CLIENT_X, GATEWAY_X + LANE_WIDTH * MAX_LANES)


def test_call_that_the_test_failed_at_is_marked_and_no_other() -> None:
    svg = picture(Story().call("a").fail(failure="Wrong.").fail().tell("Wrong."))
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
    svg = picture(Story().call("a").fail(failure="Wrong.").tell())
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
