"""Shows what GrpcLibrary's keywords cost, as ratios of times that were taken in one run.

Receive Messages
    of 10,000 small messages, against grpcio receiving the same.

Call Rpc, in a loop
    against as many raw grpcio calls plus as many keywords that do nothing, and against as
    many keywords that do nothing but make one raw call. All keywords have the same arguments.
    The second is the fairer: a call takes longer when Robot Framework works between it and
    the one before. How much longer, the ratio of the two baselines tells.
"""

from pathlib import Path

from loops import Loops, run_suite


def main() -> None:
    loops = Loops(run_suite(Path(__file__).with_name("stream_costs.robot")))
    loops.show("Receive Messages / grpcio", "message keywords", "raw messages")
    loops.show(
        "Call Rpc / (raw grpcio call + empty keyword)",
        "call keywords",
        "raw calls",
        "empty keywords",
    )
    loops.show(
        "Keyword with one raw grpcio call / (raw grpcio call + empty keyword)",
        "raw call keywords",
        "raw calls",
        "empty keywords",
    )
    loops.show("Call Rpc / keyword with one raw grpcio call", "call keywords", "raw call keywords")


if __name__ == "__main__":
    main()
