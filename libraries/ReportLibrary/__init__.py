"""Robot Framework library that shows what happened to sessions, in the log of each test."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from .listener import Report

__version__ = "0.1.0"


@library(scope="GLOBAL", version=__version__)
class ReportLibrary(DynamicCore):
    """Library without keywords: importing it is enough.

    | *** Settings ***
    | Library    MyServiceLibrary
    | Library    StackLibrary
    | Library    ReportLibrary

    At the end of each test that used sessions, its log shows a sequence diagram and a table
    of them: which instance served which call, when an instance went, how long a transfer
    took, and what the client saw. When the test failed, the call that it failed at is
    marked, and what the parts of the stack logged around that moment stands below.

    A transfer's time is that from when the session's old instance went (was shut down, killed,
    paused, ...) until a new one had answered; where nobody saw the old one go, it is counted
    from the session's last answer. Whatever ended with another status than OK is an error
    that the client saw, but for a stream that the client has cancelled itself.

    Calls are folded, so that the picture of any number of them has at most 60 rows. Each
    call is one line of ``calls.jsonl`` in the output directory.
    """

    def __init__(self, *pages: Path) -> None:
        """``pages`` are files to be put beside the report, which may link to them."""
        self.ROBOT_LIBRARY_LISTENER = [Report(pages)]
        super().__init__([])
