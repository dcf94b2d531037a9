"""Says in three lines what a run has shown, and where to look.

python -m ReportLibrary.summary results
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from GrpcLibrary.record import Kind

from .steps import Owner
from .texts import count, count_owners

KINDS: tuple[Kind, ...] = ("session", "connection")


def summary(results: Path) -> str:
    """Return the lines for a folder of results."""
    if not (results / "output.xml").is_file():
        return f"There is no '{results / 'output.xml'}': the run did not come to its tests."
    output = ET.parse(results / "output.xml").getroot()  # noqa: S314  # Robot Framework's own
    files = sorted(results.glob("*calls.jsonl"))
    calls = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    names = ["log.html", "report.html", *_names(files)]
    where = [str(results / name) for name in names]
    return "\n".join([_tests(output, calls), _calls(calls), f"Look at {', '.join(where)}."])


def _names(files: Sequence[Path]) -> list[str]:
    """Return the name of the file of calls, or what the names of several are like."""
    return [file.name for file in files] if len(files) < 2 else ["*calls.jsonl"]


def _tests(output: ET.Element, calls: Sequence[object]) -> str:
    """Say how many tests had which result, and which tags have only passed tests.

    Where no call was made, as in a dry run, passed tests have shown nothing.
    """
    total = output.find("statistics/total/stat")
    assert total is not None
    results = {name: int(total.get(name, "0")) for name in ("pass", "fail", "skip")}
    tags = output.findall("statistics/tag/stat")
    names = {str(tag.text): (tag.get("fail"), tag.get("skip")) == ("0", "0") for tag in tags}
    own = {name: passed for name, passed in names.items() if "robot:" not in name}
    shown = [name for name, passed in own.items() if passed and calls]
    rest = [name for name in own if name not in shown]
    not_shown = f"; not shown: {', '.join(rest)}" if rest else ""
    return (
        f"{count(sum(results.values()), 'test')}: {results['pass']} passed, {results['fail']} "
        f"failed, {results['skip']} skipped. Shown: {', '.join(shown) or 'nothing'}{not_shown}."
    )


def _calls(calls: Sequence[dict[str, str]]) -> str:
    """Say how many calls there were, and what they came to."""
    if not calls:
        return "No call was made."
    owners = {Owner(kind, call[kind]) for call in calls for kind in KINDS if call.get(kind)}
    codes = Counter(call["code"] for call in calls)
    came_to = ", ".join(f"{code} {number:,}" for code, number in codes.most_common())
    made_by = f" of {count_owners(list(owners))}" if owners else ""
    return f"{count(len(calls), 'call')}{made_by}: {came_to}."


def main() -> None:
    """The command `grpc-sessions-summary`; the folder of the results is its one argument."""
    if len(sys.argv) != 2:
        sys.exit("usage: grpc-sessions-summary RESULTS_FOLDER")
    print(summary(Path(sys.argv[1])))  # noqa: T201  # its output is its purpose


if __name__ == "__main__":
    main()
