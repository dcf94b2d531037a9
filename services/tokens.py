"""JSON Web Tokens that bind a user to one session (RFC 7519, HS256)."""

from datetime import datetime, timedelta, timezone

import jwt

ALGORITHM = "HS256"
MIN_SECRET_BYTES = 32  # RFC 7518, section 3.2: as long as the hash's output, at least.


class InvalidToken(Exception):
    """The token is missing, not genuine, not valid now, or another session's."""


class Tokens:
    def __init__(self, secret: bytes):
        self._secret = secret

    def issue(
        self, username: str, role: str, session_id: str, lifetime: timedelta
    ) -> tuple[str, datetime]:
        """Return a token for the session and the moment it expires."""
        issued_at = datetime.now(timezone.utc).replace(microsecond=0)
        expires_at = (issued_at + lifetime).replace(microsecond=0)  # a claim is whole seconds
        claims = {
            "sub": username,
            "role": role,
            "session_id": session_id,
            "iat": issued_at,
            "exp": expires_at,
        }
        return jwt.encode(claims, self._secret, ALGORITHM), expires_at

    def verify(self, token: str, session_id: str) -> None:
        """Raise InvalidToken unless the token is valid now, for this session."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                options={"require": ["sub", "session_id", "iat", "exp"]},
            )
        except jwt.InvalidTokenError as err:
            raise InvalidToken(str(err)) from err
        if claims["session_id"] != session_id:
            raise InvalidToken("Token of another session")
