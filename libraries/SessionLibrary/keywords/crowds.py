"""Keywords that call many times at the same moment."""

from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret

from GrpcLibrary.errors import UsageError
from GrpcLibrary.keywords import Aliases, check_whole
from GrpcLibrary.secret import reveal

from ..balance import judge_balance
from ..crowd import Begin, Crowd, at_once, send_crowd
from ..judgement import judge_stay
from ..login import log_in, new_session_id, open_session
from ..session import Session
from .gateways import Gateways


class CrowdKeywords:
    def __init__(self, sessions: Aliases[Session], gateways: Gateways):
        self._sessions = sessions
        self._gateways = gateways

    @keyword(tags=["Call", "Assertion"])
    def concurrent_calls_should_stay_on_instance(
        self, calls: int = 50, *, session: str | None = None
    ) -> str:
        """Makes calls at the same moment, which one instance must answer; returns its name.

        That is the session's instance or, where it has none yet, the one that answers the
        first of these calls.

        | `Concurrent Calls Should Stay On Instance`    calls=50    session=Ada
        """
        check_whole(calls=calls)
        chosen = self._sessions.get(session)
        if calls < 2:
            raise UsageError(f"'calls' should be at least 2 to be concurrent, got '{calls}'.")
        for call in at_once([chosen.prepare() for _ in range(calls)]):
            judge_stay(chosen, call, f"one of {calls} concurrent calls")
        logger.info(
            f"Session '{chosen.alias}' stayed on '{chosen.instance}' for {calls} concurrent calls."
        )
        return str(chosen.instance)

    @keyword(tags=["Call", "Assertion"])
    def crowd_should_fill_all_instances(
        self,
        username: str = "",
        password: Secret | None = None,
        *,
        token: Secret | None = None,
        clients: int = 30,
        instances: int = 3,
        calls: int = 5,
    ) -> Crowd:
        """Lets many clients call at the same moment; instances hold one session each.

        Each client has a channel of its own, begins a session, and then makes its calls. The
        sessions begin with a login of ``username`` where the description has one, and with the
        ``token`` where it has none and calls need one.

        Fails unless as many clients are served as there are instances, each always by its own
        one, and all others are refused each time because no instance is left for them. Returns
        ``counts`` (calls by code) and ``served`` (the client of each instance).

        | `Crowd Should Fill All Instances`    TestUser    ${password}    clients=30
        """
        check_whole(clients=clients, instances=instances, calls=calls)
        gateway = self._gateways.latest()
        begin = self._begin(username, password, token)
        crowd = send_crowd(gateway, begin, clients, instances, calls)
        codes = ", ".join(f"{code} {count}" for code, count in sorted(crowd.counts.items()))
        logger.info(f"{clients} clients: {len(crowd.served)} were served; calls: {codes}.")
        return crowd

    @keyword(tags=["Call", "Assertion"])
    def sessions_should_be_spread_evenly(
        self,
        username: str = "",
        password: Secret | None = None,
        *,
        token: Secret | None = None,
        sessions: int = 600,
        at_most: str = "40%",
    ) -> dict[str, int]:
        """Begins many sessions, makes a call of each, and verifies how they are spread.

        Fails when an instance serves a share of more than ``at_most`` of the sessions, and
        when a call fails. The sessions begin with a login of ``username`` where the
        `description` has one, and with the ``token`` where it has none and calls need one.
        Returns how many sessions each instance serves. Chance makes shares differ: of 600
        sessions on three instances, one has more than 40 % once in thousands of runs.

        | `Sessions Should Be Spread Evenly`    TestUser    ${password}    at_most=40%
        """
        check_whole(sessions=sessions)
        begin = self._begin(username, password, token)
        share = _percent("at_most", at_most)
        counts = judge_balance(self._gateways.latest(), begin, sessions, share)
        shares = ", ".join(f"'{name}' {count}" for name, count in sorted(counts.items()))
        logger.info(f"{sessions} sessions are served by {shares}.")
        return dict(counts)

    def _begin(self, username: str, password: Secret | None, token: Secret | None) -> Begin:
        if self._gateways.latest().system.login is None:
            given = token if reveal(token) else None
            return lambda gateway, alias: open_session(gateway, new_session_id(), given, alias)
        if password is None:
            raise UsageError("The sessions begin with a login: give 'username' and 'password'.")
        return lambda gateway, alias: log_in(gateway, username, password, new_session_id(), alias)


def _percent(name: str, given: str) -> float:
    try:
        return float(given.strip().removesuffix("%"))
    except ValueError:
        raise UsageError(f"'{name}' should be a percentage such as '40%', got '{given}'.") from None
