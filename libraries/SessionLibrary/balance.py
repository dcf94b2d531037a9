"""How evenly a gateway spreads sessions over the instances."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from GrpcLibrary.errors import CheckFailed, UsageError

from .crowd import Begin
from .gateway import Gateway
from .judgement import judge_served

CHANNELS = 10


def judge_balance(
    gateway: Gateway, begin: Begin, sessions: int, at_most: float
) -> Mapping[str, int]:
    """Begin sessions, make one call of each, and return how many each instance serves.

    Fail unless each call is answered, and no instance serves more than `at_most` percent.
    """
    if sessions < CHANNELS or not 0 < at_most <= 100:
        raise UsageError(
            f"There should be {CHANNELS} sessions or more, and a share of 1 to 100 %, got "
            f"'{sessions}' sessions and '{at_most:g}%'."
        )
    gateways = [gateway.in_background() for _ in range(CHANNELS)]

    def serve(channel: int) -> list[str]:
        """Serve every tenth session, over one of the channels."""
        served = []
        for number in range(channel, sessions, CHANNELS):
            session = begin(gateways[channel], f"session {number + 1}")
            judge_served(session, session.call())
            served.append(str(session.instance))
        return served

    try:
        with ThreadPoolExecutor(CHANNELS, thread_name_prefix="balance") as pool:
            counts = Counter(name for names in pool.map(serve, range(CHANNELS)) for name in names)
    finally:
        for one in gateways:
            one.close()
    name, most = counts.most_common(1)[0]
    if most > sessions * at_most / 100:
        shares = ", ".join(f"'{one}' {count}" for one, count in counts.most_common())
        raise CheckFailed(
            f"Instance '{name}' serves {most} of {sessions} sessions "
            f"({most / sessions:.1%}; all: {shares}), expected at most {at_most:g} %."
        )
    return dict(counts)
