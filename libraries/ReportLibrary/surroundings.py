"""What the parts of a stack logged around a moment."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

MAX_LINES = 24

# How lines begin: the parts may be in other time zones than this one.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")


class Line(NamedTuple):
    at: float
    text: str


def lines_around(logs: Mapping[str, str], at: float) -> list[Line]:
    """Return the lines of all parts that are nearest to a moment, in the order of their times.

    A line that tells no time has that of the line before.
    """
    lines = [line for log in logs.values() for line in _timed(log)]
    nearest = sorted(lines, key=lambda line: abs(line.at - at))[:MAX_LINES]
    return sorted(nearest, key=lambda line: line.at)


def _timed(log: str) -> list[Line]:
    timed = []
    at = 0.0
    for text in log.splitlines():
        if found := _TIME.match(text):
            at = datetime.fromisoformat(found[0]).timestamp()
        timed.append(Line(at, text))
    return timed
