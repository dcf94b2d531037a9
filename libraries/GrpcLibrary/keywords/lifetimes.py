"""A listener that ends what a test or a suite has begun."""

from robot import result, running

from .aliases import Aliases
from .connections import Opened
from .streams import OpenStream


class ConnectionLifetime:
    """Cancels streams that a test leaves open, and closes connections that a suite does."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, connections: Aliases[Opened], streams: Aliases[OpenStream]):
        self._connections = connections
        self._streams = streams
        self._of_the_suite: list[OpenStream] = []

    def start_test(self, data: running.TestCase, result: result.TestCase) -> None:
        self._of_the_suite = list(self._streams)

    def end_test(self, data: running.TestCase, result: result.TestCase) -> None:
        for stream in list(self._streams):
            if stream not in self._of_the_suite:
                stream.opened.cancels.pop(stream.alias)()

    def close(self) -> None:
        for opened in self._connections.remove_all():
            opened.close()
