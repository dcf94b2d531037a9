"""Shows what the keywords cost, as ratios of times that were taken in one run.

Echo With Session, in a loop
    against as many raw grpcio calls plus as many keywords that do nothing, and against as
    many keywords that do nothing but make a raw call. The second is the fairer: a call takes
    longer when Robot Framework works between it and the one before.

The scenario's keywords
    against the same calls in plain Python, on a stack of their own; the keywords' time is
    that of the suite's one test.
"""

import statistics
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

from robot import run
from robot.api.types import Secret

from GrpcLibrary.outcome import LastOutcome
from MyServiceLibrary import PROTO
from MyServiceLibrary.gateway import Gateway
from MyServiceLibrary.login import log_in, new_session_id
from StackLibrary import SERVICES
from StackLibrary.embedded import EmbeddedStack, Settings

FOLDER = Path(__file__).parent
SCENARIO = FOLDER.parent / "suites" / "session_transfer.robot"
ROUNDS = 7
INSTANCES = 3


def main() -> None:
    show_echo()
    show_scenario()


def show_echo() -> None:
    groups = run_suite(FOLDER / "keyword_costs.robot").findall(".//group")
    seconds: dict[str, list[float]] = {}
    for group in groups:
        seconds.setdefault(str(group.get("name")), []).append(elapsed(group))
    median = {name: statistics.median(times) for name, times in seconds.items()}
    echo, apart = median["echo keywords"], median["raw calls"] + median["empty keywords"]
    together = median["raw call keywords"]
    print(
        f"Echo With Session / (raw grpcio call + empty keyword): {echo / apart:.2f} "
        f"({echo:.3f} s / {apart:.3f} s)\n"
        f"Echo With Session / keyword that makes a raw grpcio call: {echo / together:.2f} "
        f"({echo:.3f} s / {together:.3f} s), medians of {len(seconds['raw calls'])} rounds"
    )


def show_scenario() -> None:
    keywords, plain = [], []
    for _ in range(ROUNDS):
        test = run_suite(SCENARIO).find(".//test")
        assert test is not None
        keywords.append(elapsed(test))
        plain.append(time_scenario_in_python())
    ratio = statistics.median(keywords) / statistics.median(plain)
    print(
        f"Scenario in keywords / in plain Python: {ratio:.2f} "
        f"({statistics.median(keywords):.3f} s / {statistics.median(plain):.3f} s, "
        f"medians of {ROUNDS} rounds)"
    )


def time_scenario_in_python() -> float:
    stack = EmbeddedStack(Settings(SERVICES, instances=INSTANCES))
    gateway = Gateway(stack.gateway_address, 5, PROTO, LastOutcome())
    try:
        started = time.perf_counter()
        session_id = new_session_id()
        session = log_in(gateway, "TestUser", Secret("TestPassword"), session_id, session_id)
        for _ in range(INSTANCES):
            gateway.echo(session.id, session.token, "first")
            gateway.echo(session.id, session.token, "second")
            gateway.shutdown(session.id, session.token)
        gateway.echo(session.id, session.token, "last")
        for instance in stack.instances():
            stack.wait_until_exited(instance.name, timeout=5)
        return time.perf_counter() - started
    finally:
        gateway.close()
        stack.stop()


def run_suite(suite: Path) -> ET.Element:
    """Run a suite and return its output."""
    with tempfile.TemporaryDirectory() as results:
        exit_code = run(suite, outputdir=results, log=None, report=None, console="none")
        if exit_code != 0:
            raise SystemExit(f"{suite.name} failed: there is nothing to compare.")
        return ET.parse(Path(results) / "output.xml").getroot()  # noqa: S314  # our own output


def elapsed(element: ET.Element) -> float:
    status = element.find("status")
    assert status is not None
    return float(status.get("elapsed", "nan"))


if __name__ == "__main__":
    main()
