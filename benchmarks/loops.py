"""Loops that a suite has taken in turn, round by round, and what each cost."""

import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from robot import run

CPU = "CPU seconds: "  # as `Read CPU Clock` of CpuClock.py says it


class Cost(NamedTuple):
    """What a loop took: seconds of the process's CPU, all its threads, and of the clock."""

    cpu: float
    wall: float


class Loops:
    """The groups of a suite's output, each with `Read CPU Clock` at its end."""

    def __init__(self, output: ET.Element):
        self._costs: dict[str, list[Cost]] = defaultdict(list)
        for group in output.findall(".//group"):
            texts = [str(message.text) for message in group.iter("msg")]
            cpu = next(text.removeprefix(CPU) for text in texts if text.startswith(CPU))
            self._costs[str(group.get("name"))].append(Cost(float(cpu), elapsed(group)))

    def show(self, what: str, name: str, *others: str) -> None:
        """Print a loop's costs as ratios to those of the others, which are added up.

        The median of the rounds' ratios: what slows the machine down for a while is in a
        round's loops alike.
        """
        print(f"{what}: {self._ratio('cpu', name, *others)}, {self._ratio('wall', name, *others)}")

    def wall(self, name: str) -> float:
        """Return the median of the loop's seconds."""
        return statistics.median(cost.wall for cost in self._costs[name])

    def _ratio(self, kind: str, name: str, *others: str) -> str:
        seconds = [getattr(cost, kind) for cost in self._costs[name]]
        baseline = [
            sum(getattr(cost, kind) for cost in costs)
            for costs in zip(*(self._costs[other] for other in others), strict=True)
        ]
        ratios = [one / other for one, other in zip(seconds, baseline, strict=True)]
        return (
            f"{kind.upper() if kind == 'cpu' else kind} {statistics.median(ratios):.2f} "
            f"({statistics.median(seconds):.3f} s / {statistics.median(baseline):.3f} s)"
        )


def run_suite(suite: Path, *variables: str) -> ET.Element:
    """Run a suite and return its output."""
    with tempfile.TemporaryDirectory() as results:
        options = {"log": None, "report": None, "console": "none", "variable": variables}
        exit_code = run(suite, outputdir=results, **options)
        if exit_code != 0:
            raise SystemExit(f"{suite.name} failed: there is nothing to compare.")
        return ET.parse(Path(results) / "output.xml").getroot()  # noqa: S314  # our own output


def elapsed(element: ET.Element) -> float:
    status = element.find("status")
    assert status is not None
    return float(status.get("elapsed", "nan"))
