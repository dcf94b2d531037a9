"""What the parts of a stack logged around a moment."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from .texts import shorten

NEAR_LINES = 24
FAR_LINES = 400  # those before and after them
MAX_CHARACTERS = 1000  # of a line

# How lines begin: the parts may be in other time zones than this one.
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", re.MULTILINE)


class Line(NamedTuple):
    at: float
    text: str


class LinesAround(NamedTuple):
    """Lines of all parts in the order of their times: the nearest, and what lies around them."""

    earlier: list[Line]
    near: list[Line]
    later: list[Line]


def lines_around(logs: Mapping[str, str], at: float) -> LinesAround:
    """Return the lines of all parts that are nearest to a moment, each of them once.

    A line that tells no time has that of the line before.
    """
    lines = [line for log in logs.values() for line in _timed(log)]
    nearest = sorted(range(len(lines)), key=lambda number: abs(lines[number].at - at))
    near = sorted(nearest[:NEAR_LINES], key=lambda number: lines[number].at)
    far = sorted(nearest[NEAR_LINES:][:FAR_LINES], key=lambda number: lines[number].at)
    return LinesAround(
        [lines[number] for number in far if lines[number].at < at],
        [lines[number] for number in near],
        [lines[number] for number in far if lines[number].at >= at],
    )


def all_tell_times(logs: Iterable[str]) -> bool:
    """Whether all logs have times, so that none of their lines is left out for lack of one."""
    return all(_TIME.search(log) for log in logs if log.strip())


def _timed(log: str) -> list[Line]:
    timed = []
    at = 0.0
    for text in log.splitlines():
        if found := _TIME.match(text):
            at = datetime.fromisoformat(found[0]).timestamp()
        timed.append(Line(at, shorten(text, MAX_CHARACTERS)))
    return timed
