"""MyAuth as a process: its options, and its end."""

import json
import signal
import time

import pytest
from argon2 import PasswordHasher
from service_runs import Connect, Services, status_of


def test_lifetime_of_tokens_is_an_option(services: Services, connect: Connect) -> None:
    auth = services.start("myauth", MYAUTH_TOKEN_LIFETIME="120")
    before = int(time.time())
    expires_at = connect(auth.address).login().expires_at.seconds
    assert before + 120 <= expires_at <= time.time() + 120


def test_users_are_an_option(services: Services, connect: Connect) -> None:
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a password")
    entry = {"role": "reader", "password_hash": password_hash}
    file = services.directory / "users.json"
    file.write_text(json.dumps({"someone": entry}))
    client = connect(services.start("myauth", "--users-file", str(file)).address)
    assert client.login("someone", "a password").role == "reader"
    assert status_of(client.login)[0] == "PERMISSION_DENIED"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_with_0_when_asked_to(services: Services, number: signal.Signals) -> None:
    auth = services.start("myauth")
    assert auth.address
    auth.terminate(number)
    assert auth.exit_code() == 0
    assert "Traceback" not in auth.log()


def test_missing_users_end_with_one_sentence(services: Services) -> None:
    auth = services.start("myauth", "--users-file", "/no/such/file")
    assert auth.exit_code() != 0
    assert len(auth.log().splitlines()) == 1
