"""Keywords about what can be done to a stack at all."""

from collections.abc import Sequence

from robot.api import SkipExecution, logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..errors import OutOfReach, StackError

_PARTS = ("instance", "gateway", "auth_service")
_DEEDS = ("kill", "stop", "start", "pause", "resume", "disconnect", "reconnect", "restart")
_SCALING = ("add", "remove", "slow_down")  # of instances only
_LISTING = ("get_instances", "wait_until_instance_has_exited")


class ReachKeywords:
    def __init__(self, current: CurrentStack):
        self._current = current

    @keyword(tags=["Stack"])
    def skip_unless_stack_can(self, *keywords: str) -> None:
        """Skips the test, with the reason, where the stack has no way to do one of these.

        Each argument is the name of a keyword of this library.

        | `Skip Unless Stack Can`    Pause Instance    Resume Instance
        """
        reason = self._reason_against(keywords)
        if reason:
            raise SkipExecution(reason)

    @keyword(tags=["Stack", "Getter"])
    def stack_can(self, *keywords: str) -> bool:
        """Returns whether the stack has a way to do all of these, and logs the reason if not.

        Each argument is the name of a keyword of this library.

        | ${can pause} =    `Stack Can`    Pause Instance    Resume Instance
        """
        reason = self._reason_against(keywords)
        if reason:
            logger.info(reason)
        return not reason

    def _reason_against(self, keywords: Sequence[str]) -> str:
        stack = self._current.get()
        for name in keywords:
            deed, part = _deed(name)
            try:
                for one in ("stop", "start") if deed == "restart" else (deed,):
                    stack.check_can(one, part)
            except OutOfReach as reason:
                return str(reason)
        return ""


def _deed(name: str) -> tuple[str, str]:
    """Return what a keyword does, and to which kind of part."""
    words = name.strip().lower().replace(" ", "_")
    if words in _LISTING:
        return "list", "instance"
    part = next((one for one in _PARTS if words.endswith(f"_{one}")), "")
    deed = words.removesuffix(f"_{part}")
    if not part or deed not in (_DEEDS + _SCALING if part == "instance" else _DEEDS):
        raise StackError(
            f"'{name}' is not a keyword that breaks or mends a part, expected one like "
            f"'Pause Instance', 'Stop Gateway' or 'Get Instances'."
        )
    return deed, part.removesuffix("_service")
