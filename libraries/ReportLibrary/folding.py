"""Folds the steps of a test into as many rows as a person can look through."""

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from typing import NamedTuple

from GrpcLibrary.record import RecordedCall
from StackLibrary.events import Event

from .timeline import Step, Timeline, Transfer, put_out

MAX_ROWS = 60


class Row(NamedTuple):
    """Steps that are alike, or, where `is_cut`, all that had no room of its own."""

    steps: Sequence[Step]
    is_cut: bool = False

    @property
    def calls(self) -> list[RecordedCall]:
        return [step for step in self.steps if isinstance(step, RecordedCall)]


Key = Callable[[Step], Hashable]


def fold(timeline: Timeline, limit: int = MAX_ROWS) -> list[Row]:
    """Fold no more than is needed for at most `limit` rows.

    First, steps that follow each other; then all that lie between two landmarks (transfers,
    and whatever happens to instances); then those of all sessions together; then across
    transfers; at last, the middle is cut out. The failing call has a row of its own.
    """

    def by_kind(step: Step) -> Hashable:
        if step is timeline.failing or isinstance(step, Event):
            return id(step)
        if isinstance(step, Transfer):
            return step.origin, step.destination
        what = step.code if isinstance(step, RecordedCall) else step.what
        return step.method, step.target, step.instance, what

    def by_session(step: Step) -> Hashable:
        if step is timeline.failing or isinstance(step, Event):
            return id(step)
        return step.owner, by_kind(step)

    def is_landmark(step: Step) -> bool:
        return isinstance(step, Transfer) or is_turn(step)

    def is_turn(step: Step) -> bool:
        return step is timeline.failing or isinstance(step, Event) or put_out(step) != ""

    rows = [Row(tuple(steps)) for _, steps in groupby(timeline.steps, by_session)]
    for key, stands_alone in (
        (by_session, is_landmark),
        (by_kind, is_landmark),
        (by_kind, is_turn),
    ):
        if len(rows) <= limit:
            return rows
        rows = _fold_between(timeline.steps, key, stands_alone)
    return _cut(rows, timeline.failing, limit)


def _fold_between(
    steps: Sequence[Step], key: Key, stands_alone: Callable[[Step], bool]
) -> list[Row]:
    """Fold steps with the same key, in the order of their first, but not across others."""
    rows = []
    for _, stretch in groupby(steps, stands_alone):
        alike: dict[Hashable, list[Step]] = {}
        for step in stretch:
            alike.setdefault(key(step), []).append(step)
        rows += [Row(tuple(group)) for group in alike.values()]
    return rows


def _cut(rows: Sequence[Row], failing: Step | None, limit: int) -> list[Row]:
    """Keep the first rows, the last ones, and the failing one between them."""
    if len(rows) <= limit:
        return list(rows)
    kept = (limit - 3) // 2
    head, middle, tail = rows[:kept], rows[kept:-kept], rows[-kept:]
    at = next((index for index, row in enumerate(middle) if row.steps[0] is failing), None)
    if at is None:
        return [*head, *_together(middle), *tail]
    own = [middle[at]]
    return [*head, *_together(middle[:at]), *own, *_together(middle[at + 1 :]), *tail]


def _together(rows: Sequence[Row]) -> list[Row]:
    steps = [step for row in rows for step in row.steps]
    return [Row(steps, is_cut=True)] if steps else []
