"""Says in words what a row or a whole timeline shows."""

from datetime import datetime
from typing import TypeGuard

from GrpcLibrary.printable import printable
from GrpcLibrary.record import Recorded, RecordedCall, RecordedStep
from StackLibrary.events import Event

from .folding import Row
from .steps import Owner, Step, Transfer, began, ended_part, owner_of, short_method_name
from .texts import codes, count, count_owners, fit, shorten, spread, transfer_times, width_of
from .timeline import Timeline

LABEL_CHARACTERS = 29
ANSWER_WIDTH = 400  # pixels
MAX_EXPECTATION = 500  # characters
BOLD = 1.12  # how much wider bold letters are
MAX_TURNS = 30
MAX_FAILING_TURNS = 10
MAX_INSTANCE = 150  # pixels, so that there is room for a message, too


class Captions:
    def __init__(self, timeline: Timeline):
        self._timeline = timeline
        self._began = min(began(step) for step in timeline.steps if not isinstance(step, Transfer))

    def summary(self) -> str:
        """Say in one sentence what was seen."""
        timeline = self._timeline
        calls, errors = timeline.calls, timeline.errors(timeline.calls)
        expected = timeline.expected(timeline.calls)
        return (
            f"{count(len(calls), 'call')} of {count_owners(timeline.owners)}, "
            f"{'; '.join(self._answerers())}; "
            f"{count(len(errors), 'error')} that the client saw"
            f"{f' ({codes(errors)})' if errors else ''}"
            f"{f', and {len(expected):,} that the test expected' if expected else ''}"
            f"{f' ({codes(expected)})' if expected else ''}."
        )

    def alternative(self) -> str:
        """Tell the picture to those who cannot see it: what was seen, and each turn in it."""
        turns = [step for step in self._timeline.steps if self._is_turn(step)]
        failing = [step for step in turns if self._timeline.failure(step)][:MAX_FAILING_TURNS]
        others = [step for step in turns if not self._timeline.failure(step)]
        told = {id(step) for step in [*failing, *others[: MAX_TURNS - len(failing)]]}
        said = [self.full(Row([step])) for step in turns if id(step) in told]
        left_out = len(turns) - len(told)
        more = [f"And {count(left_out, 'more turn')}."] if left_out > 0 else []
        return " ".join(["Sequence diagram.", self.summary(), *said, *more])

    def time(self, row: Row) -> str:
        """Say when the row's first step had ended; a transfer says how long it took."""
        first = row.steps[0]
        return "" if isinstance(first, Transfer) else f"{first.at - self._began:.3f} s"

    def label(self, row: Row) -> str:
        return self._label(row, LABEL_CHARACTERS)

    def answer(self, row: Row) -> str:
        """Say who answered what after how long: nothing but names and messages is shortened."""
        is_bold = any(map(self._timeline.failure, row.steps))
        return self._answer(row, ANSWER_WIDTH / BOLD if is_bold else ANSWER_WIDTH)

    def note(self, row: Row) -> str:
        """Say what was expected of a call that the test failed at; empty for others."""
        sentences = list(filter(None, map(self._timeline.failure, row.steps)))
        if not sentences:
            return ""
        where = f"The test failed at {count(len(sentences), 'step')} of these"
        where = where if len(row.steps) > 1 else "The test failed here"
        return f"{where}: {_expectation(sentences[0])}"

    def full(self, row: Row) -> str:
        """Say all of a row that the picture has no room for."""
        moment = datetime.fromtimestamp(began(row.steps[0])).isoformat(" ", "milliseconds")
        said = f"{self._label(row)}: {self._answer(row)}".rstrip(".: ")
        note = self.note(row).rstrip(".")
        return f"{moment} {said}.{f' {note}.' if note else ''}"

    def _answerers(self) -> list[str]:
        """Say how many servers or instances have answered, and what became of sessions."""
        timeline = self._timeline
        instances = {call.instance for call in timeline.calls if call.instance}
        if all(owner.kind == "connection" for owner in timeline.owners):
            servers = count(len(timeline.servers), "server")
            return [f"to {servers}" if timeline.servers else "to the gateway or its instances"]
        others = f" and to {count(len(timeline.servers), 'other server')}"
        answered = f"answered by {count(len(instances), 'instance')}"
        return [
            f"{answered}{others if timeline.servers else ''}",
            transfer_times(timeline.transfers),
        ]

    def _is_turn(self, step: Step) -> bool:
        is_call = isinstance(step, RecordedCall)
        return not is_call or ended_part(step) != "" or self._timeline.failure(step) != ""

    def _label(self, row: Row, room: int | None = None) -> str:
        first = row.steps[0]
        times = f" × {total:,}" if (total := _times(row)) > 1 else ""
        if row.is_cut:
            return f"… {count(len(row.steps), 'step')} …"
        if isinstance(first, Event):
            said, times = f"{first.part} {first.what}", ""
        else:
            said = f"{self._who(row, is_short=room is not None)}{_what(first)}"
        return (said if room is None else shorten(said, room - len(times))) + times

    def _who(self, row: Row, *, is_short: bool) -> str:
        """Name the session or connection, where that is not always the same one."""
        owners = list({owner_of(step): None for step in row.steps if not isinstance(step, Event)})
        if len(owners) > 1:
            return f"{count_owners(owners)}, "
        if is_short and len(self._timeline.owners) == 1:
            return ""
        return f"{self._name(owners[0], is_short=is_short)}, "

    def _name(self, owner: Owner, *, is_short: bool) -> str:
        name = self._timeline.name(owner)
        return f"…{name[-8:]}" if is_short and len(name) > 10 else name

    def _answer(self, row: Row, room: float | None = None) -> str:
        first = row.steps[0]
        if row.is_cut:
            moves = [step for step in row.steps if isinstance(step, Transfer)]
            return f"{codes(row.calls) or 'no call'}; {transfer_times(moves)}"
        if isinstance(first, Event):
            return ""
        if isinstance(first, Transfer):
            seconds = [step.seconds for step in row.steps if isinstance(step, Transfer)]
            path, tail = f"{first.origin} → {first.destination}", f", {spread(seconds, 100)}"
            return (path if room is None else fit(path, room - width_of(tail))) + tail
        return self._ending(row, first, room)

    def _ending(self, row: Row, first: Recorded, room: float | None) -> str:
        """Say what calls, or messages, came to; in so many pixels, if there is a limit."""
        every = "all " if _times(row) > 1 else ""
        instance = f"{every}{first.instance}" if first.instance else ""
        if isinstance(first, RecordedStep):
            return instance if room is None else fit(instance, room)
        before = [count(total, "message")] if (total := _messages(row)) else []
        has_code = first.code != "OK" or not (instance or before)
        code = [first.code] if has_code else []
        after = [spread([call.duration for call in row.calls], 99)]
        after += ["as expected"] * self._timeline.is_expected(first)
        message = first.message if code and not every else ""
        if room is not None:
            left = room - width_of(", ".join(["", *before, *code, *after]))
            instance = fit(instance, min(left, MAX_INSTANCE) if message else left)
            left -= width_of(f"{instance} ''")
            message = fit(message, left) if left > width_of("x…") else ""
        quoted = [f"{text} '{message}'" if message else text for text in code]
        return ", ".join(filter(None, [instance, *before, *quoted, *after]))


def _expectation(sentence: str) -> str:
    """Return what a failure's sentence says was expected; all of it where that says too little."""
    _, _, expected = sentence.rpartition(", expected ")
    says_much = any(character.isalpha() for character in expected)
    said = f"expected {expected}" if says_much and expected != sentence else sentence
    return printable(said, MAX_EXPECTATION)


def _messages(row: Row) -> int:
    return sum(call.messages or 0 for call in row.calls)


def _times(row: Row) -> int:
    """Return how many steps a row stands for; messages may have come together in one."""
    return sum(step.messages if _is_message(step) else 1 for step in row.steps)


def _is_message(step: Step) -> TypeGuard[RecordedStep]:
    return isinstance(step, RecordedStep) and step.what == "message"


def _what(step: Recorded | Transfer) -> str:
    if isinstance(step, Transfer):
        return "transfer"
    name = short_method_name(step)
    if isinstance(step, RecordedStep):
        return f"{name} {step.what}"
    return name if step.messages is None else f"{name} ended"
