"""How sessions begin: with a login, or with an id and a token from elsewhere."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from GrpcLibrary.errors import CheckFailed, RpcFailed
from GrpcLibrary.outcome import Outcome
from GrpcLibrary.secret import hide, reveal

from .description import AnswerPath
from .gateway import Gateway
from .kept import Kept
from .session import Session

if TYPE_CHECKING:
    from robot.api.types import Secret


def new_session_id() -> str:
    """Return an id that no other session has.

    It begins as others do for longer than what a gateway may look at, such as 32 characters.
    """
    moment = datetime.now()
    return f"robot-integration-test-session-{moment:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}"


def open_session(
    gateway: Gateway, session_id: str, token: "Secret | str | None", alias: str
) -> Session:
    """Begin a session without a login; a token that is text is hidden from here on."""
    if isinstance(token, str):
        token = hide(token)
    return Session(alias, session_id, gateway, token, kept=Kept(gateway.system.keep))


def log_in(
    gateway: Gateway,
    username: str,
    password: "Secret | str",
    session_id: str,
    alias: str | None = None,
) -> Session:
    """Log in and return the session; fail on an answer that no session can live on.

    `session_id` is sent where the system lets its clients choose. Without an `alias`, the
    session is called by its id.
    """
    login = gateway.login_rpc
    outcome = send_login(gateway, username, password, session_id)
    chosen = "" if login.gives_id else f" for session '{session_id}'"
    who = f"Login of '{username}'{chosen} at '{gateway.address}'"
    if outcome.response is None:
        raise RpcFailed(f"{who} failed with {outcome.status}, expected a session.", outcome)
    given_id = _text(who, login.session_id, outcome, "session id") or session_id
    token = _text(who, login.token, outcome, "token")
    session = Session(
        alias or given_id,
        given_id,
        gateway,
        hide(token) if token else None,
        username,
        None if isinstance(password, str) else password,
        _text(who, login.role, outcome, "role"),
        _expiry(who, login.expires, outcome),
        kept=Kept(gateway.system.keep),
    )
    session.kept.take(outcome)
    return session


def send_login(
    gateway: Gateway, username: str, password: "Secret | str", session_id: str
) -> Outcome:
    """Send a login, whatever it comes to."""
    values = {
        "username": username,
        "password": reveal(password),
        "session_id": session_id,
        "value": f"login of {username}",
        "number": "1",
    }
    return gateway.login(values, "" if gateway.login_rpc.gives_id else session_id)


def judge_refused_login(
    who: str, outcome: Outcome, codes: Sequence[grpc.StatusCode], message: str | None
) -> None:
    """Check that a login was refused, with one of the codes and, if given, that message."""
    status = outcome.status
    expected = " or ".join(code.name for code in codes)
    expected += "" if message is None else f" '{message}'"
    if status.is_ok:
        raise CheckFailed(f"{who} was accepted, expected {expected}.", outcome)
    failed = f"{who} failed with {status}, expected {expected}."
    if status.code not in codes:
        raise RpcFailed(failed, outcome)
    if message is not None and status.message != message:
        raise CheckFailed(failed, outcome)


def _text(who: str, path: AnswerPath | None, outcome: Outcome, what: str) -> str | None:
    """Return what the answer has there, if the system tells it; fail where it is empty."""
    if path is None:
        return None
    text = path.read_text(outcome)
    if not text:
        raise CheckFailed(f"{who} was answered with an empty {what}.", outcome)
    return text


def _expiry(who: str, path: AnswerPath | None, outcome: Outcome) -> datetime | None:
    if path is None:
        return None
    value = path.read(outcome)
    if value in (None, ""):
        raise CheckFailed(f"{who} was answered without an expiry.", outcome)
    expires_at = _moment(value)
    if expires_at is None:
        shown = getattr(value, "seconds", value)
        raise CheckFailed(
            f"{who} was answered with the expiry '{shown}', expected a moment before the year "
            f"10000: a Timestamp, seconds since 1970, or text as in RFC 3339.",
            outcome,
        )
    now = datetime.now(timezone.utc)
    if expires_at <= now:
        raise CheckFailed(
            f"{who} was answered with the expiry '{expires_at:%Y-%m-%d %H:%M:%S}' UTC, "
            f"expected one after '{now:%Y-%m-%d %H:%M:%S}' UTC.",
            outcome,
        )
    return expires_at


def _moment(value: Any) -> datetime | None:
    """Return a moment in UTC, or None for what is not one that Python knows."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
            text, value = value, Timestamp()
            value.FromJsonString(text.upper().replace(" ", "T"))
        if hasattr(value, "ToDatetime"):
            moment: datetime = value.ToDatetime(tzinfo=timezone.utc)
            return moment
        return datetime.fromtimestamp(float(value), timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None
