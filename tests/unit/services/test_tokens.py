"""A token is good for one session, from now until it expires, and for nobody else."""

import time
from datetime import datetime, timedelta, timezone

import jwt
import pytest
from service_runs import SECRET, SESSION, sign

from tokens import InvalidToken, Tokens

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET.encode())


def test_issued_token_is_valid_for_its_session(tokens: Tokens) -> None:
    token, _ = tokens.issue("someone", "admin", SESSION, AN_HOUR)
    tokens.verify(token, SESSION)


def test_issued_token_is_refused_for_another_session(tokens: Tokens) -> None:
    token, _ = tokens.issue("someone", "admin", SESSION, AN_HOUR)
    with pytest.raises(InvalidToken, match="Token of another session"):
        tokens.verify(token, "session-2")


def test_issued_token_has_the_claims_of_the_contract(tokens: Tokens) -> None:
    before = int(time.time())
    token, expires_at = tokens.issue("someone", "admin", SESSION, AN_HOUR)
    assert len(token.split(".")) == 3
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    issued_at = claims["iat"]
    assert before <= issued_at <= time.time()
    assert claims == {
        "sub": "someone",
        "role": "admin",
        "session_id": SESSION,
        "iat": issued_at,
        "exp": issued_at + 3600,
    }
    assert expires_at == datetime.fromtimestamp(claims["exp"], timezone.utc)


def test_expiry_is_the_tokens_for_any_lifetime(tokens: Tokens) -> None:
    token, expires_at = tokens.issue("someone", "admin", SESSION, timedelta(seconds=60.5))
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert expires_at.timestamp() == claims["exp"]


def test_token_that_another_made_with_the_secret_is_valid(tokens: Tokens) -> None:
    tokens.verify(sign(), SESSION)


def test_bad_token_is_refused(tokens: Tokens, bad_token: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.verify(bad_token, SESSION)


def test_token_of_another_secret_is_refused(tokens: Tokens) -> None:
    token, _ = Tokens(b"x" * 32).issue("someone", "admin", SESSION, AN_HOUR)
    with pytest.raises(InvalidToken):
        tokens.verify(token, SESSION)
