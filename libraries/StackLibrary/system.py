"""The system by itself: starts it, prints its gateway's address, and ends it at Ctrl-C.

The command `grpc-sessions-system`, or `python -m StackLibrary.system`.
"""

import argparse
import signal
import sys
from collections.abc import Sequence

from . import places
from .errors import StackError
from .processes.stack import EmbeddedSettings, EmbeddedStack

_ENDS = {signal.SIGINT, signal.SIGTERM}


def main(arguments: Sequence[str] | None = None) -> int:
    given = _options().parse_args(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    settings = EmbeddedSettings(
        places.services(),
        instances=given.instances,
        capacity=given.capacity,
        gateway_port=given.port,
    )
    try:
        stack = EmbeddedStack(settings)
    except StackError as err:
        print(err, file=sys.stderr)
        return 1
    try:
        print(stack.gateway_address, flush=True)
        signal.sigwait(_ENDS)
    finally:
        stack.stop()
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="grpc-sessions-system",
        description="Starts a gateway, an auth service and instances on this machine, prints the "
        "gateway's address, and ends all at Ctrl-C.",
    )
    options.add_argument("--instances", type=int, default=3, help="how many (default: 3)")
    options.add_argument(
        "--capacity", type=int, default=1, help="sessions an instance holds, 0: any (default: 1)"
    )
    options.add_argument("--port", type=int, default=0, help="the gateway's (default: a free one)")
    return options


if __name__ == "__main__":
    sys.exit(main())
