"""keywords/reach.py: what cannot be done here skips the test, with the reason."""

import pytest
from robot.api import SkipExecution

from StackLibrary.current import CurrentStack
from StackLibrary.errors import StackError
from StackLibrary.keywords import ReachKeywords
from StackLibrary.running import RunningStack


@pytest.fixture
def reach() -> ReachKeywords:
    current = CurrentStack()
    current.set(RunningStack("shop:1"))
    return ReachKeywords(current)


@pytest.mark.parametrize(
    ("keyword", "reason"),
    [
        ("Pause Instance", "The instances behind 'shop:1' are"),
        ("get_instances", "The instances behind 'shop:1' are"),
        ("Restart Gateway", "The gateway at 'shop:1' is"),
        ("Stop Auth Service", "The auth service behind 'shop:1' is"),
    ],
)
def test_test_is_skipped_with_the_reason(reach: ReachKeywords, keyword: str, reason: str) -> None:
    with pytest.raises(SkipExecution) as caught:
        reach.skip_unless_stack_can(keyword)
    assert str(caught.value) == f"{reason} out of reach: that stack was not started here."
    assert not reach.stack_can(keyword)


def test_nothing_is_always_possible(reach: ReachKeywords) -> None:
    reach.skip_unless_stack_can()
    assert reach.stack_can()


@pytest.mark.parametrize("keyword", ["Echo", "Kill Everything", ""])
def test_other_keywords_are_refused(reach: ReachKeywords, keyword: str) -> None:
    with pytest.raises(StackError) as caught:
        reach.skip_unless_stack_can(keyword)
    assert str(caught.value) == (
        f"'{keyword}' is not a keyword that breaks or mends a part, expected one like "
        f"'Pause Instance', 'Stop Gateway' or 'Get Instances'."
    )
