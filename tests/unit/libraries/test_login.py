"""SessionLibrary/login.py: which answers make a session, and which don't."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import grpc
import pytest
from library_runs import PROTO, read_description
from robot.api.types import Secret
from scripted_gateway import ScriptedGateway

from GrpcLibrary.errors import CheckFailed, RpcFailed
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.secret import reveal
from SessionLibrary.description import System
from SessionLibrary.login import log_in, new_session_id, open_session
from SessionLibrary.session import Session

WHO = "Login of 'Ada' for session 's1' at 'gateway:10000'"
YEAR_10000 = 253402300800

Answer = Callable[..., Any]
LogInTo = Callable[..., Session]


@pytest.fixture
def answer(system: System) -> Answer:
    """A good answer of Login, but for the fields given."""

    def answer(expires_in: float = 3600, **fields: Any) -> Any:
        expiry = datetime.now(timezone.utc) + timedelta(seconds=expires_in)
        good = {"token": "t0ken", "role": "admin", "expires_at": expiry}
        assert system.login is not None
        return system.login.method.response(**good | fields)

    return answer


class Gateway(ScriptedGateway):
    """Answers logins, and notes what was sent."""

    def __init__(self, system: System, outcome: Outcome):
        super().__init__(system)
        self._outcome_of_login = outcome
        self.logins: list[tuple[Any, str]] = []

    @property
    def login_rpc(self) -> Any:
        return self.system.login

    def login(self, values: Any, owner: str) -> Outcome:
        self.logins.append((self.login_rpc.request.build(values), owner))
        return self._outcome_of_login


def gateway_of(system: System, response: Any, code: str = "OK", message: str = "") -> Any:
    status = Status(grpc.StatusCode[code], message)
    return Gateway(system, Outcome("/a.B/Login", "gateway:10000", status, 0.1, response))


@pytest.fixture
def log_in_to(system: System) -> LogInTo:
    def log_in_to(response: Any, code: str = "OK", message: str = "") -> Session:
        gateway = gateway_of(system, response, code, message)
        return log_in(gateway, "Ada", Secret("pa55word"), "s1", "alias")

    return log_in_to


def test_good_answer_makes_a_session(log_in_to: LogInTo, answer: Answer) -> None:
    session = log_in_to(answer())
    assert (session.alias, session.id, session.username) == ("alias", "s1", "Ada")
    assert (session.role, reveal(session.token)) == ("admin", "t0ken")
    assert (session.instance, session.instances, session.calls) == (None, [], 0)


def test_expiry_is_in_utc(log_in_to: LogInTo, answer: Answer) -> None:
    expiry = datetime(2100, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    session = log_in_to(answer(expires_at=expiry))
    assert session.expires_at is not None
    assert session.expires_at == expiry
    assert session.expires_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("code", ["PERMISSION_DENIED", "UNAVAILABLE", "DEADLINE_EXCEEDED"])
def test_refusal_keeps_its_status(log_in_to: LogInTo, code: str) -> None:
    with pytest.raises(RpcFailed) as caught:
        log_in_to(None, code, "go away")
    assert str(caught.value) == f"{WHO} failed with {code} 'go away', expected a session."
    assert caught.value.outcome.status == (grpc.StatusCode[code], "go away")


@pytest.mark.parametrize("field", ["token", "role"])
def test_empty_field_is_refused(log_in_to: LogInTo, answer: Answer, field: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        log_in_to(answer(**{field: ""}))
    assert str(caught.value) == f"{WHO} was answered with an empty {field}."


def test_missing_expiry_is_refused(log_in_to: LogInTo, answer: Answer) -> None:
    with pytest.raises(CheckFailed) as caught:
        log_in_to(answer(expires_at=None))
    assert str(caught.value) == f"{WHO} was answered without an expiry."


@pytest.mark.parametrize("expires_in", [0, -1, -3600, -1e9])
def test_past_expiry_is_refused(log_in_to: LogInTo, answer: Answer, expires_in: float) -> None:
    time = r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d' UTC"
    expected = f"{WHO} was answered with the expiry {time}, expected one after {time}."
    with pytest.raises(CheckFailed, match=f"^{expected}$"):
        log_in_to(answer(expires_in=expires_in))


def test_expiry_a_second_from_now_is_accepted(log_in_to: LogInTo, answer: Answer) -> None:
    assert reveal(log_in_to(answer(expires_in=1)).token) == "t0ken"


@pytest.mark.parametrize("seconds", [YEAR_10000, 2**63 - 1])
def test_expiry_that_no_calendar_has_is_refused(
    log_in_to: LogInTo, answer: Answer, seconds: int
) -> None:
    response = answer()
    response.expires_at.seconds = seconds
    with pytest.raises(CheckFailed) as caught:
        log_in_to(response)
    assert str(caught.value) == (
        f"{WHO} was answered with the expiry '{seconds}', expected a moment before the year "
        "10000: a Timestamp, seconds since 1970, or text as in RFC 3339."
    )


@pytest.mark.parametrize("changes", [{"role": ""}, {"expires_at": None}, {"expires_in": -1}])
def test_no_failure_shows_the_token_or_the_password(
    log_in_to: LogInTo, answer: Answer, changes: dict[str, Any]
) -> None:
    with pytest.raises(CheckFailed) as caught:
        log_in_to(answer(**changes))
    assert not re.search("t0ken|pa55word", f"{caught.value} {caught.value!r}")


def test_new_session_ids_are_unlike_each_other() -> None:
    ids = {new_session_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(
        re.fullmatch(r"robot-integration-test-session-\d{8}-\d{6}-[0-9a-f]{8}", one) for one in ids
    )


def test_what_is_sent_is_the_plain_password(system: System, answer: Answer) -> None:
    gateway = gateway_of(system, answer())
    session = log_in(gateway, "Ada", Secret("pa55word"), "s1")
    ((request, owner),) = gateway.logins
    assert (request.username, request.password, request.session_id) == ("Ada", "pa55word", "s1")
    assert (owner, session.alias) == ("s1", "s1")
    assert reveal(session.password) == "pa55word"


def test_wrong_password_of_a_table_is_not_kept(system: System, answer: Answer) -> None:
    session = log_in(gateway_of(system, answer()), "Ada", "wrong", "s1")
    assert session.password is None


OTHER_SYSTEM = f"""
schema = "{PROTO}"
[login]
method = "my_service.MyServiceAPI/Login"
request = {{ username = "{{username}}", password = "{{password}}" }}
session_id = "role"
expires = "token"
[call]
method = "my_service.MyServiceAPI/MyServiceEcho"
instance = "pod_name"
"""


@pytest.fixture
def other_system(tmp_path: Path) -> System:
    """One that gives the sessions' ids itself, and tells their expiry as text."""
    file = tmp_path / "other.toml"
    file.write_text(OTHER_SYSTEM)
    return read_description(file)


