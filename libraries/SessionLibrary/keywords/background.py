"""Keywords that call all the time in the background."""

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases

from ..background import Caller
from ..bound import read_bound
from ..session import Session


class BackgroundKeywords:
    def __init__(self, sessions: Aliases[Session], callers: Aliases[Caller]):
        self._sessions = sessions
        self._callers = callers

    @keyword(tags=["Call"])
    def start_background_calls(self, *sessions: str) -> None:
        """Makes calls of the sessions in the background, one after another.

        Without names, the active session calls. Each has a channel of its own for that.
        Returns once each has made its first call; `Background Calls Should Succeed` ends them.

        | `Start Background Calls`    Ada    Bob
        | `Shutdown Instance`    session=Ada
        | `Background Calls Should Succeed`    Ada    moves=1
        | `Background Calls Should Succeed`    Bob    moves=0
        """
        chosen = list(dict.fromkeys(self._sessions.get(name) for name in sessions or (None,)))
        for session in chosen:
            self._callers.check_is_free(session.alias)
        callers = [Caller(session) for session in chosen]
        for caller in callers:
            self._callers.add(caller)
            caller.start()
        for caller in callers:
            caller.wait_for_first_call()
            logger.info(f"Session '{caller.alias}' calls in the background.")

    @keyword(tags=["Call", "Assertion"])
    def background_calls_should_succeed(self, *sessions: str, moves: int | str = 0) -> None:
        """Ends the calls in the background and verifies that each was answered well.

        Without names, those of all sessions. ``moves`` is how often each session must have
        moved to another instance, never back to an earlier one: a number, or a bound such as
        ``<=2`` or ``>=1``. With 0 it has stayed on its instance. Background calls that were
        not judged when all sessions are closed are reported by a warning.

        | `Background Calls Should Succeed`
        | `Background Calls Should Succeed`    Ada    moves=<=2
        """
        bound = read_bound("moves", moves)
        named = [self._callers.get(session) for session in sessions]
        callers = list(dict.fromkeys(named)) or list(self._callers) or [self._callers.get()]
        for caller in callers:
            caller.ask_to_stop()
        for caller in callers:
            caller.stop()
            self._callers.remove(caller.alias)
        for caller in callers:
            path = caller.judge(bound)
            logger.info(
                f"Session '{caller.alias}' was answered {caller.calls} times by "
                f"{' and then '.join(path)}."
            )


def end_background_calls(callers: Aliases[Caller]) -> None:
    """End background calls that were not judged, and say so."""
    ended = callers.remove_all()
    for caller in ended:
        caller.ask_to_stop()
    for caller in ended:
        caller.stop()
        logger.warn(
            f"Session '{caller.alias}' made {caller.calls} calls in the background that were not "
            f"judged: 'Background Calls Should Succeed' does that."
        )
