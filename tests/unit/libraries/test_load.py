"""load.py: what ends the wait for many calls ends those that have not begun."""

import threading

import pytest

from GrpcLibrary.load import call_many
from GrpcLibrary.outcome import Outcome

CALLS = 100
LIMIT_SECONDS = 10


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
def test_calls_that_have_not_begun_are_not_made(interruption: type[BaseException]) -> None:
    begun: list[int] = []
    is_over = threading.Event()

    def call() -> Outcome:
        begun.append(len(begun))
        if len(begun) == 1:
            raise interruption
        is_over.wait(LIMIT_SECONDS)
        raise interruption

    threading.Timer(0.2, is_over.set).start()
    with pytest.raises(interruption):
        call_many(call, CALLS, concurrency=2)
    assert len(begun) < CALLS
