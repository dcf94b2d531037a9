"""Keywords that change how many instances there are, and how quickly they answer."""

import time
from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..errors import StackError

LIMIT = timedelta(seconds=30)  # containers on a busy machine take their time


class ScalingKeywords:
    def __init__(self, current: CurrentStack):
        self._current = current

    @keyword(tags=["Scaling"])
    def add_instance(self, timeout: timedelta = LIMIT) -> str:
        """Starts one more instance, and returns its name.

        Waits until the gateway sends it calls.

        | ${added} =    `Add Instance`
        | ${instance} =    Session Should Stay On Instance    session=Late
        | Should Be Equal    ${instance}    ${added}
        """
        at, started = time.time(), time.monotonic()
        name = self._current.get().add_instance(timeout.total_seconds())
        self._current.events.add(at, name, "added")
        logger.info(f"Instance '{name}' was added within {time.monotonic() - started:.3f} s.")
        return name

    @keyword(tags=["Scaling"])
    def remove_instance(self, name: str, timeout: timedelta = LIMIT) -> None:
        """Takes the instance out of the gateway's list, and then ends it (SIGTERM).

        Waits until it gets no new calls, and then until it has exited with code 0.

        | ${ada} =    Get Session    Ada
        | `Remove Instance`    ${ada.instance}
        | Session Should Move To Another Instance    session=Ada
        """
        at, started = time.time(), time.monotonic()
        self._current.get().remove_instance(name, timeout.total_seconds())
        self._current.events.add(at, name, "removed")
        logger.info(f"Instance '{name}' was removed within {time.monotonic() - started:.3f} s.")

    @keyword(tags=["Breaking"])
    def slow_down_instance(
        self, name: str, delay: timedelta = timedelta(seconds=1), timeout: timedelta = LIMIT
    ) -> None:
        """Delays the answers of the instance by ``delay``; health checks are answered in time.

        With a delay of 0 s it answers as quickly as before. A restart ends the delay, too.

        | `Slow Down Instance`    myservice-1    delay=500ms
        """
        seconds = delay.total_seconds()
        if seconds < 0:
            raise StackError(f"'delay' should be 0 or more, got '{seconds:g} s'.")
        at = time.time()
        self._current.get().slow_down(name, seconds, timeout.total_seconds())
        self._current.events.add(at, name, "slowed down" if seconds else "no longer slow")
        logger.info(f"Instance '{name}' answers {seconds:g} s late.")
