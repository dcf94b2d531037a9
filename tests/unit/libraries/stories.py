"""Stories of a test, told step by step, as the libraries would have recorded them."""

from collections.abc import Sequence
from typing import Literal

from MyServiceLibrary.record import RecordedCall, RecordedStep
from ReportLibrary.timeline import Known, Record, Timeline, tell
from StackLibrary.events import Event

START = 1_700_000_000.0
STEP_SECONDS = 0.25  # exact in binary, so that sums and differences are, too
DURATION = 0.125
SERVICE = "/my_service.MyServiceAPI"


class Story:
    """Each step ends a quarter of a second after the one before."""

    def __init__(self, instances: Sequence[str] = ("a", "b", "c")):
        self.record = Record(instances={f"{name}:1": name for name in instances})
        self.known = Known()
        self.now = START

    def call(
        self,
        instance: str = "a",
        *,
        session: str = "s1",
        rpc: str = "MyServiceEcho",
        target: str = "gateway:1",
        times: int = 1,
        duration: float = DURATION,
        failure: str = "",
    ) -> "Story":
        for _ in range(times):
            call = RecordedCall(
                self._next(), session, f"{SERVICE}/{rpc}", target, instance, "OK", "", duration
            )
            self.record.entries.append(call._replace(failure=failure))
        return self

    def login(self, session: str = "s1") -> "Story":
        return self.call("", session=session, rpc="Login")

    def shutdown(self, instance: str = "a", session: str = "s1") -> "Story":
        return self.call(instance, session=session, rpc="MyServiceShutdown")

    def fail(
        self,
        code: str = "UNAVAILABLE",
        message: str = "",
        *,
        session: str = "s1",
        times: int = 1,
        target: str = "gateway:1",
        failure: str = "",
    ) -> "Story":
        self.call("", session=session, times=times, target=target, failure=failure)
        for index in range(-times, 0):
            call = self.record.entries[index]
            self.record.entries[index] = call._replace(code=code, message=message)
        return self

    def stream(self, what: Literal["opened", "message"], instance: str = "") -> "Story":
        where = f"{SERVICE}/MyServiceSubscribe", "gateway:1", instance
        self.record.entries.append(RecordedStep(self._next(), "s1", *where, what))
        return self

    def stream_end(self, instance: str, code: str, messages: int) -> "Story":
        self.call(instance, rpc="MyServiceSubscribe")
        ended = self.record.entries[-1]._replace(code=code, messages=messages)
        self.record.entries[-1] = ended
        return self

    def event(self, part: str, what: str) -> "Story":
        self.record.events.append(Event(self._next(), part, what))
        return self

    def tell(self, failure: str = "") -> Timeline:
        timeline = tell(self.record, self.known, failure)
        self.record = Record(aliases=self.record.aliases, instances=self.record.instances)
        return timeline

    def _next(self) -> float:
        self.now += STEP_SECONDS
        return self.now
