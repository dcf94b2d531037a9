"""Which failures of keywords made a test fail, and which were expected."""

from typing import Any, Literal

from robot import result

WAIT = "BuiltIn.Wait Until Keyword Succeeds"

# "failing": the test failed because of it. "expected": a keyword, or an EXCEPT, around it has
# handled it. "tolerated": what had failed was tried again, or the test was skipped.
Effect = Literal["failing", "expected", "tolerated"]


def effect_of(keyword: Any) -> Effect:
    """Tell what became of a failure of a keyword, given as Robot Framework's result of it.

    It made the test fail where nothing around it has passed.
    """
    step = keyword
    while step is not None and not isinstance(step, result.TestSuite):
        if not step.failed:
            is_handler = not isinstance(step, result.TestCase) and not _is_wait(step)
            return "expected" if is_handler else "tolerated"
        if _was_caught(step):
            return "expected"
        if _is_wait(step.parent) and step is not _last_attempt(step.parent):
            return "tolerated"
        step = step.parent
    return "failing"


def _was_caught(step: Any) -> bool:
    """Whether the step is the branch of a TRY whose EXCEPT was run."""
    if not isinstance(step, result.TryBranch) or step.type != step.TRY:
        return False
    root: Any = step.parent
    return any(one.type == one.EXCEPT and not one.not_run for one in root.body)


def _is_wait(step: Any) -> bool:
    return isinstance(step, result.Keyword) and step.full_name == WAIT


def _last_attempt(wait: Any) -> Any:
    return [step for step in wait.body if not isinstance(step, result.Message)][-1]
