"""Many calls at the same moment, by one session or by many clients."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from robot.api.types import Secret

from GrpcLibrary.outcome import LastOutcome

from .errors import ServiceFailure, UsageError
from .gateway import Gateway
from .login import log_in, new_session_id
from .session import Call, Session
from .watch import UNAVAILABLE, says_no_instance_is_left

T = TypeVar("T")


def at_once(actions: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of it at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], T]) -> T:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions), thread_name_prefix="at_once") as pool:
        try:
            return list(pool.map(act, actions))
        except BaseException:
            start.abort()  # those who wait for others that will not come
            raise


class Crowd(NamedTuple):
    """What many clients came to: how many calls ended with which code, and who was served."""

    counts: dict[str, int]
    served: dict[str, str]


def send_crowd(
    gateway: Gateway, username: str, password: Secret, clients: int, instances: int, calls: int
) -> Crowd:
    """Let clients with channels of their own log in at once, then call at once.

    Fail unless there is one client served for each instance, always by the same one, and all
    others are always refused because no instance is left for them.
    """
    if clients <= instances or calls < 2:
        raise UsageError(
            f"There should be more clients than instances, and 2 calls or more each, got "
            f"'{clients}' clients, '{instances}' instances and '{calls}' calls."
        )
    gateways = [gateway.at(gateway.address, LastOutcome()) for _ in range(clients)]
    try:
        logins = [_login(one, username, password, i + 1) for i, one in enumerate(gateways)]
        sessions = at_once(logins)
        histories = at_once([_calls(session, calls) for session in sessions])
    finally:
        for one in gateways:
            one.close()
    served: dict[str, str] = {}
    for session, history in zip(sessions, histories, strict=True):
        _judge(session, history, served)
    counts = Counter(call.outcome.status.code.name for history in histories for call in history)
    if len(served) != instances:
        raise ServiceFailure(
            f"Of {clients} clients at '{gateway.address}', {len(served)} were served "
            f"({', '.join(served) or 'by none'}), expected {instances}, one for each instance."
        )
    return Crowd(dict(counts), served)


def _login(gateway: Gateway, username: str, password: Secret, number: int) -> Callable[[], Session]:
    return lambda: log_in(gateway, username, password, new_session_id(), f"client {number}")


def _calls(session: Session, count: int) -> Callable[[], list[Call]]:
    return lambda: [session.call_echo() for _ in range(count)]


def _judge(session: Session, history: Sequence[Call], served: dict[str, str]) -> None:
    """Check a client's calls, and note by which instance they were served, if they were."""
    first = history[0].response
    for call in history:
        if first is None:
            _judge_refusal(session, call)
            continue
        if call.response is None:
            raise session.failure(call, f"'{first.pod_name}' as before")
        session.judge_echo(call)
        if call.response.pod_name != first.pod_name:
            raise session.failure(call, f"'{first.pod_name}' as before")
    if first is not None:
        other = served.setdefault(first.pod_name, session.alias)
        if other != session.alias:
            raise session.failure(history[0], f"another instance than that of '{other}'")


def _judge_refusal(session: Session, call: Call) -> None:
    codes = " or ".join(code.name for code in UNAVAILABLE)
    status = call.outcome.status
    if status.is_ok:
        raise session.failure(call, "a refusal, as before")
    if status.code not in UNAVAILABLE:
        raise session.failure(call, f"an answer, {codes}")
    if not says_no_instance_is_left(status.message):
        raise session.misfit(call, "a message that says that no instance is left")
