"""What the tests of StackLibrary have in common."""

from collections.abc import Iterator

import pytest

from StackLibrary.processes.guard_process import Guard


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()
