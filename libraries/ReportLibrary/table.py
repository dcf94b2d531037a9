"""The figures of each session, as a table."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from GrpcLibrary.load import percentile
from GrpcLibrary.record import RecordedCall

from .timeline import Timeline
from .words import codes, count, duration

MAX_SESSIONS = 20
MAX_ITEMS = 12  # in one cell
HEADINGS = (
    "session", "instances in order", "calls on each", "transfers after", "errors seen",
    "p50", "p90", "p99", "max",
)  # fmt: skip

STYLE = """
.sessions{border-collapse:collapse;table-layout:auto;margin:.5em 0}
.sessions th,.sessions td{border:1px solid var(--secondary-color,#ccc);padding:.1em .5em}
.sessions th{text-align:left}
.sessions td:nth-child(-n+2){overflow-wrap:anywhere}
.sessions td:nth-child(n+6){white-space:nowrap}
.sessions th{background:var(--primary-color,#ddd)}
@media print{.sessions{color:#000}.sessions th{background:#ddd}}
""".replace("\n", "")


def table(timeline: Timeline) -> ET.Element:
    """Return a row for each session, those that were served first, and one for all of them."""
    element = ET.Element("table", {"class": "sessions"})
    ET.SubElement(element, "style").text = STYLE
    head = ET.SubElement(ET.SubElement(element, "thead"), "tr")
    for heading in HEADINGS:
        ET.SubElement(head, "th", {"scope": "col"}).text = heading
    body = ET.SubElement(element, "tbody")
    served = {call.owner for call in timeline.calls if call.instance}
    ids = sorted(timeline.sessions, key=lambda session_id: session_id not in served)
    for session_id in ids[:MAX_SESSIONS]:
        _add_row(body, timeline, timeline.alias(session_id), [session_id])
    if len(ids) > 1:
        _add_row(body, timeline, f"all {count(len(ids), 'session')}", ids)
    return element


def _add_row(body: ET.Element, timeline: Timeline, name: str, session_ids: Sequence[str]) -> None:
    ids = set(session_ids)
    calls = [call for call in timeline.calls if call.owner in ids]
    transfers = [move for move in timeline.transfers if move.owner in ids]
    visits = _visits(calls) if len(ids) == 1 else _answers(calls)
    errors = [call for call in calls if call.is_error]
    seconds = [call.duration for call in calls if call.messages is None]  # a stream lasts
    cells = (
        name,
        _capped(" → " if len(ids) == 1 else ", ", [instance for instance, _ in visits]),
        _capped(", ", [f"{number:,}" for _, number in visits]),
        _capped(", ", [duration(move.seconds) for move in transfers]) or "none",
        codes(errors) or "none",
        *(duration(percentile(seconds, top)) if seconds else "" for top in (50, 90, 99, 100)),
    )
    row = ET.SubElement(body, "tr")
    for cell in cells:
        ET.SubElement(row, "td").text = cell


def _visits(calls: Sequence[RecordedCall]) -> list[tuple[str, int]]:
    """Return which instances answered, one after another, and how many calls each time."""
    answered = (call.instance for call in calls if call.instance)
    return [(instance, len(list(visit))) for instance, visit in groupby(answered)]


def _answers(calls: Sequence[RecordedCall]) -> list[tuple[str, int]]:
    return list(Counter(call.instance for call in calls if call.instance).items())


def _capped(separator: str, items: Sequence[str]) -> str:
    return separator.join([*items[:MAX_ITEMS], *["…"] * (len(items) > MAX_ITEMS)])
