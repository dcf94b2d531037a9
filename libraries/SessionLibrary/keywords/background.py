"""Keywords that call all the time in the background."""

from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.keywords import Aliases

from ..background import BackgroundResult, Caller
from ..bound import read_bound
from ..session import Session


class BackgroundKeywords:
    def __init__(self, sessions: Aliases[Session], callers: Aliases[Caller]):
        self._sessions = sessions
        self._callers = callers

    @keyword(tags=["Call"])
    def start_background_calls(self, *sessions: str, outage: timedelta = timedelta(0)) -> None:
        """Makes calls of the sessions in the background, one after another.

        Without names, the active session calls. Each has a channel of its own for that.
        Returns once each has made its first call; `Background Calls Should Succeed` ends them.

        A session's calls end with the first that fails, unless there is an ``outage``: the
        time for which they may fail with UNAVAILABLE, RESOURCE_EXHAUSTED (or the codes in
        ``[unavailable]`` of the `description`) or DEADLINE_EXCEEDED, from the first failure
        to the last.

        | `Start Background Calls`    Ada    Bob
        | `Shutdown Instance`    session=Ada
        | `Background Calls Should Succeed`    Ada    moves=1
        | `Background Calls Should Succeed`    Bob    moves=0

        | `Start Background Calls`    Ada    outage=5s
        | `Restart Gateway`
        | ${ada} =    `Background Calls Should Succeed`    Ada
        | Log    The gateway was away for ${ada[0].outage.seconds} s.
        """
        chosen = list(dict.fromkeys(self._sessions.get(name) for name in sessions or (None,)))
        for session in chosen:
            self._callers.check_is_free(session.alias)
        callers = [Caller(session, outage.total_seconds()) for session in chosen]
        for caller in callers:
            self._callers.add(caller)
            caller.start()
        for caller in callers:
            caller.wait_for_first_call()
            logger.info(f"Session '{caller.alias}' calls in the background.")

    @keyword(tags=["Call", "Assertion"])
    def background_calls_should_succeed(
        self, *sessions: str, moves: int | str = 0
    ) -> list[BackgroundResult]:
        """Ends the calls in the background and verifies that each was answered well.

        Without names, those of all sessions. ``moves`` is how often each session must have
        moved to another instance, never back to an earlier one: a number, or a bound such as
        ``<=2`` or ``>=1``. With 0 it has stayed on its instance. Background calls that were
        not judged when all sessions are closed are reported by a warning.

        Returns a result for each session: ``alias``, ``calls`` (how many), ``instances`` (those
        that served it, in order), ``moves``, and ``outage`` with ``calls`` and ``seconds``: how
        many calls failed, and for how long.

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
        results = [caller.judge(bound) for caller in callers]
        for one in results:
            failed = f", {one.outage.calls} of them failed within {one.outage.seconds:.3f} s"
            logger.info(
                f"Session '{one.alias}' made {one.calls} calls in the background"
                f"{failed if one.outage.calls else ''}, served by "
                f"{' and then '.join(one.instances)}."
            )
        return results


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
