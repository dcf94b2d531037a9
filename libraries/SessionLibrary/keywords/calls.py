"""Keywords that make one call, or several that must come to the same."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from GrpcLibrary.errors import UsageError
from GrpcLibrary.keywords import Aliases, check_whole
from GrpcLibrary.messages import Answer, to_data
from GrpcLibrary.pace import paced

from ..judgement import Owners, judge_served, judge_shutdown, judge_stay
from ..session import Call, Session


class CallKeywords:
    def __init__(self, sessions: Aliases[Session]):
        self._sessions = sessions

    @keyword(tags=["Call", "Assertion"])
    def call_with_session(self, value: str | None = None, *, session: str | None = None) -> Answer:
        """Makes one call, as ``[call]`` of the `description` says, and returns the answer.

        Without a ``value``, one is sent that no other call of the session has. Fails unless
        the call is answered, the answer says what the description expects, and the
        instance that answers is not one that the session has shut down. The answer has its
        fields by attribute and by item.

        | ${answer} =    `Call With Session`    Hello!
        | Log    ${answer.note}
        """
        return make_call(self._sessions.get(session), value)

    @keyword(tags=["Call", "Assertion"])
    def session_should_stay_on_instance(
        self,
        calls: int = 2,
        *,
        duration: timedelta = timedelta(0),
        session: str | None = None,
    ) -> str:
        """Makes calls that the same instance must answer; returns its name.

        That is the instance which answered the session's latest call or, where there is
        none yet, the first of these calls. With a ``duration``, calls go on, every 0.1 s, at
        least for so long: some gateways change their minds late.

        | `Session Should Stay On Instance`    calls=10    session=Ada
        | `Session Should Stay On Instance`    duration=2s
        """
        check_whole(calls=calls)
        chosen = self._sessions.get(session)
        least = 1 if chosen.instance else 2
        if calls < least:
            raise UsageError(
                f"'calls' should be at least {least} to see whether session "
                f"'{chosen.alias}' stays on its instance, got '{calls}'."
            )
        made = 0
        for which in _rounds(calls, duration):
            judge_stay(chosen, chosen.call(), which)
            made += 1
        logger.info(f"Session '{chosen.alias}' stayed on '{chosen.instance}' for {made} calls.")
        return str(chosen.instance)

    @keyword(tags=["Call", "Assertion"])
    def sessions_should_stay_on_instances_of_their_own(
        self, *sessions: str, calls: int = 10, duration: timedelta = timedelta(0)
    ) -> list[str]:
        """Makes calls of the sessions in turn, ``calls`` of each.

        Fails unless each session stays on its instance, and no two are on the same one. With
        a ``duration``, calls go on, every 0.1 s, at least for so long. Returns the instances'
        names.

        | `Sessions Should Stay On Instances Of Their Own`    Ada    Bob    calls=10
        """
        owners = self._judge_in_turn(sessions, calls, duration, Owners())
        return list(owners.sessions)

    @keyword(tags=["Call", "Assertion"])
    def sessions_should_stay_on_their_instances(
        self, *sessions: str, calls: int = 10, duration: timedelta = timedelta(0)
    ) -> None:
        """Makes calls of the sessions in turn, ``calls`` of each; each stays on its instance.

        Several of them may be on the same one, where instances hold more than one session.
        Otherwise as `Sessions Should Stay On Instances Of Their Own`.

        | `Sessions Should Stay On Their Instances`    Ada    Bob    duration=2s
        """
        self._judge_in_turn(sessions, calls, duration, Owners(may_share=True))

    def _judge_in_turn(
        self, sessions: Sequence[str], calls: int, duration: timedelta, owners: Owners
    ) -> Owners:
        check_whole(calls=calls)
        chosen = list(dict.fromkeys(self._sessions.get(session) for session in sessions))
        if len(chosen) < 2 or calls < 2:
            raise UsageError(
                f"There should be 2 different sessions or more with 2 calls or more each, got "
                f"'{len(chosen)}' sessions and '{calls}' calls."
            )
        made = 0
        for which in _rounds(calls, duration):
            made += 1
            for one in chosen:
                call = one.call()
                judge_stay(one, call, which)
                owners.claim(one, call)
        where = ", ".join(f"'{one.alias}' on '{one.instance}'" for one in chosen)
        logger.info(f"{made} calls each stayed on their instances: {where}.")
        return owners

    @keyword(tags=["Call", "Assertion"])
    def shutdown_instance(self, *, session: str | None = None) -> Answer:
        """Makes the session's instance shut down, by a call as ``[shutdown]`` says.

        Returns the answer. Fails unless the session's own instance answers, and the answer
        says all that the description expects. Where the description has no ``[shutdown]``,
        StackLibrary's ``Stop Instance`` stops an instance.

        | `Shutdown Instance`    session=Ada
        | `Session Should Move To Another Instance`    session=Ada
        """
        chosen = self._sessions.get(session)
        system = chosen.gateway.system
        if system.shutdown is None:
            raise UsageError(f"The description of '{system.name}' has no section [shutdown].")
        number, _ = chosen.next_call()
        call = chosen.send(system.shutdown, number)
        judge_shutdown(chosen, call)
        return _logged(chosen, call)


def _rounds(calls: int, duration: timedelta) -> Iterator[str]:
    """Tell which call it is, for as many as are wanted and then for as long as is wanted."""
    seconds = duration.total_seconds()
    if seconds < 0:
        raise UsageError(f"'duration' should be 0 or more, got '{seconds:g} s'.")
    started = time.monotonic()
    for number in range(1, calls + 1):
        yield f"call {number} of {calls}"
    if (left := seconds - (time.monotonic() - started)) > 0:
        for number, _ in paced(left):
            after = time.monotonic() - started
            yield f"call {calls + number}, after {after:.1f} s of {seconds:g} s"


def make_call(session: Session, value: str | None) -> Answer:
    """Make one call that a living instance must answer; log and return the answer."""
    call = session.call(value)
    judge_served(session, call)
    return _logged(session, call)


def _logged(session: Session, call: Call) -> Answer:
    by = f" by '{call.instance}'" if call.instance else ""
    logger.info(
        f"Session '{session.alias}': call {call.number}, {call.rpc.name}, "
        f"was answered{by} after {call.outcome.duration * 1000:.1f} ms."
    )
    answer: Answer = to_data(call.response)
    return answer
