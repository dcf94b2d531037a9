"""The process's CPU time, for what cannot be seen from the outside: a loop inside a test."""

import time

from robot.api import logger
from robot.api.deco import keyword, library


@library(scope="GLOBAL", auto_keywords=False)
class CpuClock:
    @keyword
    def start_cpu_clock(self) -> None:
        self._started = time.process_time()

    @keyword
    def read_cpu_clock(self) -> None:
        """Logs the seconds since the start, those of all threads."""
        logger.info(f"CPU seconds: {time.process_time() - self._started}")
