"""The figures of each session and each connection, as tables."""

from collections import Counter
from collections.abc import Container, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from GrpcLibrary.load import percentile
from GrpcLibrary.record import RecordedCall

from .steps import Owner, short_method_name
from .texts import codes, count, duration
from .timeline import Timeline

MAX_OWNERS = 20
MAX_ITEMS = 12  # in one cell
TIMES = ("p50", "p90", "p99", "max")
HEADINGS = {
    "session": (
        "session", "instances in order", "calls on each", "transfers after", "errors seen", *TIMES
    ),
    "connection": ("connection", "server", "calls", "methods", "errors seen", *TIMES),
}  # fmt: skip

STYLE = """
.sessions{border-collapse:collapse;table-layout:auto;margin:.5em 0}
.sessions th,.sessions td{border:1px solid var(--secondary-color,#ccc);padding:.1em .5em}
.sessions th{text-align:left}
.sessions td:nth-child(-n+2){overflow-wrap:anywhere}
.sessions td:nth-child(n+6){white-space:nowrap}
.sessions th{background:var(--primary-color,#ddd)}
@media print{.sessions{color:#000}.sessions th{background:#ddd}}
""".replace("\n", "")


def tables(timeline: Timeline) -> list[ET.Element]:
    """Return a table of the sessions and one of the connections, as far as there are any."""
    return [_table(timeline, kind) for kind in HEADINGS if _owners(timeline, kind)]


def _table(timeline: Timeline, kind: str) -> ET.Element:
    """Return a row for each owner, and one for all of them.

    Where not all have a row, those that failed or moved come first, then those that were served.
    """
    element = ET.Element("table", {"class": "sessions"})
    ET.SubElement(element, "style").text = STYLE
    head = ET.SubElement(ET.SubElement(element, "thead"), "tr")
    for heading in HEADINGS[kind]:
        ET.SubElement(head, "th", {"scope": "col"}).text = heading
    body = ET.SubElement(element, "tbody")
    owners = _owners(timeline, kind)
    for owner in owners[:MAX_OWNERS]:
        _add_row(body, timeline, timeline.name(owner), [owner])
    if len(owners) > 1:
        left_out = len(owners) - MAX_OWNERS
        not_shown = f" ({left_out:,} of them not shown)" if left_out > 0 else ""
        _add_row(body, timeline, f"all {count(len(owners), kind)}{not_shown}", owners)
    return element


def _owners(timeline: Timeline, kind: str) -> list[Owner]:
    owners = [owner for owner in timeline.owners if owner.kind == kind]
    failing = {step.owner for step in timeline.failing if step.kind == kind}
    served = {call.owner for call in timeline.calls if call.instance and call.kind == kind}
    ranks: tuple[set[str], ...] = (served,)
    if len(owners) > MAX_OWNERS:
        moved = {move.owner for move in timeline.transfers if move.kind == kind}
        errors = timeline.errors(call for call in timeline.calls if call.kind == kind)
        failed = {call.owner for call in errors}
        ranks = (failing, moved, served & failed, served, failed)
    return sorted(owners, key=lambda owner: [owner.id not in rank for rank in ranks])


def _add_row(body: ET.Element, timeline: Timeline, name: str, owners: Sequence[Owner]) -> None:
    kind, ids = owners[0].kind, {owner.id for owner in owners}
    calls = [call for call in timeline.calls if call.kind == kind and call.owner in ids]
    seconds = [call.duration for call in calls if call.messages is None]  # a stream lasts
    what = _of_session(timeline, calls, ids) if kind == "session" else _of_connection(calls)
    cells = (
        name,
        *what,
        codes(timeline.errors(calls)) or "none",
        *(duration(percentile(seconds, top)) if seconds else "" for top in (50, 90, 99, 100)),
    )
    row = ET.SubElement(body, "tr")
    for cell in cells:
        ET.SubElement(row, "td").text = cell


def _of_session(
    timeline: Timeline, calls: Sequence[RecordedCall], ids: Container[str]
) -> tuple[str, str, str]:
    """Return its instances, or those of all sessions, its calls on each, and its transfers."""
    is_one = len({call.owner for call in calls}) < 2
    visits = _visits(calls) if is_one else _answers(calls)
    transfers = [move for move in timeline.transfers if move.owner in ids]
    return (
        _capped(" → " if is_one else ", ", [instance for instance, _ in visits]),
        _capped(", ", [f"{number:,}" for _, number in visits]),
        _capped(", ", [duration(move.seconds) for move in transfers]) or "none",
    )


def _of_connection(calls: Sequence[RecordedCall]) -> tuple[str, str, str]:
    """Return the servers that were called, how many calls there were, and of which methods."""
    methods = Counter(map(short_method_name, calls))
    return (
        _capped(", ", list(dict.fromkeys(call.target for call in calls))),
        f"{len(calls):,}",
        _capped(", ", [f"{name} {number:,}" for name, number in methods.items()]),
    )


def _visits(calls: Sequence[RecordedCall]) -> list[tuple[str, int]]:
    """Return which instances answered, one after another, and how many calls each time."""
    answered = (call.instance for call in calls if call.instance)
    return [(instance, len(list(visit))) for instance, visit in groupby(answered)]


def _answers(calls: Sequence[RecordedCall]) -> list[tuple[str, int]]:
    return list(Counter(call.instance for call in calls if call.instance).items())


def _capped(separator: str, items: Sequence[str]) -> str:
    return separator.join([*items[:MAX_ITEMS], *["…"] * (len(items) > MAX_ITEMS)])
