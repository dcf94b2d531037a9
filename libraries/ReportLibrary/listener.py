"""Tells what happened to sessions: in each test's log, each suite's metadata, and a file."""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from robot import result, running
from robot.api import logger
from robot.libraries.BuiltIn import BuiltIn

from GrpcLibrary.record import CallRecord, RecordedFailure
from StackLibrary import StackLibrary
from StackLibrary.errors import StackError
from StackLibrary.stack import Instance, Stack

from .call_file import CallFile
from .metadata import Metadata, versions
from .page import page_of
from .timeline import Known, Record, Timeline, tell

T = TypeVar("T")


class Report:
    """A listener that takes what the libraries of a suite have recorded."""

    ROBOT_LISTENER_API_VERSION = 3
    ROBOT_LISTENER_PRIORITY = 1  # the picture stands before the parts' logs, which are long

    def __init__(self, pages: Sequence[Path]):
        """`pages` are files that are put beside the report, once."""
        self._pages = pages
        self._known = Known()
        self._stack: Stack | None = None
        self._suite = ""
        self._metadata: dict[str, Metadata] = defaultdict(Metadata)
        self._file: CallFile | None = None

    def start_suite(self, data: running.TestSuite, result: result.TestSuite) -> None:
        self._suite = result.full_name
        self._known = Known()
        if self._file is None:
            folder = Path(BuiltIn().get_variable_value("${OUTPUT DIR}"))
            self._file = CallFile(folder)
            for page in self._pages:
                shutil.copy(page, folder)

    def start_test(self, data: running.TestCase, result: result.TestCase) -> None:
        """Take what was recorded before the test, which is no part of its picture."""
        self._take(self._suite)

    def end_test(self, data: running.TestCase, result: result.TestCase) -> None:
        timeline = self._take(result.full_name)
        if timeline.sessions:
            logger.info(page_of(timeline, _logs() if timeline.failing else {}), html=True)

    def end_suite(self, data: running.TestSuite, result: result.TestSuite) -> None:
        self._take(result.full_name)
        own = self._metadata[result.full_name]
        own.add("Versions", versions(_libraries()))
        suite: Any = result
        while suite is not None:
            self._metadata[suite.full_name].update(own)
            suite.metadata.update(self._metadata[suite.full_name].texts())
            suite = suite.parent

    def _take(self, where: str) -> Timeline:
        """Take what was recorded since the last time, in the test or suite of that name."""
        record = Record()
        for calls in _records():
            record.entries += calls.take()
            record.aliases |= calls.aliases
            for failed in calls.take_failures():
                if _has_counted(failed):
                    record.failing |= {outcome.id for outcome in failed.failure.outcomes}
        for current in (library.current for library in _imported(StackLibrary)):
            record.events += current.events.take()
            if current.latest is not None:
                self._look_at(current.latest, record, is_up=current.is_up)
        assert self._file is not None
        self._file.add(record.calls, where)
        return tell(record, self._known)

    def _look_at(self, stack: Stack, record: Record, *, is_up: bool) -> None:
        if stack is not self._stack:
            self._stack, self._known = stack, Known()
        instances = _instances(stack)
        record.instances |= {instance.address: instance.name for instance in instances}
        if is_up:
            record.exited += [one.name for one in instances if one.state == "exited"]
        metadata = self._metadata[self._suite]
        metadata.add("Gateway", [f"{stack.gateway_address} ({stack.kind})"])
        metadata.add("Instances", [instance.name for instance in instances])


def _instances(stack: Stack) -> list[Instance]:
    try:
        return stack.instances()
    except StackError:
        return []  # out of reach: only its gateway is known


def _records() -> Iterator[CallRecord]:
    """Return the records of calls of the libraries that the suite has imported."""
    for library in _libraries().values():
        if isinstance(record := getattr(library, "record", None), CallRecord):
            yield record


def _has_counted(failed: RecordedFailure) -> bool:
    """Tell whether a keyword's failure made the test fail: nothing around it has passed."""
    step = failed.keyword
    while step is not None and not isinstance(step, result.TestSuite):
        if not step.failed:
            return False
        step = step.parent
    return True


def _imported(kind: type[T]) -> Iterator[T]:
    """Return the libraries of a kind that the suite has imported, under whatever name."""
    return (library for library in _libraries().values() if isinstance(library, kind))


def _libraries() -> dict[str, object]:
    """Return the libraries that the suite has imported, by the names that it gave them."""
    libraries: Any = BuiltIn().get_library_instance(all=True)
    return dict(libraries)


def _logs() -> dict[str, str]:
    """Return what the parts of the suite's stacks have logged so far."""
    return {
        part: log
        for library in _imported(StackLibrary)
        for part, log in library.current.logs().items()
    }
