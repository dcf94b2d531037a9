"""Draws a timeline as a sequence diagram: SVG that needs no script and nothing from outside."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from GrpcLibrary.record import RecordedCall, RecordedStep
from StackLibrary.events import GATEWAY, Event

from .folding import Row
from .timeline import Timeline, Transfer, put_out
from .words import Words, count, shorten

CLIENT_X, GATEWAY_X, LANE_WIDTH, ANSWER_WIDTH = 62, 236, 92, 336
HEAD_HEIGHT, ROW_HEIGHT, FOOT_HEIGHT = 40, 23, 14
MAX_LANES = 10

# Robot Framework's log defines these colours for its light and its dark theme. Others are
# taken on paper, which is white in both, and where there is no log around the picture.
STYLE = """
.sequence{--ink:var(--text-color,#000);--ground:var(--background-color,#fff);
--soft:var(--elapsed-color,#666);--move:var(--link-color,#15c);--bad:var(--fail-link-color,#b93700);
font:11px Helvetica,Arial,sans-serif;white-space:pre}
@media print{.sequence{--ink:#000;--ground:#fff;--soft:#555;--move:#15c;--bad:#b93700}}
.sequence text{fill:var(--ink)}
.sequence line,.sequence path{stroke:var(--ink);fill:none}
.sequence .s-ground{fill:var(--ground)}
.sequence .s-name{font-weight:bold;text-anchor:middle}
.sequence .s-time{text-anchor:end}
.sequence .s-time,.sequence .s-gone{fill:var(--soft)}
.sequence .s-lifeline{stroke:var(--soft);stroke-dasharray:2 3}
.sequence .s-head{fill:var(--ink)}
.sequence .s-transfer text,.sequence .s-event text{fill:var(--move)}
.sequence .s-transfer line{stroke:var(--move);stroke-dasharray:5 3;stroke-width:1.5}
.sequence .s-transfer .s-head{stroke:var(--move);fill:var(--move)}
.sequence .s-error .s-answer{fill:var(--bad)}
.sequence .s-error line,.sequence .s-error path{stroke:var(--bad)}
.sequence .s-error .s-head{fill:var(--bad)}
.sequence .s-end{stroke-width:2.5}
.sequence .s-mark{fill:none;stroke:var(--bad);stroke-width:2}
.sequence .s-failing text{font-weight:bold}
""".replace("\n", "")


def draw(timeline: Timeline, rows: Sequence[Row]) -> ET.Element:
    """Return the picture: client, gateway and instances as lifelines, and a line a row."""
    words = Words(timeline)
    lanes = _lanes(timeline.instances)
    answer_x = max([GATEWAY_X, *lanes.values()]) + LANE_WIDTH * 3 // 5
    width, height = answer_x + ANSWER_WIDTH, _y(len(rows) - 1) + FOOT_HEIGHT
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "sequence",
            "role": "img",
            "aria-label": words.alternative(),
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "style": "max-width:100%;height:auto",
        },
    )
    ET.SubElement(svg, "title").text = words.summary()
    ET.SubElement(svg, "desc").text = words.alternative()
    ET.SubElement(svg, "style").text = STYLE
    _add(svg, "rect", "s-ground", width=width, height=height)
    for x in sorted({CLIENT_X, GATEWAY_X, *lanes.values()}):
        names = [name for name, lane in lanes.items() if lane == x]
        _add_lifeline(svg, x, names, timeline.gone_before, rows)
    for index, row in enumerate(rows):
        group = _add_row(svg, row, _y(index), words, answer_x)
        direct = timeline.addresses.get(getattr(row.steps[0], "target", ""), "")
        _add_arrow(group, row, _y(index), lanes, direct)
        if row.steps[0] is timeline.failing:
            group.set("class", f"{group.get('class')} s-failing")
            box = {"width": width - 4, "height": ROW_HEIGHT - 2}
            _add(group, "rect", "s-mark", x=2, y=_y(index) - 15, **box)
    return svg


def _lanes(instances: Sequence[str]) -> dict[str, int]:
    """Return where each lifeline is; instances beyond the limit share the last."""
    lanes = {"client": CLIENT_X, GATEWAY: GATEWAY_X}
    for index, name in enumerate(instances):
        lanes[name] = GATEWAY_X + LANE_WIDTH * (min(index, MAX_LANES - 1) + 1)
    return lanes


def _y(row: int) -> int:
    """Return where the row of that number is."""
    return HEAD_HEIGHT + ROW_HEIGHT * (row + 1) - 7


def _add_lifeline(
    svg: ET.Element, x: int, names: Sequence[str], gone: frozenset[str], rows: Sequence[Row]
) -> None:
    is_gone = gone.issuperset(names)
    label = shorten(names[0], 14) if len(names) == 1 else count(len(names), "instance")
    head = _add_text(svg, x, 18, label, "s-name s-gone" if is_gone else "s-name")
    ET.SubElement(head, "title").text = ", ".join(names)
    if is_gone:
        _add_text(svg, x, 31, "gone before", "s-name s-gone")
    start = None if is_gone else HEAD_HEIGHT - 14
    for index, row in enumerate(rows if len(names) == 1 else ()):
        for step in row.steps:
            if start is not None and put_out(step) == names[0]:
                _add(svg, "line", "s-lifeline", x1=x, y1=start, x2=x, y2=_y(index))
                start = None
            if isinstance(step, Event) and step.brings_back and step.part == names[0]:
                start = _y(index)
    if start is not None:
        _add(svg, "line", "s-lifeline", x1=x, y1=start, x2=x, y2=_y(len(rows) - 1) + FOOT_HEIGHT)


def _add_row(svg: ET.Element, row: Row, y: int, words: Words, answer_x: int) -> ET.Element:
    """Add a row with its words; it says how many calls it stands for."""
    group = ET.SubElement(svg, "g", {"class": f"s-row {_kind(row)}"})
    group.set("data-calls", str(len(row.calls)))
    ET.SubElement(group, "title").text = words.full(row)
    _add_text(group, CLIENT_X - 8, y - 3, words.time(row), "s-time")
    _add_text(group, CLIENT_X + 6, y - 4, words.label(row), "s-label")
    _add_text(group, answer_x, y - 3, words.answer(row), "s-answer")
    return group


def _kind(row: Row) -> str:
    first = row.steps[0]
    if row.is_cut:
        return "s-cut"
    if isinstance(first, RecordedCall):
        return "s-call s-error" if first.is_error else "s-call"
    if isinstance(first, RecordedStep):
        return "s-stream"
    return "s-transfer" if isinstance(first, Transfer) else "s-event"


def _add_arrow(group: ET.Element, row: Row, y: int, lanes: dict[str, int], direct: str) -> None:
    """Add a row's arrow, and a cross where something ends.

    `direct` is the instance that was called without the gateway between, if one was.
    """
    first = row.steps[0]
    if row.is_cut:
        return
    if isinstance(first, Transfer):
        _add_line(group, lanes[first.origin], lanes[first.destination], y)
    elif not isinstance(first, Event):
        far = lanes[direct or first.instance or GATEWAY]
        is_answer = isinstance(first, RecordedStep) and first.what == "message"
        if is_answer or (isinstance(first, RecordedCall) and first.messages is not None):
            _add_line(group, far, CLIENT_X, y)
        else:
            _add_line(group, CLIENT_X, far, y)
            if isinstance(first, RecordedCall) and first.is_error:
                _add_cross(group, far, y)
        if far != GATEWAY_X and not direct:
            _add(group, "circle", "s-head s-via", cx=GATEWAY_X, cy=y, r=2.5)
    if part := put_out(first):
        _add_cross(group, lanes[part], y)


def _add_line(group: ET.Element, start: int, end: int, y: int) -> None:
    back = -6 if end > start else 6
    _add(group, "line", "s-arrow", x1=start, y1=y, x2=end, y2=y)
    _add(group, "path", "s-head", d=f"M{end} {y}l{back} -3v6z")


def _add_cross(group: ET.Element, x: int, y: int) -> None:
    _add(group, "path", "s-end", d=f"M{x - 5} {y - 5}l10 10m0 -10l-10 10")


def _add_text(parent: ET.Element, x: int, y: int, text: str, kind: str) -> ET.Element:
    element = _add(parent, "text", kind, x=x, y=y)
    element.text = text
    return element


def _add(parent: ET.Element, shape: str, kind: str, **attributes: float | str) -> ET.Element:
    values = {name: str(value) for name, value in attributes.items()}
    return ET.SubElement(parent, shape, {"class": kind, **values})
