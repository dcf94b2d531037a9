"""MyServiceLibrary/login.py: which answers make a session, and which don't."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from robot.api.types import Secret

from GrpcLibrary.outcome import Outcome, RpcFailed, Status
from GrpcLibrary.schema import Schema
from MyServiceLibrary.errors import ServiceFailure
from MyServiceLibrary.login import log_in, new_session_id
from MyServiceLibrary.session import Session

WHO = "Login of 'Ada' for session 's1' at 'gateway:10000'"
YEAR_10000 = 253402300800

Answer = Callable[..., Any]
LogIn = Callable[[Any], Session]


@pytest.fixture
def answer(schema: Schema) -> Answer:
    """A good answer of Login, but for the fields given."""

    def answer(expires_in: float = 3600, **fields: Any) -> Any:
        expiry = datetime.now(timezone.utc) + timedelta(seconds=expires_in)
        good = {"token": "t0ken", "role": "admin", "expires_at": expiry}
        return schema.method("MyServiceAPI/Login").response(**good | fields)

    return answer


def log_in_to(response: Any, code: str = "OK", message: str = "") -> Session:
    status = Status(grpc.StatusCode[code], message)
    outcome = Outcome("/my_service.MyServiceAPI/Login", "gateway:10000", status, 0.1, response)
    gateway: Any = SimpleNamespace(address="gateway:10000", login=lambda *_: outcome)
    return log_in(gateway, "Ada", Secret("pa55word"), "s1", "alias")


def test_good_answer_makes_a_session(answer: Answer) -> None:
    session = log_in_to(answer())
    assert (session.alias, session.id, session.username) == ("alias", "s1", "Ada")
    assert (session.role, session.token.value) == ("admin", "t0ken")
    assert (session.instance, session.instances, session.calls) == (None, [], 0)


def test_expiry_is_in_utc(answer: Answer) -> None:
    expiry = datetime(2100, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    session = log_in_to(answer(expires_at=expiry))
    assert session.expires_at == expiry
    assert session.expires_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("code", ["PERMISSION_DENIED", "UNAVAILABLE", "DEADLINE_EXCEEDED"])
def test_refusal_keeps_its_status(code: str) -> None:
    with pytest.raises(RpcFailed) as caught:
        log_in_to(None, code, "go away")
    assert str(caught.value) == f"{WHO} failed with {code} 'go away', expected a token."
    assert caught.value.outcome.status == (grpc.StatusCode[code], "go away")


@pytest.mark.parametrize("field", ["token", "role"])
def test_empty_field_is_refused(answer: Answer, field: str) -> None:
    with pytest.raises(ServiceFailure) as caught:
        log_in_to(answer(**{field: ""}))
    assert str(caught.value) == f"{WHO} was answered with an empty {field}."


def test_missing_expiry_is_refused(answer: Answer) -> None:
    with pytest.raises(ServiceFailure) as caught:
        log_in_to(answer(expires_at=None))
    assert str(caught.value) == f"{WHO} was answered without an expiry."


@pytest.mark.parametrize("expires_in", [0, -1, -3600, -1e9])
def test_past_expiry_is_refused(answer: Answer, expires_in: float) -> None:
    time = r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d' UTC"
    expected = f"{WHO} was answered with the expiry {time}, expected one after {time}."
    with pytest.raises(ServiceFailure, match=f"^{expected}$"):
        log_in_to(answer(expires_in=expires_in))


def test_expiry_a_second_from_now_is_accepted(answer: Answer) -> None:
    assert log_in_to(answer(expires_in=1)).token.value == "t0ken"


@pytest.mark.parametrize("seconds", [YEAR_10000, 2**63 - 1])
def test_expiry_that_no_calendar_has_is_refused(answer: Answer, seconds: int) -> None:
    response = answer()
    response.expires_at.seconds = seconds
    with pytest.raises(ServiceFailure) as caught:
        log_in_to(response)
    assert str(caught.value) == (
        f"{WHO} was answered with an expiry of '{seconds}' s after 1970, "
        "expected one before the year 10000."
    )


@pytest.mark.parametrize("changes", [{"role": ""}, {"expires_at": None}, {"expires_in": -1}])
def test_no_failure_shows_the_token_or_the_password(
    answer: Answer, changes: dict[str, Any]
) -> None:
    with pytest.raises(ServiceFailure) as caught:
        log_in_to(answer(**changes))
    assert not re.search("t0ken|pa55word", f"{caught.value} {caught.value!r}")


def test_new_session_ids_are_unlike_each_other() -> None:
    ids = {new_session_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"robot-\d{8}-\d{6}-[0-9a-f]{8}", one) for one in ids)
