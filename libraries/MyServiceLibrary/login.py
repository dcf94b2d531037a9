"""Login: what a user gets a session with."""

import uuid
from datetime import datetime, timezone
from typing import Any

from robot.api.types import Secret

from GrpcLibrary.outcome import RpcFailed

from .errors import ServiceFailure
from .gateway import Gateway
from .session import Session


def new_session_id() -> str:
    """Return an id that no other session has."""
    return f"robot-{datetime.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}"


def log_in(
    gateway: Gateway, username: str, password: Secret, session_id: str, alias: str
) -> Session:
    """Log in and return the session; fail on an answer that no session can live on."""
    who = f"Login of '{username}' for session '{session_id}' at '{gateway.address}'"
    outcome = gateway.login(username, password, session_id)
    if outcome.response is None:
        raise RpcFailed(f"{who} failed with {outcome.status}, expected a token.", outcome)
    answer: Any = outcome.response
    for field in ("token", "role"):
        if not getattr(answer, field):
            raise ServiceFailure(f"{who} was answered with an empty {field}.")
    expires_at = _expiry(who, answer)
    return Session(
        alias, session_id, gateway, username, answer.role, expires_at, Secret(answer.token)
    )


def _expiry(who: str, answer: Any) -> datetime:
    if not answer.HasField("expires_at"):
        raise ServiceFailure(f"{who} was answered without an expiry.")
    try:
        expires_at: datetime = answer.expires_at.ToDatetime(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        raise ServiceFailure(
            f"{who} was answered with an expiry of '{answer.expires_at.seconds}' s after "
            f"1970, expected one before the year 10000."
        ) from None
    now = datetime.now(timezone.utc)
    if expires_at <= now:
        raise ServiceFailure(
            f"{who} was answered with the expiry '{expires_at:%Y-%m-%d %H:%M:%S}' UTC, "
            f"expected one after '{now:%Y-%m-%d %H:%M:%S}' UTC."
        )
    return expires_at
