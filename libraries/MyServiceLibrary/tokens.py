"""What can be seen of a token without its secret: its claims, and when it is let in."""

from datetime import datetime, timezone

import jwt

from .credentials import NOT_AUTHENTICATED, judge_refusal
from .errors import ServiceFailure
from .session import Call, Session
from .watch import Watch


def judge_token(session: Session) -> None:
    """Check the form and the claims of a session's token against what Login answered."""
    who = f"Session '{session.alias}': the token"
    token = session.token.value
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, KeyError):
        raise ServiceFailure(f"{who} is no JSON Web Token of three parts.") from None
    if algorithm != "HS256":
        raise ServiceFailure(f"{who} is signed with '{algorithm}', expected 'HS256'.")
    expected = {
        "sub": session.username,
        "role": session.role,
        "session_id": session.id,
        "exp": int(session.expires_at.timestamp()),  # a claim is whole seconds
    }
    for name, right in expected.items():
        if claims.get(name) != right:
            raise ServiceFailure(
                f"{who} has the claim '{name}' '{claims.get(name)}', expected '{right}'."
            )
    issued_at = claims.get("iat")
    if not isinstance(issued_at, int | float) or not issued_at < claims["exp"]:
        raise ServiceFailure(
            f"{who} has the claim 'iat' '{issued_at}', expected a moment before "
            f"'{claims['exp']}', its expiry."
        )


def wait_until_expired(session: Session, leeway: float) -> Call:
    """Call until the session's token is refused, which must be when it expires, or nearly so."""
    left = _seconds_left(session)
    for call in Watch(session, max(0.0, left + leeway) + session.gateway.timeout):
        if call.response is None:
            judge_refusal(session, call, NOT_AUTHENTICATED, "an expired token")
            left = _seconds_left(session)
            if left > leeway:
                raise session.misfit(call, f"an answer: the token expires in {left:.1f} s")
            return call
        session.judge_echo(call)
        if left < -leeway:
            break
        left = _seconds_left(session)  # at most: the next call begins later
    raise session.failure(call, f"a refusal: the token expired {-left:.1f} s before")


def _seconds_left(session: Session) -> float:
    return (session.expires_at - datetime.now(timezone.utc)).total_seconds()
