"""Many calls at the same moment, by one session or by many clients."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from GrpcLibrary.errors import CheckFailed, UsageError

from .gateway import Gateway
from .judgement import Owners, judge_stay
from .session import Call, Session
from .unavailable import judge_refused

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


# Begins the session of a client, over that client's own channel and under that alias.
Begin = Callable[[Gateway, str], Session]


def send_crowd(gateway: Gateway, begin: Begin, clients: int, instances: int, calls: int) -> Crowd:
    """Let clients with channels of their own begin their sessions at once, then call at once.

    Fail unless there is one client served for each instance, always by the same one, and all
    others are always refused because no instance is left for them.
    """
    if clients <= instances or calls < 2:
        raise UsageError(
            f"There should be more clients than instances, and 2 calls or more each, got "
            f"'{clients}' clients, '{instances}' instances and '{calls}' calls."
        )
    gateways = [gateway.in_background() for _ in range(clients)]
    try:
        begins = [_begin(begin, one, number + 1) for number, one in enumerate(gateways)]
        sessions = at_once(begins)
        histories = at_once([_calls(session, calls) for session in sessions])
    finally:
        for one in gateways:
            one.close()
    owners = Owners()
    for session, history in zip(sessions, histories, strict=True):
        _judge(session, history, owners)
    served = {name: session.alias for name, session in owners.sessions.items()}
    counts = Counter(call.outcome.status.code.name for history in histories for call in history)
    if len(served) != instances:
        were = "was" if len(served) == 1 else "were"
        raise CheckFailed(
            f"Of {clients} clients at '{gateway.address}', {len(served)} {were} served "
            f"({', '.join(served) or 'by none'}), expected {instances}, one for each instance."
        )
    return Crowd(dict(counts), served)


def _begin(begin: Begin, gateway: Gateway, number: int) -> Callable[[], Session]:
    return lambda: begin(gateway, f"client {number}")


def _calls(session: Session, count: int) -> Callable[[], list[Call]]:
    return lambda: [session.call() for _ in range(count)]


def _judge(session: Session, history: Sequence[Call], owners: Owners) -> None:
    """Check a client's calls: all were served by one instance of its own, or all refused."""
    if history[0].response is None:
        for call in history:
            judge_refused(session, call)
            session.gateway.expect(call.outcome)
        return
    for call in history:
        judge_stay(session, call)
    owners.claim(session, history[0])
