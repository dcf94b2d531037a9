"""Says in words what a row or a whole timeline shows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from GrpcLibrary.load import percentile
from GrpcLibrary.record import Recorded, RecordedCall, RecordedStep
from StackLibrary.events import Event

from .folding import Row
from .timeline import Timeline, Transfer, began, put_out, rpc

LABEL_CHARACTERS = 29
ANSWER_CHARACTERS = 54
BOLD_ANSWER_CHARACTERS = 48
MAX_TURNS = 30
FAILED_HERE = " (the test failed here)"


def duration(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def count(number: int, what: str) -> str:
    """Say how many there are, as in '1 call' and '2 calls'."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def codes(calls: Sequence[RecordedCall]) -> str:
    """Say how many calls ended with which code, as in 'OK 12, UNAVAILABLE 1'."""
    counts = Counter(call.code for call in calls)
    return ", ".join(f"{code} {number:,}" for code, number in counts.items())


class Words:
    def __init__(self, timeline: Timeline):
        self._timeline = timeline
        self._sessions = timeline.sessions
        self._began = min(map(began, timeline.steps))

    def summary(self) -> str:
        """Say in one sentence what was seen."""
        calls = self._timeline.calls
        instances = {call.instance for call in calls if call.instance}
        errors = [call for call in calls if call.is_error]
        return (
            f"{count(len(calls), 'call')} of {count(len(self._sessions), 'session')}, answered "
            f"by {count(len(instances), 'instance')}; {_transfers(self._timeline.transfers)}; "
            f"{count(len(errors), 'error')} that the client saw"
            f"{f' ({codes(errors)})' if errors else ''}."
        )

    def alternative(self) -> str:
        """Tell the picture to those who cannot see it: what was seen, and each turn in it."""
        turns = [
            self.full(Row([step]))
            for step in self._timeline.steps
            if not isinstance(step, RecordedCall) or put_out(step) or step is self._timeline.failing
        ]
        left_out = len(turns) - MAX_TURNS
        more = [f"And {count(left_out, 'more turn')}."] if left_out > 0 else []
        return " ".join(["Sequence diagram.", self.summary(), *turns[:MAX_TURNS], *more])

    def time(self, row: Row) -> str:
        """Say when it began or, of a stream, ended; a transfer says how long it took."""
        first = row.steps[0]
        if isinstance(first, Transfer):
            return ""
        is_stream = isinstance(first, RecordedCall) and first.messages is not None
        return f"{(first.at if is_stream else began(first)) - self._began:.3f} s"

    def label(self, row: Row) -> str:
        return shorten(self._label(row, short=True), LABEL_CHARACTERS)

    def answer(self, row: Row) -> str:
        if row.steps[0] is not self._timeline.failing:
            return shorten(self._answer(row), ANSWER_CHARACTERS)
        return shorten(self._answer(row), BOLD_ANSWER_CHARACTERS - len(FAILED_HERE)) + FAILED_HERE

    def full(self, row: Row) -> str:
        """Say all of a row that the picture has no room for."""
        moment = datetime.fromtimestamp(began(row.steps[0])).isoformat(" ", "milliseconds")
        said = f"{self._label(row, short=False)}: {self._answer(row)}".rstrip(".: ")
        return f"{moment} {said}."

    def _label(self, row: Row, *, short: bool) -> str:
        first = row.steps[0]
        times = f" × {len(row.steps):,}" if len(row.steps) > 1 else ""
        if row.is_cut:
            return f"… {count(len(row.steps), 'step')} …"
        if isinstance(first, Event):
            return f"{first.part} {first.what}"
        return f"{self._who(row, short=short)}{_what(first)}{times}"

    def _who(self, row: Row, *, short: bool) -> str:
        """Name the session, where that is not always the same one."""
        ids = {step.owner for step in row.steps if not isinstance(step, Event)}
        if len(ids) > 1:
            return f"{count(len(ids), 'session')}, "
        if short and len(self._sessions) == 1:
            return ""
        alias = self._timeline.alias(ids.pop())
        return f"…{alias[-8:]}, " if short and len(alias) > 10 else f"{alias}, "

    def _answer(self, row: Row) -> str:
        first = row.steps[0]
        if row.is_cut:
            moves = [step for step in row.steps if isinstance(step, Transfer)]
            return f"{codes(row.calls) or 'no call'}; {_transfers(moves)}"
        if isinstance(first, Event):
            return ""
        if isinstance(first, Transfer):
            seconds = [step.seconds for step in row.steps if isinstance(step, Transfer)]
            return f"{first.origin} → {first.destination}, {_spread(seconds, 100)}"
        every = "all " if len(row.steps) > 1 else ""
        said = [f"{every}{first.instance}"] if first.instance else []
        if isinstance(first, RecordedStep):
            return "".join(said)
        if first.messages:
            said.append(count(sum(call.messages or 0 for call in row.calls), "message"))
        if first.code != "OK" or not said:
            quoted = f" '{first.message}'" if first.message and not every else ""
            said.append(f"{first.code}{quoted}")
        return ", ".join([*said, _spread([call.duration for call in row.calls], 99)])


def _what(step: Recorded | Transfer) -> str:
    if isinstance(step, Transfer):
        return "transfer"
    name = rpc(step).removeprefix("MyService")
    if isinstance(step, RecordedStep):
        return f"{name} {step.what}"
    return name if step.messages is None else f"{name} ended"


def _spread(seconds: Sequence[float], percent: int) -> str:
    """Say how long it took, or half of them and nearly all."""
    if len(seconds) == 1:
        return duration(seconds[0])
    longest = "max" if percent == 100 else f"p{percent}"
    half, most = percentile(seconds, 50), percentile(seconds, percent)
    return f"p50 {duration(half)}, {longest} {duration(most)}"


def _transfers(transfers: Sequence[Transfer]) -> str:
    if not transfers:
        return "no transfer"
    longest = max(transfer.seconds for transfer in transfers)
    if len(transfers) == 1:
        return f"1 transfer after {duration(longest)}"
    return f"{count(len(transfers), 'transfer')}, the longest after {duration(longest)}"
