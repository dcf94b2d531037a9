"""Says in three lines what a run has shown, and where to look.

python -m ReportLibrary.summary results
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from .words import count


def summary(results: Path) -> str:
    """Return the lines for a folder of results."""
    output = ET.parse(results / "output.xml").getroot()  # noqa: S314  # Robot Framework's own
    files = sorted(results.glob("*calls.jsonl"))
    calls = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    shown = [results / name for name in ("log.html", "report.html")] + files
    return "\n".join([_tests(output), _calls(calls), f"Look at {', '.join(map(str, shown))}."])


def _tests(output: ET.Element) -> str:
    """Say how many tests had which result, and which tags have only passed tests."""
    total = output.find("statistics/total/stat")
    assert total is not None
    results = {name: int(total.get(name, "0")) for name in ("pass", "fail", "skip")}
    tags = output.findall("statistics/tag/stat")
    shown = [str(tag.text) for tag in tags if (tag.get("fail"), tag.get("skip")) == ("0", "0")]
    rest = [str(tag.text) for tag in tags if str(tag.text) not in shown]
    not_shown = f"; not shown: {', '.join(rest)}" if rest else ""
    return (
        f"{count(sum(results.values()), 'test')}: {results['pass']} passed, {results['fail']} "
        f"failed, {results['skip']} skipped. Shown: {', '.join(shown) or 'nothing'}{not_shown}."
    )


def _calls(calls: Sequence[dict[str, str]]) -> str:
    """Say how many calls there were, and what they came to."""
    sessions = {call["session"] for call in calls if call["session"]}
    codes = Counter(call["code"] for call in calls)
    came_to = ", ".join(f"{code} {number:,}" for code, number in codes.most_common())
    return f"{count(len(calls), 'call')} of {count(len(sessions), 'session')}: {came_to or 'none'}."


if __name__ == "__main__":
    print(summary(Path(sys.argv[1])))  # noqa: T201  # its output is its purpose
