"""Shows what the keywords cost, as ratios of times that were taken in one run.

Echo With Session, in a loop
    against as many raw grpcio calls plus as many keywords that do nothing, and against as
    many keywords that do nothing but make a raw call. The second is the fairer: a call takes
    longer when Robot Framework works between it and the one before. CPU is that of the test's
    process, which says what the keyword costs; the wall's clock has the gateway's and the
    instance's work in it, too.

The scenario's keywords
    against the same calls in plain Python, on a stack of their own; the keywords' time is
    that of the suite's one test.

Recording a call
    against a raw grpcio call through the gateway, and how long it takes to tell of many.
"""

import statistics
import time
from pathlib import Path

from grpc import StatusCode
from loops import Loops, elapsed, run_suite
from robot.api.types import Secret

from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.record import CallRecord
from GrpcLibrary.schema import Schema
from MyServiceLibrary import DESCRIPTION
from ReportLibrary.history import History
from ReportLibrary.page import page_of
from ReportLibrary.timeline import Evidence, build_timeline
from SessionLibrary.description import Description
from SessionLibrary.gateway import Gateway
from SessionLibrary.login import log_in, new_session_id
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
    loops = Loops(run_suite(FOLDER / "keyword_costs.robot", f"CALLS:{CALLS}"))
    echo = "Echo With Session"
    loops.show(
        f"{echo} / (raw grpcio call + empty keyword)",
        "echo keywords",
        "raw calls",
        "empty keywords",
    )
    loops.show(
        f"{echo} / keyword that makes a raw grpcio call", "echo keywords", "raw call keywords"
    )
    return loops.wall("raw calls") / CALLS


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
    system = Description(DESCRIPTION).system(no_server)
    method = system.call.method
    answer = method.response(pod_name="myservice-1")
    status = Status(StatusCode.OK, "")
    outcome = Outcome(method.path, "gateway:1", status, 0.001, answer, owner="a session")
    recording, telling = [], []
    for _ in range(ROUNDS):
        record = CallRecord(system.instance_of, kind="session")
        started = time.perf_counter()
        for _ in range(RECORDED_CALLS):
            record.call_ended(outcome)
        recorded = time.perf_counter()
        page_of(build_timeline(Evidence(record.take()), History()), {})
        recording.append((recorded - started) / RECORDED_CALLS)
        telling.append(time.perf_counter() - recorded)
    seconds = statistics.median(recording)
    print(
        f"Recording a call / raw grpcio call: {seconds / call_seconds:.4f} "
        f"({seconds * 1e6:.2f} µs / {call_seconds * 1e6:.0f} µs); telling of "
        f"{RECORDED_CALLS:,} calls at a test's end: {statistics.median(telling):.3f} s"
    )


def no_server() -> Schema:
    raise AssertionError("The schema is in a file.")


def time_scenario_in_python() -> float:
    stack = EmbeddedStack(EmbeddedSettings(places.services(), instances=INSTANCES))
    gateway = Gateway.connect(
        stack.gateway_address, 5, Description(DESCRIPTION), CallRecord(kind="session")
    )
    shutdown = gateway.system.shutdown
    assert shutdown is not None
    try:
        started = time.perf_counter()
        session = log_in(gateway, "TestUser", Secret("TestPassword"), new_session_id())
        for _ in range(INSTANCES):
            session.call("first")
            session.call("second")
            session.send(shutdown, 0)
        session.call("last")
        for instance in stack.instances():
            stack.wait_until_exited(instance.name, timeout=5)
        return time.perf_counter() - started
    finally:
        gateway.close()
        stack.stop()


if __name__ == "__main__":
    main()