def test_system_may_give_the_id(other_system: System, answer: Answer) -> None:
    gateway = gateway_of(other_system, answer(role="cart-7", token="2100-01-02T03:04:05Z"))
    session = log_in(gateway, "Ada", Secret("pa55word"), "s1")
    assert (session.id, session.alias, session.token) == ("cart-7", "cart-7", None)
    assert gateway.logins[0][1] == "", "whose login it is was not known yet"


def test_id_that_the_system_does_not_give_is_missed(other_system: System, answer: Answer) -> None:
    with pytest.raises(CheckFailed) as caught:
        log_in(gateway_of(other_system, answer(role="")), "Ada", Secret("pa55word"), "s1")
    assert str(caught.value) == (
        "Login of 'Ada' at 'gateway:10000' was answered with an empty session id."
    )


@pytest.mark.parametrize(
    "text",
    [
        "2100-01-02T03:04:05Z",
        "2100-01-02T04:04:05+01:00",
        "2100-01-02 03:04:05.0+00:00",
        "2100-01-02t03:04:05.000000000z",
        "4102542245",
        "4102542245.0",
    ],
)
def test_expiry_may_be_text(other_system: System, answer: Answer, text: str) -> None:
    session = log_in(gateway_of(other_system, answer(token=text)), "Ada", Secret("p"), "s1")
    assert session.expires_at == datetime(2100, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["soon", "2100-01-02T03:04:05", "1e3000", "-9" * 30])
def test_text_that_is_no_moment_is_refused(other_system: System, answer: Answer, text: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        log_in(gateway_of(other_system, answer(token=text)), "Ada", Secret("p"), "s1")
    assert str(caught.value) == (
        f"Login of 'Ada' at 'gateway:10000' was answered with the expiry '{text}', expected a "
        "moment before the year 10000: a Timestamp, seconds since 1970, or text as in RFC 3339."
    )


@pytest.mark.parametrize("token", ["t0ken", Secret("t0ken"), None])
def test_session_without_a_login_has_what_it_is_given(
    gateway: Any, token: str | Secret | None
) -> None:
    session = open_session(gateway, "s1", token, "Ada")
    assert (session.alias, session.id, session.expires_at) == ("Ada", "s1", None)
    assert reveal(session.token) == (None if token is None else "t0ken")
    assert "t0ken" not in repr(session)
