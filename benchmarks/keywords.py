"""Shows what the keywords cost, as ratios of times that were taken in one run.

Echo With Session, in a loop
    against as many raw grpcio calls plus as many keywords that do nothing, and against as
    many keywords that do nothing but make a raw call. The second is the fairer: a call takes
    longer when Robot Framework works between it and the one before.

The scenario's keywords
    against the same calls in plain Python, on a stack of their own; the keywords' time is
    that of the suite's one test.

Recording a call
    against a raw grpcio call through the gateway, and how long it takes to tell of many.
"""

import statistics
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

from grpc import StatusCode
from robot import run
from robot.api.types import Secret

from GrpcLibrary.outcome import LastOutcome, Outcome, Status
from GrpcLibrary.schema import Schema
from MyServiceLibrary import PROTO
from MyServiceLibrary.gateway import Gateway
from MyServiceLibrary.login import log_in, new_session_id
from MyServiceLibrary.record import CallRecord
from ReportLibrary.page import page_of
from ReportLibrary.timeline import Known, Record, tell
from StackLibrary import places
from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

FOLDER = Path(__file__).parent
SCENARIO = FOLDER.parent / "suites" / "session_transfer.robot"
ROUNDS = 7
INSTANCES = 3


CALLS = 300  # of each kind and round in keyword_costs.robot
RECORDED_CALLS = 10_000


def main() -> None:
    call_seconds = show_echo()
    show_scenario()
    show_record(call_seconds)


def show_echo() -> float:
    """Return the seconds that a raw call takes."""
    groups = run_suite(FOLDER / "keyword_costs.robot", f"CALLS:{CALLS}").findall(".//group")
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
    return median["raw calls"] / CALLS


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


def show_record(call_seconds: float) -> None:
    method = Schema.from_path(PROTO).method("MyServiceAPI/MyServiceEcho")
    answer = method.response(pod_name="myservice-1")
    outcome = Outcome(method.path, "gateway:1", Status(StatusCode.OK, ""), 0.001, answer)
    recording, telling = [], []
    for _ in range(ROUNDS):
        record = CallRecord()
        started = time.perf_counter()
        for _ in range(RECORDED_CALLS):
            record.add("a session", outcome)
        recorded = time.perf_counter()
        page_of(tell(Record(record.take()), Known()), {})
        recording.append((recorded - started) / RECORDED_CALLS)
        telling.append(time.perf_counter() - recorded)
    seconds = statistics.median(recording)
    print(
        f"Recording a call / raw grpcio call: {seconds / call_seconds:.4f} "
        f"({seconds * 1e6:.2f} µs / {call_seconds * 1e6:.0f} µs); telling of "
        f"{RECORDED_CALLS:,} calls at a test's end: {statistics.median(telling):.3f} s"
    )


def time_scenario_in_python() -> float:
    stack = EmbeddedStack(EmbeddedSettings(places.services(), instances=INSTANCES))
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


if __name__ == "__main__":
    main()
