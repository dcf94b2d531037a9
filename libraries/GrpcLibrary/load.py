"""Many calls at once, and what they came to taken together."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .outcome import Outcome


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of many calls, in the order in which the calls were begun."""

    outcomes: Sequence[Outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many calls ended with which code, by the code's name."""
        return dict(Counter(outcome.status.code.name for outcome in self.outcomes))

    def percentile(self, percent: float) -> float:
        """The seconds that `percent` of the calls did not exceed (nearest rank)."""
        durations = sorted(outcome.duration for outcome in self.outcomes)
        rank = max(1, -(-len(durations) * percent // 100))
        return durations[int(rank) - 1]

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


def call_many(call: Callable[[], Outcome], count: int, concurrency: int) -> Outcomes:
    """Make `count` calls, at most `concurrency` of them at the same moment."""
    with ThreadPoolExecutor(concurrency, thread_name_prefix="call_many") as pool:
        return Outcomes([future.result() for future in [pool.submit(call) for _ in range(count)]])
