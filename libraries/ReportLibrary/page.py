"""Puts a test's picture, its table and what was logged around its failure together, as HTML."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from .drawing import draw
from .folding import Row, fold
from .surroundings import lines_around
from .table import table
from .timeline import Step, Timeline, began
from .words import Words

STYLE = "white-space:normal;font-family:Helvetica,Arial,sans-serif"


def page_of(timeline: Timeline, logs: Mapping[str, str]) -> str:
    """Return what is shown of a test; `logs` are those of the parts, by name."""
    element = ET.Element("div", {"class": "timeline", "style": STYLE})
    ET.SubElement(element, "p").text = Words(timeline).summary()
    element.append(table(timeline))
    element.append(draw(timeline, fold(timeline)))
    if timeline.failing is not None and any(logs.values()):
        said = Words(timeline).full(Row([timeline.failing]))
        _add_lines(element, timeline.failing, said, logs)
    return as_text(element)


def as_text(element: ET.Element) -> str:
    """Return the markup, which is HTML as well as XML."""
    return ET.tostring(element, encoding="unicode", short_empty_elements=False)


def _add_lines(element: ET.Element, step: Step, said: str, logs: Mapping[str, str]) -> None:
    """Add what the parts logged around a step, with the step itself in its place."""
    moment = began(step)
    lines = lines_around(logs, moment)
    ET.SubElement(element, "p").text = "What the parts logged around the call that failed:"
    block = ET.SubElement(element, "pre", {"style": "white-space:pre-wrap"})
    block.text = "".join(f"{line.text}\n" for line in lines if line.at < moment)
    marked = ET.SubElement(block, "b")
    marked.text = f"{said} This is the call that failed."
    marked.tail = "".join(f"\n{line.text}" for line in lines if line.at >= moment)
