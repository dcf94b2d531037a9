"""Puts a test's picture, its tables and what was logged around its failure together, as HTML."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from .captions import Captions
from .drawing import draw
from .folding import Row, fold
from .log_lines import Line, lines_around
from .steps import Step, began
from .table import tables
from .texts import count
from .timeline import Timeline

# A wide picture is scrolled, not made smaller, but on paper; as it has no width of its own to
# the log around it, that is not made wider.
STYLE = """
.timeline{white-space:normal;font-family:Helvetica,Arial,sans-serif}
.timeline .wide{overflow-x:auto;contain:inline-size}
.timeline pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media print{.timeline .wide{overflow:visible}.timeline svg{max-width:100%;height:auto}}
""".replace("\n", "")

# What would change how a text is shown: control characters, and marks of the direction of
# writing. ("\\n" stands between lines of logs.)
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x200E, 0x2010), *range(0x2028, 0x202F)]
_CONTROLS += [0x061C, *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
ESCAPES = {code: ascii(chr(code))[1:-1] for code in _CONTROLS if code != ord("\n")}


def page_of(timeline: Timeline, logs: Mapping[str, str]) -> str:
    """Return what is shown of a test; `logs` are those of the parts, by name."""
    element = ET.Element("div", {"class": "timeline"})
    ET.SubElement(element, "style").text = STYLE
    ET.SubElement(element, "p").text = Captions(timeline).summary()
    for table in tables(timeline):
        _wide(element, "Figures").append(table)
    _wide(element, "Sequence diagram").append(draw(timeline, fold(timeline)))
    if timeline.failing and any(logs.values()):
        said = Captions(timeline).full(Row([timeline.failing[0]]))
        _add_lines(element, timeline.failing[0], said, logs)
    return as_text(element)


def as_text(element: ET.Element) -> str:
    """Return the markup, which is HTML as well as XML; control characters are escaped."""
    text = ET.tostring(element, encoding="unicode", short_empty_elements=False)
    return text.translate(ESCAPES)


def _wide(element: ET.Element, name: str) -> ET.Element:
    """Add a box that is scrolled where there is no room for it, by the keyboard, too."""
    box = {"class": "wide", "role": "region", "aria-label": name, "tabindex": "0"}
    return ET.SubElement(element, "div", box)


def _add_lines(element: ET.Element, step: Step, said: str, logs: Mapping[str, str]) -> None:
    """Add what the parts logged around a step, with the step itself in its place."""
    moment = began(step)
    lines = lines_around(logs, moment)
    ET.SubElement(element, "p").text = "What the parts logged around the call that failed:"
    _add_far_lines(element, lines.earlier, "earlier line")
    block = ET.SubElement(element, "pre")
    block.text = "".join(f"{line.text}\n" for line in lines.near if line.at < moment)
    marked = ET.SubElement(block, "b")
    marked.text = f"{said} This is the call that failed."
    marked.tail = "".join(f"\n{line.text}" for line in lines.near if line.at >= moment)
    _add_far_lines(element, lines.later, "later line")


def _add_far_lines(element: ET.Element, lines: Sequence[Line], what: str) -> None:
    """Add lines that are seen once they are asked for."""
    if lines:
        details = ET.SubElement(element, "details")
        ET.SubElement(details, "summary").text = count(len(lines), what)
        ET.SubElement(details, "pre").text = "\n".join(line.text for line in lines)
