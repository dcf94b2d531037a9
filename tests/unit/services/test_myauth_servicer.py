"""Login exchanges a password for a token of one session, and tells nobody of either."""

import time
from collections.abc import Callable

import jwt
import pytest
from service_runs import SECRET, Client, Connect, Service, Services, status_of

from tokens import Tokens

REFUSED = ("PERMISSION_DENIED", "invalid username or password")


@pytest.fixture(scope="module")
def auth(module_services: Services) -> Service:
    return module_services.start("myauth")


@pytest.fixture
def client(auth: Service, connect: Connect) -> Client:
    return connect(auth.address, session_id="a-session")


def test_token_is_good_for_the_session(client: Client) -> None:
    Tokens(SECRET.encode()).verify(client.login().token, "a-session")


def test_token_says_who_and_what(client: Client) -> None:
    before = int(time.time())
    answer = client.login()
    claims = jwt.decode(answer.token, SECRET, algorithms=["HS256"])
    assert (claims["sub"], claims["role"], claims["session_id"]) == (
        "TestUser",
        "admin",
        "a-session",
    )
    assert before <= claims["iat"] <= time.time()
    assert claims["exp"] - claims["iat"] == 3600


def test_answer_has_expiry_and_role(client: Client) -> None:
    answer = client.login()
    claims = jwt.decode(answer.token, SECRET, algorithms=["HS256"])
    assert answer.expires_at.ToNanoseconds() == claims["exp"] * 10**9
    assert answer.role == "admin"


def test_username_is_required(client: Client) -> None:
    assert status_of(client.login, "") == ("INVALID_ARGUMENT", "username is required")


def test_session_id_is_required(auth: Service, connect: Connect) -> None:
    client = connect(auth.address, session_id="")
    assert status_of(client.login) == ("INVALID_ARGUMENT", "session_id is required")


@pytest.mark.parametrize("username", ["TestUser", "nobody"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_refusal_does_not_tell_what_was_wrong(client: Client, username: str, password: str) -> None:
    assert status_of(client.login, username, password) == REFUSED


def test_unknown_user_is_refused_with_a_known_password(client: Client) -> None:
    assert status_of(client.login, "nobody", "TestPassword") == REFUSED


@pytest.mark.parametrize("call", [Client.echo, Client.first_message, Client.shutdown])
def test_serves_nothing_else(client: Client, call: Callable[[Client], object]) -> None:
    assert status_of(call, client)[0] == "UNIMPLEMENTED"


def test_log_has_who_and_nothing_secret(services: Services, connect: Connect) -> None:
    auth = services.start("myauth")
    client = connect(auth.address, session_id="a-session")
    token = client.login().token
    status_of(client.login, "TestUser", "a-wrong-password")
    log = auth.log()
    assert "login session='a-session' user='TestUser' role=admin" in log
    assert "login refused session='a-session' user='TestUser'" in log
    for secret in ("TestPassword", "a-wrong-password", SECRET, *token.split(".")):
        assert secret not in log


def test_user_cannot_forge_a_line_of_the_log(services: Services, connect: Connect) -> None:
    auth = services.start("myauth")
    client = connect(auth.address)
    lines = len(auth.log().splitlines())
    status_of(client.login, "nobody\nmyauth INFO login session='x' user='root' role=admin")
    assert len(auth.log().splitlines()) == lines + 1
