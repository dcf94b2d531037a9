"""Calls in the background that nobody judges are told of."""

from typing import Any

import pytest
from robot.api import logger

from GrpcLibrary.keywords import Aliases
from MyServiceLibrary.background import LAST_CALLS
from MyServiceLibrary.keywords import end_calls


class Calling:
    """Stands in for a caller that has made its calls."""

    alias = "Ada"
    calls = LAST_CALLS
    is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True


def test_calls_that_nobody_has_judged_are_told_by_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(logger, "warn", warnings.append)
    callers: Aliases[Any] = Aliases("session that calls", opener="Start Calling")
    end_calls(callers)
    assert warnings == []
    caller = Calling()
    callers.add(caller)
    end_calls(callers)
    assert warnings == [
        f"Session 'Ada' made {LAST_CALLS} calls in the background, and nobody has judged them: "
        "'Calls Should Have Been Answered' does."
    ]
    assert caller.is_stopped
    assert not list(callers)
