"""Credentials that nobody may get in with, made from genuine ones without knowing the secret."""

import base64
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import grpc
import jwt
from robot.api.types import Secret

from GrpcLibrary.outcome import Outcome

from .errors import ServiceFailure, UsageError
from .gateway import Gateway, SessionMethod
from .session import Call, Session

BadCredentials = Literal[
    "no token",
    "empty token",
    "garbage",
    "no signature",
    "forged signature",
    "forged claims",
    "alg none",
    "another key",
    "another session's token",
    "another session-id",
    "no session-id",
    "empty session-id",
]
ALL_BAD_CREDENTIALS: tuple[BadCredentials, ...] = get_args(BadCredentials)

NO_SESSION_ID = "missing session-id"
NOT_AUTHENTICATED = "missing or invalid token"

_ANOTHER_KEY = "a key of 32 bytes, and not the system's"


class Credentials(NamedTuple):
    """What a session's call is sent with; None is left out."""

    session_id: str | None
    token: Secret | None


def spoil(kind: BadCredentials, session: Session, other: Session | None) -> Credentials:
    """Return the session's credentials, spoilt in that way.

    `other` is a session whose token will do for "another session's token".
    """
    if kind in _SESSION_IDS:
        return Credentials(_SESSION_IDS[kind](session.id), session.token)
    if kind == "another session's token":
        if other is None:
            raise UsageError("'another session's token' needs a second session; 'Login' opens one.")
        return Credentials(session.id, other.token)
    if kind == "no token":
        return Credentials(session.id, None)
    try:
        return Credentials(session.id, Secret(_TOKENS[kind](session.token.value)))
    except (ValueError, jwt.InvalidTokenError):
        raise ServiceFailure(
            f"Session '{session.alias}': the token is no JSON Web Token of three parts, from "
            f"which '{kind}' could be made."
        ) from None


_SESSION_IDS: dict[str, Callable[[str], str | None]] = {
    "another session-id": lambda session_id: f"{session_id}-another",
    "no session-id": lambda session_id: None,
    "empty session-id": lambda session_id: "",
}

# JSON Web Tokens are header.claims.signature, each part in base64url (RFC 7519, RFC 7515).
_TOKENS: dict[str, Callable[[str], str]] = {
    "empty token": lambda token: "",
    "garbage": lambda token: "garbage",
    "no signature": lambda token: token.rpartition(".")[0],
    "forged signature": lambda token: _with_forged_signature(token),
    "forged claims": lambda token: _with_forged_claims(token),
    "alg none": lambda token: jwt.encode(_claims(token), None, algorithm="none"),
    "another key": lambda token: jwt.encode(_claims(token), _ANOTHER_KEY, algorithm="HS256"),
}


def _claims(token: str) -> dict[str, object]:
    return jwt.decode(token, options={"verify_signature": False})


def _with_forged_signature(token: str) -> str:
    signed, _, signature = token.rpartition(".")
    first, *rest = base64.urlsafe_b64decode(f"{signature}==")
    forged = base64.urlsafe_b64encode(bytes([first ^ 1, *rest])).rstrip(b"=").decode()
    return f"{signed}.{forged}"


def _with_forged_claims(token: str) -> str:
    header, _, signature = token.split(".")
    forged = jwt.encode({**_claims(token), "role": "forged"}, _ANOTHER_KEY, algorithm="HS256")
    return f"{header}.{forged.split('.')[1]}.{signature}"


def call_with(
    kind: BadCredentials, method: SessionMethod, session: Session, other: Session | None
) -> Call:
    """Make a call with the spoilt credentials; fail unless it is refused as it should be."""
    credentials = spoil(kind, session, other)
    number, value = session.next_call()
    call = Call(number, value, _outcome(session.gateway, method, credentials, value))
    words = NOT_AUTHENTICATED if credentials.session_id else NO_SESSION_ID
    judge_refusal(session, call, words, kind)
    return call


def judge_refusal(session: Session, call: Call, words: str, reason: str) -> None:
    status = call.outcome.status
    expected = f"UNAUTHENTICATED '{words}' because of '{reason}'"
    if status.code is not grpc.StatusCode.UNAUTHENTICATED:
        raise session.failure(call, expected)
    if status.message != words:
        raise session.misfit(call, expected)


def _outcome(
    gateway: Gateway, method: SessionMethod, credentials: Credentials, value: str
) -> Outcome:
    if method == "MyServiceEcho":
        return gateway.echo(*credentials, value)
    if method == "MyServiceShutdown":
        return gateway.shutdown(*credentials)
    return gateway.first_message(*credentials, value)
