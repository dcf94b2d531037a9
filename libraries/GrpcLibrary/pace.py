"""How often something is looked at until it is as expected."""

import time
from collections.abc import Iterator

# A pace, not a wait: no verdict hangs on its length. Without it, the number of calls on the
# way would depend on how fast the machine is.
PACE_SECONDS = 0.1


def paced(within: float) -> Iterator[tuple[int, float]]:
    """Yield the number of the look and the seconds since the first, while `within` lasts."""
    started = time.monotonic()
    number = 1
    while True:
        yield number, time.monotonic() - started
        if time.monotonic() - started + PACE_SECONDS > within:
            return
        time.sleep(PACE_SECONDS)
        number += 1
