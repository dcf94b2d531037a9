"""Folds the steps of a test into as many rows as a person can look through."""

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from typing import NamedTuple

from GrpcLibrary.record import RecordedCall
from StackLibrary.events import Event

from .steps import Step, Transfer, ended_part, owner_of
from .timeline import Timeline

MAX_ROWS = 60
MAX_FAILING_ROWS = 10  # where the middle is cut out


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
    transfers; at last, the middle is cut out. A failing call has a row of its own, or, where
    there are more than ten of them, shares it with other failing calls.
    """
    shares = len(timeline.failing) > MAX_FAILING_ROWS

    def by_kind(step: Step) -> Hashable:
        is_failing = timeline.failure(step) != ""
        if (is_failing and not shares) or isinstance(step, Event):
            return id(step)
        if isinstance(step, Transfer):
            return step.origin, step.destination
        alike = step.method, step.target, step.instance, is_failing
        if isinstance(step, RecordedCall):
            return *alike, step.code, timeline.is_expected(step)
        return *alike, step.what

    def by_owner(step: Step) -> Hashable:
        return (by_kind(step) if isinstance(step, Event) else owner_of(step)), by_kind(step)

    def is_landmark(step: Step) -> bool:
        return isinstance(step, Transfer) or is_turn(step)

    def is_turn(step: Step) -> bool:
        is_failing = timeline.failure(step) != "" and not shares
        return is_failing or isinstance(step, Event) or ended_part(step) != ""

    rows = [Row(tuple(steps)) for _, steps in groupby(timeline.steps, by_owner)]
    for key, stands_alone in (
        (by_owner, is_landmark),
        (by_kind, is_landmark),
        (by_kind, is_turn),
    ):
        if len(rows) <= limit:
            return rows
        rows = _fold_between(timeline.steps, key, stands_alone)
    return _cut(rows, lambda row: any(map(timeline.failure, row.steps)), limit)


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


def _cut(rows: Sequence[Row], is_failing: Callable[[Row], bool], limit: int) -> list[Row]:
    """Keep the first rows, the last ones, and the first failing ones between them."""
    if len(rows) <= limit:
        return list(rows)
    failing = min(MAX_FAILING_ROWS, sum(map(is_failing, rows)))
    ends = (limit - 2 * failing - 1) // 2
    kept = list(rows[:ends])
    left_out: list[Row] = []
    for row in rows[ends:-ends]:
        if failing > 0 and is_failing(row):
            kept += [*_together(left_out), row]
            left_out, failing = [], failing - 1
        else:
            left_out.append(row)
    return [*kept, *_together(left_out), *rows[-ends:]]


def _together(rows: Sequence[Row]) -> list[Row]:
    steps = [step for row in rows for step in row.steps]
    return [Row(steps, is_cut=True)] if steps else []
