"""Shows what became of calls: in each test's log, each suite's metadata, and a file."""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from robot import result, running
from robot.api import logger
from robot.libraries.BuiltIn import BuiltIn

from GrpcLibrary.record import CallRecord
from StackLibrary import StackLibrary
from StackLibrary.errors import StackError
from StackLibrary.stack import Instance, Stack

from .call_file import CallFile
from .failures import effect_of
from .history import History
from .log_lines import all_tell_times
from .metadata import Metadata, versions
from .page import page_of
from .timeline import Evidence, Timeline, build_timeline

T = TypeVar("T")


class Report:
    """A listener that takes what the libraries of a suite have recorded."""

    ROBOT_LISTENER_API_VERSION = 3
    ROBOT_LISTENER_PRIORITY = 1  # the picture stands before the parts' logs, which are long

    def __init__(self, pages: Sequence[Path]):
        """`pages` are files that are put beside the report, once."""
        self._pages = pages
        self._history = History()
        self._stack: Stack | None = None
        self._suite = ""
        self._metadata: dict[str, Metadata] = defaultdict(Metadata)
        self._file: CallFile | None = None

    def start_suite(self, data: running.TestSuite, result: result.TestSuite) -> None:
        self._suite = result.full_name
        self._history = History()
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
        if timeline.owners:
            logger.info(page_of(timeline, _show_logs() if timeline.failing else {}), html=True)

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
        evidence = Evidence()
        for record in _records():
            _take_calls(record, evidence)
        for current in (library.current for library in _imported(StackLibrary)):
            evidence.events += current.events.take()
            if current.latest is not None:
                self._look_at(current.latest, evidence, is_up=current.is_up)
        assert self._file is not None
        self._file.add(evidence.calls, where)
        return build_timeline(evidence, self._history)

    def _look_at(self, stack: Stack, evidence: Evidence, *, is_up: bool) -> None:
        if stack is not self._stack:
            self._stack, self._history = stack, History()
        instances = _instances(stack)
        evidence.gateways.add(stack.gateway_address)
        evidence.instances |= {instance.address: instance.name for instance in instances}
        if is_up:
            evidence.exited += [one.name for one in instances if one.state == "exited"]
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


def _take_calls(record: CallRecord, evidence: Evidence) -> None:
    """Take what a library has recorded, and what became of its keywords' failures."""
    evidence.entries += record.take()
    evidence.aliases |= record.aliases
    evidence.expected |= record.take_expected()
    for failure, keyword in record.take_failures():
        ids = [outcome.id for outcome in failure.outcomes]
        effect = effect_of(keyword)
        if effect == "failing":
            evidence.failing |= dict.fromkeys(ids, str(failure))
        elif effect == "expected":
            evidence.expected.update(ids)


def _imported(kind: type[T]) -> Iterator[T]:
    """Return the libraries of a kind that the suite has imported, under whatever name."""
    return (library for library in _libraries().values() if isinstance(library, kind))


def _libraries() -> dict[str, object]:
    """Return the libraries that the suite has imported, by the names that it gave them."""
    libraries: Any = BuiltIn().get_library_instance(all=True)
    return dict(libraries)


def _show_logs() -> dict[str, str]:
    """Return what the parts of the suite's stacks have logged so far, which is shown now."""
    logs: dict[str, str] = {}
    for library in _imported(StackLibrary):
        own = library.current.logs()
        library.current.logs_are_shown = all_tell_times(own.values())
        logs |= own
    return logs
