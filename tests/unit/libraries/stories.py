"""Stories of a test, told step by step, as the libraries would have recorded them."""

import itertools
from collections.abc import Sequence
from typing import Any, Literal

from GrpcLibrary.record import Kind, RecordedCall, RecordedStep
from ReportLibrary.history import History
from ReportLibrary.timeline import Evidence, Timeline, build_timeline
from StackLibrary.events import Event

START = 1_700_000_000.0
STEP_SECONDS = 0.25  # exact in binary, so that sums and differences are, too
DURATION = 0.125
SERVICE = "/my_service.MyServiceAPI"


class Story:
    """Each step ends a quarter of a second after the one before.

    A step with a `failure` is what the test failed because of, with that sentence; one that is
    `expected` ends as the test has expected.
    """

    def __init__(self, instances: Sequence[str] = ("a", "b", "c")):
        self.evidence = Evidence(instances={f"{name}:1": name for name in instances})
        self.history = History()
        self.now = START
        self._ids = itertools.count(1)

    def call(
        self,
        instance: str = "a",
        *,
        session: str = "s1",
        rpc: str = "MyServiceEcho",
        target: str = "gateway:1",
        times: int = 1,
        duration: float = DURATION,
        code: str = "OK",
        message: str = "",
        messages: int | None = None,
        kind: Kind = "session",
        service: str = SERVICE,
        is_shutdown: bool = False,
        failure: str = "",
        is_expected: bool = False,
    ) -> "Story":
        for _ in range(times):
            number = next(self._ids)
            where = session, f"{service}/{rpc}", target, instance
            ending = code, message, duration, messages, kind, is_shutdown
            self.evidence.entries.append(RecordedCall(number, self._next(), *where, *ending))
            if failure:
                self.evidence.failing[number] = failure
            if is_expected:
                self.evidence.expected.add(number)
        return self

    def login(self, session: str = "s1") -> "Story":
        return self.call("", session=session, rpc="Login")

    def shutdown(self, instance: str = "a", session: str = "s1") -> "Story":
        return self.call(instance, session=session, rpc="MyServiceShutdown", is_shutdown=True)

    def fail(self, code: str = "UNAVAILABLE", message: str = "", **others: Any) -> "Story":
        return self.call("", code=code, message=message, **others)

    def connection(self, alias: str = "guide", **others: Any) -> "Story":
        """Make a call of GrpcLibrary."""
        settings = {"target": "server:1", "rpc": "GetPlace", "service": "/guide.RouteGuide"}
        return self.call("", session=alias, kind="connection", **{**settings, **others})

    def stream(
        self,
        what: Literal["opened", "message"],
        instance: str = "",
        *,
        session: str = "s1",
        kind: Kind = "session",
        target: str = "gateway:1",
        failure: str = "",
    ) -> "Story":
        number = next(self._ids) if what == "message" and instance else 0
        where = session, f"{SERVICE}/MyServiceSubscribe", target, instance
        step = RecordedStep(number, self._next(), *where, what, what == "message", kind)
        self.evidence.entries.append(step)
        if failure:
            self.evidence.failing[number] = failure
        return self

    def stream_end(self, instance: str, code: str, messages: int, **others: Any) -> "Story":
        rpc = "MyServiceSubscribe"
        return self.call(instance, rpc=rpc, code=code, messages=messages, **others)

    def event(self, part: str, what: str) -> "Story":
        self.evidence.events.append(Event(self._next(), part, what))
        return self

    def tell(self) -> Timeline:
        timeline = build_timeline(self.evidence, self.history)
        self.evidence = Evidence(
            aliases=self.evidence.aliases,
            instances=self.evidence.instances,
            gateways=self.evidence.gateways,
        )
        return timeline

    def _next(self) -> float:
        self.now += STEP_SECONDS
        return self.now
