"""Many calls at once, and what they came to taken together."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import grpc

from .outcome import Outcome


class Counts(Counter[str]):
    """Numbers of calls by code; 0 for one that none ended with."""

    def __missing__(self, code: str) -> int:
        if code not in grpc.StatusCode.__members__:
            raise KeyError(f"'{code}' is not a gRPC status code")
        return 0


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of many calls, in the order in which the calls were begun."""

    outcomes: Sequence[Outcome]

    @property
    def counts(self) -> "Counts":
        """How many calls ended with which code, by the code's name."""
        return Counts(outcome.status.code.name for outcome in self.outcomes)

    def percentile(self, percent: float) -> float:
        """The seconds that `percent` of the calls did not exceed (nearest rank)."""
        return percentile((outcome.duration for outcome in self.outcomes), percent)

    @property
    def p50(self) -> float:
        return self.percentile(50)

    @property
    def p90(self) -> float:
        return self.percentile(90)

    @property
    def p99(self) -> float:
        return self.percentile(99)

    @property
    def max(self) -> float:
        return self.percentile(100)

    def __str__(self) -> str:
        codes = ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))
        times = (self.p50, self.p90, self.p99, self.max)
        p50, p90, p99, longest = (f"{seconds * 1000:.1f}" for seconds in times)
        return (
            f"{len(self.outcomes)} calls: {codes}; "
            f"p50 {p50} ms, p90 {p90} ms, p99 {p99} ms, max {longest} ms"
        )


def percentile(durations: Iterable[float], percent: float) -> float:
    """Return the duration that `percent` of them do not exceed (nearest rank)."""
    ranked = sorted(durations)
    rank = max(1, -(-len(ranked) * percent // 100))
    return ranked[int(rank) - 1]


def call_many(call: Callable[[], Outcome], count: int, concurrency: int) -> Outcomes:
    """Make `count` calls, at most `concurrency` of them at the same moment.

    Whatever ends the wait for them, calls that have not begun are not made then.
    """
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="call_many")
    try:
        futures = [pool.submit(call) for _ in range(count)]
        return Outcomes([future.result() for future in futures])
    finally:
        pool.shutdown(cancel_futures=True)
