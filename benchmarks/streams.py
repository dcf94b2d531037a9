"""Shows what GrpcLibrary's keywords cost, as ratios of times that were taken in one run.

Receive Messages
    of 10,000 small messages, against grpcio receiving the same.

Call Rpc, in a loop
    against as many raw grpcio calls plus as many keywords that do nothing, and against as
    many keywords that do nothing but make one raw call. All keywords have the same arguments.
    The second is the fairer: a call takes longer when Robot Framework works between it and
    the one before. How much longer, the ratio of the two baselines tells.
"""

import statistics
from pathlib import Path

from keywords import elapsed, run_suite


def main() -> None:
    seconds: dict[str, list[float]] = {}
    for group in run_suite(Path(__file__).with_name("stream_costs.robot")).findall(".//group"):
        seconds.setdefault(str(group.get("name")), []).append(elapsed(group))
    show("Receive Messages / grpcio", seconds, "message keywords", "raw messages")
    show(
        "Call Rpc / (raw grpcio call + empty keyword)",
        seconds,
        "call keywords",
        "raw calls",
        "empty keywords",
    )
    show(
        "Keyword with one raw grpcio call / (raw grpcio call + empty keyword)",
        seconds,
        "raw call keywords",
        "raw calls",
        "empty keywords",
    )
    show(
        "Call Rpc / keyword with one raw grpcio call", seconds, "call keywords", "raw call keywords"
    )


def show(what: str, seconds: dict[str, list[float]], name: str, *others: str) -> None:
    median = statistics.median(seconds[name])
    baseline = sum(statistics.median(seconds[other]) for other in others)
    print(
        f"{what}: {median / baseline:.2f} ({median:.3f} s / {baseline:.3f} s, "
        f"medians of {len(seconds[name])} rounds)"
    )


if __name__ == "__main__":
    main()
