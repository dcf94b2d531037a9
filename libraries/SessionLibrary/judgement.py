"""What a session's calls should come to: each judgement stands here once."""

import re

from GrpcLibrary.errors import CheckFailed, RpcFailed
from GrpcLibrary.outcome import Status

from .session import Call, Session

# How gRPC's clients tell that an answer was one of HTTP alone: its C core, grpc-go, grpc-java.
_HTTP_STATUS = re.compile(
    r"(?:received http2 header with status|http status code(?: received from server)?):? (\d{3})",
    re.IGNORECASE,
)


def describe(session: Session, call: Call) -> str:
    """Say which call of which session it is, and where it went."""
    return (
        f"Session '{session.alias}': call {call.number}, {call.rpc.name} at "
        f"'{session.gateway.address}',"
    )


def failure(session: Session, call: Call, expected: str, seen: str | None = None) -> AssertionError:
    """Return the failure of a call: what was seen and what was expected.

    Where the call has failed, it is its status that was not expected.
    """
    if call.outcome.status.is_ok:
        return check_failure(session, call, expected, seen)
    return RpcFailed(_sentence(session, call, expected, seen), call.outcome)


def check_failure(
    session: Session, call: Call, expected: str, seen: str | None = None
) -> CheckFailed:
    """Return the failure of a call whose status is not, or not alone, what is wrong."""
    return CheckFailed(_sentence(session, call, expected, seen), call.outcome)


def _sentence(session: Session, call: Call, expected: str, seen: str | None) -> str:
    status = call.outcome.status
    if not status.is_ok:
        seen = f"failed with {status}{explained(status)}"
        if call.outcome.messages:  # of a stream that went on for a while
            seen += f" after {call.outcome.duration:.1f} s"
    elif seen is None:
        seen = f"was answered by '{call.instance}'" if call.response else "ended with OK"
    return f"{describe(session, call)} {seen}, expected {expected}."


def explained(status: Status) -> str:
    """Say what a status means whose message is about HTTP; nothing for any other."""
    found = _HTTP_STATUS.search(status.message)
    if found is None:
        return ""
    return f" (the HTTP status {found[1]}, from something that answered without gRPC)"


def judge_answer(session: Session, call: Call, *, index: int | None = None) -> None:
    """Check that there is an answer, that it names its instance, and all that it says.

    `index` is what a stream's counter must say.
    """
    if call.response is None:
        raise failure(session, call, "an answer")
    instance = call.instance
    if call.rpc.instance is not None and not instance:
        seen = f"was answered with an empty '{call.rpc.instance}'"
        raise failure(session, call, "the name of an instance", seen)
    differences = call.rpc.differences(call.outcome, session.values(call.number, call.value))
    wrong = [(one.path, one.seen, one.expected) for one in differences]
    counter = call.rpc.counter
    if index is not None and counter is not None:
        count = counter.read(call.outcome)
        if count != index:
            wrong.append((str(counter), str(count), str(index)))
    if wrong:
        seen = " and ".join(f"'{path}' '{said}'" for path, said, _ in wrong)
        expected = " and ".join(f"'{right}'" for _, _, right in wrong)
        by = f"was answered by '{instance}' with" if instance else "was answered with"
        raise failure(session, call, expected, f"{by} {seen}")


def judge_living(session: Session, call: Call, *, index: int | None = None) -> None:
    """Check an answer, and that it is not from an instance that the session has shut down."""
    judge_answer(session, call, index=index)
    if call.instance in session.shut_down:
        raise failure(session, call, "an instance that the session has not shut down")


def judge_same(
    session: Session, call: Call, own: str | None, which: str = "", *, index: int | None = None
) -> None:
    """Check that the instance `own` has answered or, where that is None, any living one.

    `which` says which of several calls or messages it is.
    """
    if own is None:
        judge_living(session, call, index=index)
        return
    judge_answer(session, call, index=index)
    if call.instance != own:
        raise failure(session, call, f"'{own}' as before{f' ({which})' if which else ''}")


def judge_served(session: Session, call: Call) -> None:
    """Check that a living instance has answered; it serves the session from now on."""
    judge_living(session, call)
    session.note_instance(call.instance)


def judge_stay(session: Session, call: Call, which: str = "") -> None:
    """Check that the session's own instance has answered; where it has none, it has one now."""
    judge_same(session, call, session.instance, which)
    session.note_instance(call.instance)


def judge_shutdown(session: Session, call: Call) -> None:
    """Check that the session's own instance has answered that it shuts down."""
    judge_answer(session, call)
    own = session.instance
    if call.rpc.instance is not None and call.instance != own:
        is_own = f"'{own}', the session's instance"
        raise failure(session, call, is_own if own else "a refusal: no instance holds the session")
    session.note_shut_down(call.instance or str(own))


class Owners:
    """Which session is on which instance, when none may be on that of another.

    With `may_share`, instances may serve several of them.
    """

    def __init__(self, *, may_share: bool = False) -> None:
        self.sessions: dict[str, Session] = {}
        self._may_share = may_share

    def claim(self, session: Session, call: Call) -> None:
        """Note that the session is on the instance that has answered."""
        owner = self.sessions.setdefault(call.instance, session)
        if owner is not session and not self._may_share:
            raise failure(session, call, f"another instance than that of '{owner.alias}'")
