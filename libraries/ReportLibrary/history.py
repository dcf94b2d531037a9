"""What is known of sessions and instances from before, so that transfers are found."""

from dataclasses import dataclass, field

from GrpcLibrary.record import Recorded, RecordedCall
from StackLibrary.events import Event

from .steps import Transfer, ended_part


@dataclass
class History:
    """Who served each session last and at which moment, and who is gone since when."""

    serving: dict[str, tuple[str, float]] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)

    def transfer_of(self, step: Recorded | Event) -> Transfer | None:
        """Return the transfer that the step shows, if it does."""
        if isinstance(step, Event) or not _tells_instance(step):
            return None
        origin, last_answer = self.serving.get(step.owner, (step.instance, 0.0))
        if step.instance == origin:
            return None
        seconds = step.at - self.gone.get(origin, last_answer)
        return Transfer(step.at, step.owner, origin, step.instance, max(0.0, seconds))

    def note(self, step: Recorded | Event) -> None:
        if not isinstance(step, Event) and _tells_instance(step):
            self.serving[step.owner] = (step.instance, step.at)
        if part := ended_part(step):
            self.gone[part] = step.at
        if isinstance(step, Event) and step.brings_back:
            self.gone.pop(step.part, None)


def _tells_instance(step: Recorded) -> bool:
    """Whether it tells who serves a session now.

    A stream's end does not: it comes from the instance of the stream's last message.
    """
    is_end_of_stream = isinstance(step, RecordedCall) and step.messages is not None
    return step.kind == "session" and step.instance != "" and not is_end_of_stream
