"""The outcome of a test's latest call, whichever library has made it."""

from collections.abc import Iterator
from typing import Any

from robot.libraries.BuiltIn import BuiltIn

from ..outcome import Outcome
from ..record import CallRecord


class Latest:
    """Looks at the records of all libraries that the suite has imported."""

    def __init__(self, own: CallRecord):
        self._own = own

    def get(self) -> Outcome | None:
        outcomes = [record.latest for record in self._records() if record.latest is not None]
        return max(outcomes, key=lambda outcome: outcome.id, default=None)

    def set(self, outcome: Outcome) -> None:
        """Make it the latest, also where another call was made after it."""
        self.forget()
        self._own.latest = outcome

    def forget(self) -> None:
        for record in self._records():
            record.latest = None

    def _records(self) -> Iterator[CallRecord]:
        libraries: Any = BuiltIn().get_library_instance(all=True)
        for library in libraries.values():
            if isinstance(record := getattr(library, "record", None), CallRecord):
                yield record
