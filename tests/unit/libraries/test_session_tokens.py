"""SessionLibrary/tokens.py: what is seen of a token, and when it should be refused."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest
from library_runs import PROTO, Clock, read_description
from robot.api.types import Secret
from scripted_gateway import ScriptedGateway

from GrpcLibrary import pace
from GrpcLibrary.errors import CheckFailed, RpcFailed, UsageError
from SessionLibrary import tokens, watch
from SessionLibrary.session import Session
from SessionLibrary.tokens import judge_token, wait_until_refused

KEY = "a key of at least thirty-two bytes, and no secret"
NOW = datetime(2100, 1, 1, tzinfo=timezone.utc)
EXPIRY = NOW + timedelta(seconds=10)
WHO = "Session 'Ada': the token"
CALL = "MyServiceEcho at 'gateway:10000',"


def token(algorithm: str = "HS256", **changes: Any) -> Secret:
    claims = {"sub": "TestUser", "role": "admin", "session_id": "s1"}
    claims |= {"iat": int(NOW.timestamp()), "exp": int(EXPIRY.timestamp())}
    claims |= changes
    return Secret(jwt.encode(claims, KEY, algorithm=algorithm))


@pytest.fixture
def session(session: Session) -> Session:
    session.token, session.expires_at = token(), EXPIRY
    return session


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time since NOW."""
    clock = Clock()

    class Today(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return NOW + timedelta(seconds=clock.now)

    for module in (watch, pace):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(tokens, "datetime", Today)
    return clock


def complaint(session: Session) -> str:
    with pytest.raises(CheckFailed) as caught:
        judge_token(session)
    return str(caught.value)


def test_good_token_fits(session: Session) -> None:
    judge_token(session)


@pytest.mark.parametrize(
    ("claim", "wrong", "right"),
    [
        ("sub", "nobody", "TestUser"),
        ("role", "root", "admin"),
        ("session_id", "s2", "s1"),
        ("exp", 1, int(EXPIRY.timestamp())),
    ],
)
def test_each_claim_is_judged(session: Session, claim: str, wrong: Any, right: Any) -> None:
    session.token = token(**{claim: wrong})
    assert complaint(session) == (f"{WHO} has the claim '{claim}' '{wrong}', expected '{right}'.")


@pytest.mark.parametrize("issued_at", [None, "today", int(EXPIRY.timestamp())])
def test_moment_of_issue_is_before_the_expiry(session: Session, issued_at: Any) -> None:
    session.token = token(iat=issued_at)
    assert complaint(session) == (
        f"{WHO} has the claim 'iat' '{issued_at}', expected a moment before "
        f"'{int(EXPIRY.timestamp())}', its expiry."
    )


def test_other_algorithm_fails(session: Session) -> None:
    session.token = token("HS384")
    assert complaint(session) == f"{WHO} is signed with 'HS384', expected 'HS256'."


@pytest.mark.parametrize("text", ["opaque", "a.b.c", ""])
def test_token_of_another_kind_fails_and_is_not_shown(session: Session, text: str) -> None:
    session.token = Secret(text)
    assert complaint(session) == f"{WHO} is not a JSON Web Token of three parts."


def test_session_without_a_token_has_nothing_to_judge(session: Session) -> None:
    session.token = None
    with pytest.raises(UsageError) as caught:
        judge_token(session)
    assert str(caught.value) == "Session 'Ada' has no token."


OPAQUE = f"""
schema = "{PROTO}"
[call]
method = "my_service.MyServiceAPI/MyServiceEcho"
instance = "pod_name"
"""


def test_token_of_no_known_format_must_be_valid_still(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "other.toml"
    file.write_text(OPAQUE)
    session.gateway = ScriptedGateway(read_description(file))  # type: ignore[assignment]
    session.token = Secret("opaque")
    judge_token(session)
    clock.now = 11
    assert complaint(session) == (
        f"{WHO} expired at '2100-01-01 00:00:10' UTC, expected one that is valid."
    )


def let_token_be_refused(session: Session, clock: Clock, after: float) -> None:
    """Let calls be answered until so many seconds are over."""
    gateway: Any = session.gateway

    def reply() -> None:
        if clock.now < after:
            gateway.answers("a")
        else:
            gateway.fails("UNAUTHENTICATED", "missing or invalid token")

    gateway.on_call = reply


@pytest.mark.parametrize("after", [8.5, 10, 11.5])
def test_refusal_at_about_the_expiry_passes(session: Session, clock: Clock, after: float) -> None:
    let_token_be_refused(session, clock, after)
    call = wait_until_refused(session, 2, "missing or invalid token")
    assert call.outcome.status.message == "missing or invalid token"
    assert clock.now == pytest.approx(after, abs=0.11)


def test_refusal_that_is_too_early_fails(session: Session, clock: Clock) -> None:
    let_token_be_refused(session, clock, 3)
    with pytest.raises(CheckFailed) as caught:
        wait_until_refused(session, 2, None)
    assert str(caught.value) == (
        f"Session 'Ada': call 31, {CALL} failed with UNAUTHENTICATED 'missing or invalid token', "
        "expected an answer: the token expires in 7.0 s."
    )


def test_refusal_that_does_not_come_fails(session: Session, clock: Clock) -> None:
    let_token_be_refused(session, clock, 99)
    with pytest.raises(CheckFailed) as caught:
        wait_until_refused(session, 2, None)
    assert str(caught.value).endswith(
        f"{CALL} was answered by 'a', expected a refusal: the token expired 2.1 s before."
    )
    assert clock.now == pytest.approx(12, abs=0.21)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("UNAUTHENTICATED", "token expired", CheckFailed),
        ("PERMISSION_DENIED", "missing or invalid token", RpcFailed),
    ],
)
def test_other_refusal_fails(
    session: Session,
    gateway: ScriptedGateway,
    clock: Clock,
    code: str,
    message: str,
    kind: type[AssertionError],
) -> None:
    gateway.fails(code, message)
    with pytest.raises(kind) as caught:
        wait_until_refused(session, 2, "missing or invalid token")
    assert str(caught.value) == (
        f"Session 'Ada': call 1, {CALL} failed with {code} '{message}', expected UNAUTHENTICATED "
        "'missing or invalid token' because of 'an expired token'."
    )


def test_expiry_that_is_not_known_cannot_be_waited_for(session: Session) -> None:
    session.expires_at = None
    with pytest.raises(UsageError) as caught:
        wait_until_refused(session, 2, None)
    assert str(caught.value) == (
        "Session 'Ada' does not know when its token expires: no login has told it."
    )
