"""Draws a timeline as a sequence diagram: SVG that needs no script and nothing from outside."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from GrpcLibrary.record import RecordedCall, RecordedStep
from StackLibrary.events import GATEWAY, Event

from .captions import ANSWER_WIDTH, BOLD, Captions
from .folding import Row
from .lanes import (
    CLIENT_X,
    HEAD_HEIGHT,
    NOTE_HEIGHT,
    ROW_HEIGHT,
    Lane,
    Lanes,
    RowPlaces,
)
from .steps import Transfer, ended_part
from .texts import fit
from .timeline import Timeline

RIGHT_MARGIN = 10

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
.sequence .s-note{paint-order:stroke;stroke:var(--ground);stroke-width:4}
@media print{.sequence .s-note{stroke:none}}
""".replace("\n", "")


def draw(timeline: Timeline, rows: Sequence[Row]) -> ET.Element:
    """Return the picture: client, gateway and servers as lifelines, and a line a row."""
    captions, lanes = Captions(timeline), Lanes(timeline)
    notes = [captions.note(row) for row in rows]
    places = RowPlaces([note != "" for note in notes])
    width, height = lanes.end + ANSWER_WIDTH + RIGHT_MARGIN, places.end
    svg = _canvas(captions, width, height)
    for lane in lanes.all:
        _add_lifeline(svg, lane, timeline.gone_before, rows, places)
    for index, (row, note) in enumerate(zip(rows, notes, strict=True)):
        y = places[index]
        group = _add_row(svg, timeline, row, y, captions, lanes.end)
        if not row.is_cut:
            _add_arrow(group, timeline, row, y, lanes)
        if note:
            _mark(group, note, y, width)
    return svg


def _canvas(captions: Captions, width: int, height: int) -> ET.Element:
    """Return a picture with its alternative text and its ground."""
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "sequence",
            "role": "img",
            "aria-label": captions.alternative(),
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
        },
    )
    ET.SubElement(svg, "title").text = captions.summary()
    ET.SubElement(svg, "desc").text = captions.alternative()
    ET.SubElement(svg, "style").text = STYLE
    _add(svg, "rect", "s-ground", width=width, height=height)
    return svg


def _add_lifeline(
    svg: ET.Element, lane: Lane, gone: frozenset[str], rows: Sequence[Row], places: RowPlaces
) -> None:
    x, names = lane.x, lane.names
    is_gone = gone.issuperset(names)
    head = _add_text(svg, x, 18, lane.label, "s-name s-gone" if is_gone else "s-name")
    ET.SubElement(head, "title").text = ", ".join(names)
    if is_gone:
        _add_text(svg, x, 31, "gone before", "s-name s-gone")
    start = None if is_gone else HEAD_HEIGHT - 14
    for index, row in enumerate(rows if len(names) == 1 else ()):
        for step in row.steps:
            if start is not None and ended_part(step) == names[0]:
                _add(svg, "line", "s-lifeline", x1=x, y1=start, x2=x, y2=places[index])
                start = None
            if isinstance(step, Event) and step.brings_back and step.part == names[0]:
                start = places[index]
    if start is not None:
        _add(svg, "line", "s-lifeline", x1=x, y1=start, x2=x, y2=places.end)


def _add_row(
    svg: ET.Element, timeline: Timeline, row: Row, y: int, captions: Captions, answer_x: int
) -> ET.Element:
    """Add a row with its words; it says how many calls it stands for."""
    group = ET.SubElement(svg, "g", {"class": f"s-row {_kind(timeline, row)}"})
    group.set("data-calls", str(len(row.calls)))
    ET.SubElement(group, "title").text = captions.full(row)
    _add_text(group, CLIENT_X - 8, y - 3, captions.time(row), "s-time")
    _add_text(group, CLIENT_X + 6, y - 4, captions.label(row), "s-label")
    _add_text(group, answer_x, y - 3, captions.answer(row), "s-answer")
    return group


def _mark(group: ET.Element, note: str, y: int, width: int) -> None:
    """Mark a row as one that the test failed at, and say what was expected."""
    group.set("class", f"{group.get('class')} s-failing")
    box = {"width": width - 4, "height": ROW_HEIGHT + NOTE_HEIGHT - 2}
    _add(group, "rect", "s-mark", x=2, y=y - 15, **box)
    room = (width - CLIENT_X - 2 * RIGHT_MARGIN) / BOLD
    _add_text(group, CLIENT_X + 6, y + NOTE_HEIGHT - 1, fit(note, room), "s-note")


def _kind(timeline: Timeline, row: Row) -> str:
    first = row.steps[0]
    if row.is_cut:
        return "s-cut"
    if isinstance(first, RecordedCall):
        return "s-call s-error" if timeline.errors([first]) else "s-call"
    if isinstance(first, RecordedStep):
        return "s-stream"
    return "s-transfer" if isinstance(first, Transfer) else "s-event"


def _add_arrow(group: ET.Element, timeline: Timeline, row: Row, y: int, lanes: Lanes) -> None:
    """Add a row's arrow, and a cross where something ends."""
    first = row.steps[0]
    if isinstance(first, Transfer):
        _add_line(group, lanes[first.origin], lanes[first.destination], y)
    elif not isinstance(first, Event):
        far = lanes[timeline.place(first)]
        is_answer = isinstance(first, RecordedStep) and first.what == "message"
        if is_answer or (isinstance(first, RecordedCall) and first.messages is not None):
            _add_line(group, far, CLIENT_X, y)
        else:
            _add_line(group, CLIENT_X, far, y)
            if isinstance(first, RecordedCall) and first.is_error:
                _add_cross(group, far, y)
        if lanes.gateway_x not in (None, far) and not timeline.is_direct(first):
            _add(group, "circle", "s-head s-via", cx=lanes[GATEWAY], cy=y, r=2.5)
    if part := ended_part(first):
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
