"""What can be seen of a token without its secret: its claims, and until when it is let in."""

from datetime import datetime, timezone
from typing import Any

import grpc
import jwt

from GrpcLibrary.errors import CheckFailed, UsageError
from GrpcLibrary.secret import reveal

from .description import LoginRpc
from .description.template import filled
from .judgement import check_failure, failure, judge_served
from .session import Call, Session
from .watch import Watch


def judge_token(session: Session) -> None:
    """Check the form and the claims of a session's token against what its login told.

    A token is text; where the description says that it is a JSON Web Token (RFC 7519), its
    algorithm, its times and the claims that the description names are checked, too.
    """
    login = session.gateway.system.login
    if session.token is None:
        raise UsageError(f"Session '{session.alias}' has no token.")
    if login is not None and login.is_jwt:
        _judge_claims(session, login, *_read(session))
    elif session.expires_at is not None and seconds_left(session) <= 0:
        raise CheckFailed(
            f"Session '{session.alias}': the token expired at "
            f"'{session.expires_at:%Y-%m-%d %H:%M:%S}' UTC, expected one that is valid."
        )


def _read(session: Session) -> tuple[str, dict[str, Any]]:
    """Return the algorithm and the claims."""
    token = reveal(session.token)
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        return algorithm, jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, KeyError):
        raise CheckFailed(
            f"Session '{session.alias}': the token is not a JSON Web Token of three parts."
        ) from None


def _judge_claims(
    session: Session, login: LoginRpc, algorithm: str, claims: dict[str, Any]
) -> None:
    who = f"Session '{session.alias}': the token"
    if login.algorithm and algorithm != login.algorithm:
        raise CheckFailed(f"{who} is signed with '{algorithm}', expected '{login.algorithm}'.")
    known = {
        "username": session.username,
        "session_id": session.id,
        "role": session.role or "",
    }
    expected = filled(dict(login.claims), known)
    if session.expires_at is not None:
        expected["exp"] = int(session.expires_at.timestamp())  # a claim is whole seconds
    for name, right in expected.items():
        if claims.get(name) != right:
            raise CheckFailed(
                f"{who} has the claim '{name}' '{claims.get(name)}', expected '{right}'."
            )
    issued_at, expiry = claims.get("iat"), claims.get("exp")
    if not _is_before(issued_at, expiry):
        raise CheckFailed(
            f"{who} has the claim 'iat' '{issued_at}', expected a moment before '{expiry}', "
            f"its expiry."
        )


def _is_before(issued_at: Any, expiry: Any) -> bool:
    if not isinstance(issued_at, int | float):
        return False
    return not isinstance(expiry, int | float) or issued_at < expiry


def wait_until_refused(session: Session, leeway: float, message: str | None) -> Call:
    """Call until the session's token is refused, which must be when it expires, or nearly so.

    That is UNAUTHENTICATED, with exactly the `message` if one is given.
    """
    left = seconds_left(session)
    for call in Watch(session, max(0.0, left + leeway) + session.gateway.deadline):
        if call.response is None:
            judge_refusal(session, call, message, "an expired token")
            left = seconds_left(session)
            if left > leeway:
                raise check_failure(session, call, f"an answer: the token expires in {left:.1f} s")
            return call
        judge_served(session, call)
        if left < -leeway:
            break
        left = seconds_left(session)  # at most: the next call begins later
    raise failure(session, call, f"a refusal: the token expired {-left:.1f} s before")


def judge_refusal(session: Session, call: Call, message: str | None, reason: str) -> None:
    """Check that a call was refused as one without good credentials."""
    status = call.outcome.status
    words = "" if message is None else f" '{message}'"
    expected = f"UNAUTHENTICATED{words} because of '{reason}'"
    if status.code is not grpc.StatusCode.UNAUTHENTICATED:
        raise failure(session, call, expected)
    if message is not None and status.message != message:
        raise check_failure(session, call, expected)


def seconds_left(session: Session) -> float:
    """Return how long the session's token is still valid."""
    if session.expires_at is None:
        raise UsageError(
            f"Session '{session.alias}' does not know when its token expires: no login has told it."
        )
    return (session.expires_at - datetime.now(timezone.utc)).total_seconds()
