"""The library as Robot Framework imports it: a listener, and no keywords."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from . import __version__
from .listener import Report


@library(scope="GLOBAL", version=__version__)
class ReportLibrary(DynamicCore):
    """Library without keywords: importing it is enough.

    | ***** Settings *****
    | Library    MyServiceLibrary
    | Library    StackLibrary
    | Library    ReportLibrary

    At the end of each test that made calls, its log shows a sequence diagram and a table of
    them: which instance served which call of a session, when an instance went, how long a
    transfer took, and what the client saw. Calls of GrpcLibrary are shown as well, and it can
    be the only library: the diagram then has the client and the servers, and the table the
    connections.

    When the test failed, every call that it failed at is marked, with what was expected of it,
    and what the parts of the stack logged around the first of them stands below. A failure that
    the test has handled (with ``TRY/EXCEPT``, ``Run Keyword And Expect Error``, ``Expect
    Status``, ...) is not marked, nor are the attempts that ``Wait Until Keyword Succeeds``
    repeats.

    A row's time is when its call, or the first of its calls, had ended. A transfer's time is
    that from when the session's old instance went (was shut down, killed, paused, ...) until a
    new one had answered; where nobody saw the old one go, it is counted from the session's last
    answer.

    Whatever ended with another status than OK is an error that the client saw, except for
    streams that the client has cancelled itself and for errors that the test expected: those
    that it has handled, and those that keywords such as ``Expect Unavailable``, ``Subscription
    Should End`` and ``Status Should Be`` were told to expect.

    Calls are folded, so that the picture of any number of them has at most 60 rows. Each
    call is one line of ``calls.jsonl`` in the output directory.
    """

    def __init__(self, *pages: Path) -> None:
        """``pages`` are files to be put beside the report, which may link to them."""
        super().__init__([Report(pages)])
