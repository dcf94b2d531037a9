"""Credentials that nobody may get in with, made from genuine ones without knowing the secret."""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import jwt

from GrpcLibrary.errors import CheckFailed, UsageError
from GrpcLibrary.metadata import Entries
from GrpcLibrary.secret import hide, reveal
from SessionLibrary.description import Rpc, Values
from SessionLibrary.session import Call, Session
from SessionLibrary.tokens import judge_refusal

if TYPE_CHECKING:
    from robot.api.types import Secret

# The calls that need a token and a session id.
SessionMethod = Literal["MyServiceEcho", "MyServiceSubscribe", "MyServiceShutdown"]
SUBSCRIBE = "MyServiceSubscribe"

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
    token: "Secret | None"


def make_bad(kind: BadCredentials, session: Session, other: Session | None) -> Credentials:
    """Return the session's credentials, made bad in that way.

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
        return Credentials(session.id, hide(_TOKENS[kind](reveal(session.token))))
    except (ValueError, jwt.InvalidTokenError):
        raise CheckFailed(
            f"Session '{session.alias}': the token is not a JSON Web Token of three parts, from "
            f"which '{kind}' can be made."
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
    """Make a call with the bad credentials; fail unless it is refused as it should be."""
    credentials = make_bad(kind, session, other)
    rpc = _rpc(session, method)
    number, value = session.next_call()
    values, metadata = _sent(session, credentials, number, value)
    send = session.gateway.first_message if method == SUBSCRIBE else session.gateway.call
    outcome = send(rpc, values, metadata, credentials.session_id or "")
    call = Call(number, value, rpc, outcome)
    words = NOT_AUTHENTICATED if credentials.session_id else NO_SESSION_ID
    judge_refusal(session, call, words, kind)
    return call


def _rpc(session: Session, method: SessionMethod) -> Rpc:
    system = session.gateway.system
    rpcs = (system.call, system.stream, system.shutdown)
    for rpc in rpcs:
        if rpc is not None and rpc.name == method:
            return rpc
    raise UsageError(f"The description of '{system.name}' has no method '{method}'.")


def _sent(
    session: Session, credentials: Credentials, number: int, value: str
) -> tuple[Values, Entries]:
    """Return what a call's placeholders stand for, and its metadata; None is left out."""
    values = {**session.values(number, value)}
    for name, given in (("session_id", credentials.session_id), ("token", credentials.token)):
        values.pop(name, None)
        if given is not None:
            values[name] = reveal(given)
    return values, session.metadata(values)
