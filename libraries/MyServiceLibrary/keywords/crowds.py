"""Keywords that call many times at the same moment, or all the time."""

from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret

from GrpcLibrary.keywords import Aliases, check_whole

from ..background import Caller
from ..crowd import Crowd, at_once, send_crowd
from ..errors import UsageError
from ..session import Session
from .sessions import Gateways


def end_calls(callers: Aliases[Caller]) -> None:
    """End the calls in the background that nobody has judged, and say so."""
    for caller in callers.remove_all():
        caller.stop()
        logger.warn(
            f"Session '{caller.alias}' made {caller.calls} calls in the background, and nobody "
            f"has judged them: 'Calls Should Have Been Answered' does."
        )


class CrowdKeywords:
    def __init__(self, sessions: Aliases[Session], gateways: Gateways, callers: Aliases[Caller]):
        self._sessions = sessions
        self._gateways = gateways
        self._callers = callers

    @keyword(tags=["Call", "Assertion"])
    def concurrent_calls_should_stay_on_instance(
        self, calls: int = 50, *, session: str | None = None
    ) -> str:
        """Makes MyServiceEcho calls at the same moment, which one instance must answer.

        That is the session's instance or, where it has none yet, the one that answers the
        first of these calls. Returns its name.
        """
        check_whole(calls=calls)
        chosen = self._sessions.get(session)
        if calls < 2:
            raise UsageError(f"'calls' should be at least 2 to be concurrent, got '{calls}'.")
        own = chosen.instance
        for call in at_once([chosen.prepare_echo() for _ in range(calls)]):
            chosen.judge_answer(call)
            own = own or call.response.pod_name
            if call.response.pod_name != own:
                raise chosen.failure(call, f"'{own}' as before (one of {calls} concurrent calls)")
        logger.info(f"Session '{chosen.alias}' stayed on '{own}' for {calls} concurrent calls.")
        return str(own)

    @keyword(tags=["Call", "Assertion"])
    def sessions_should_stay_on_instances_of_their_own(
        self, *sessions: str, calls: int = 10
    ) -> list[str]:
        """Makes MyServiceEcho calls of the sessions in turn, so many of each.

        Fails unless each session stays on its instance, and no two are on the same one.
        Returns the instances' names.

        | `Sessions Should Stay On Instances Of Their Own`    Ada    Bob    calls=10
        """
        check_whole(calls=calls)
        chosen = list(dict.fromkeys(self._sessions.get(session) for session in sessions))
        if len(chosen) < 2 or calls < 2:
            raise UsageError(
                f"There should be 2 different sessions or more with 2 calls or more each, got "
                f"'{len(chosen)}' sessions and '{calls}' calls."
            )
        owners: dict[str, Session] = {}
        for number in range(1, calls + 1):
            for one in chosen:
                own = one.instance
                call = one.echo()
                name = call.response.pod_name
                if own is not None and name != own:
                    raise one.failure(call, f"'{own}' as before (call {number} of {calls})")
                owner = owners.setdefault(name, one)
                if owner is not one:
                    raise one.failure(call, f"another instance than that of '{owner.alias}'")
        where = ", ".join(f"'{one.alias}' on '{name}'" for name, one in owners.items())
        logger.info(f"{calls} calls each stayed on instances of their own: {where}.")
        return list(owners)

    @keyword(tags=["Call", "Assertion"])
    def crowd_should_fill_all_instances(
        self,
        username: str,
        password: Secret,
        *,
        clients: int = 30,
        instances: int = 3,
        calls: int = 5,
    ) -> Crowd:
        """Lets many clients call at the same moment; instances hold one session each.

        Each client has a channel of its own, logs in, and then makes its calls. Fails unless
        as many clients are served as there are instances, each always by its own one, and all
        others are refused each time with RESOURCE_EXHAUSTED or UNAVAILABLE and words that say
        that no instance is left. Returns ``counts`` (calls by code) and ``served`` (the
        client of each instance).
        """
        check_whole(clients=clients, instances=instances, calls=calls)
        crowd = send_crowd(self._gateways.latest(), username, password, clients, instances, calls)
        codes = ", ".join(f"{code} {count}" for code, count in sorted(crowd.counts.items()))
        logger.info(f"{clients} clients: {len(crowd.served)} were served; calls: {codes}.")
        return crowd

    @keyword(tags=["Call"])
    def start_calling(self, *sessions: str) -> None:
        """Makes MyServiceEcho calls of the sessions in the background, one after another.

        Without names, the active session calls. Each has a channel of its own for that.
        Returns once each has made its first call; `Calls Should Have Been Answered` ends them.

        | `Start Calling`    Ada    Bob
        | `Shutdown Instance`    session=Ada
        | `Calls Should Have Been Answered`    Ada    moves=1
        | `Calls Should Have Been Answered`    Bob    moves=0
        """
        for session in sessions or (None,):
            chosen = self._sessions.get(session)
            self._callers.check_is_free(chosen.alias)
            caller = Caller(chosen)
            self._callers.add(caller)
            caller.start()
            logger.info(f"Session '{chosen.alias}' calls in the background.")

    @keyword(tags=["Call", "Assertion"])
    def calls_should_have_been_answered(self, *sessions: str, moves: int = 0) -> None:
        """Ends the calls in the background and verifies that each was answered well.

        Without names, those of all sessions. Each session must have moved so many times to
        another instance, and never back; with ``moves`` 0 it has stayed on its instance.
        Calls that nobody has judged when all sessions are closed are told by a warning.
        """
        check_whole(moves=moves)
        named = [self._callers.get(session) for session in sessions]
        callers = list(dict.fromkeys(named)) or list(self._callers) or [self._callers.get()]
        for caller in callers:
            caller.stop()
            self._callers.remove(caller.alias)
        for caller in callers:
            path = caller.judge(moves)
            logger.info(
                f"Session '{caller.alias}' was answered {caller.calls} times by "
                f"{' and then '.join(path)}."
            )
