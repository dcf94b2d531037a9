"""Users are found by name and password; the passwords themselves are stored nowhere."""

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from myauth.users import BUILT_IN_USERS, User, Users


@pytest.fixture(scope="module")
def users() -> Users:
    return Users.parse(BUILT_IN_USERS.read_bytes())


def test_right_password_finds_the_user(users: Users) -> None:
    user = users.find("TestUser", "TestPassword")
    assert user is not None
    assert user.role == "admin"


@pytest.mark.parametrize("password", ["", "testpassword", "TestPassword ", "TestPasswor", "пароль"])
def test_wrong_password_finds_nobody(users: Users, password: str) -> None:
    assert users.find("TestUser", password) is None


@pytest.mark.parametrize("name", ["", "testuser", "TestUser ", "nobody"])
@pytest.mark.parametrize("password", ["", "TestPassword"])
def test_unknown_user_is_nobody(users: Users, name: str, password: str) -> None:
    assert users.find(name, password) is None


def test_an_unknown_user_costs_as_much_as_a_wrong_password(users: Users) -> None:
    stored = extract_parameters(users._users["TestUser"].password_hash)
    assert extract_parameters(users._nobody.password_hash) == stored


def test_built_in_user_is_stored_hashed() -> None:
    text = BUILT_IN_USERS.read_text(encoding="utf-8")
    assert "TestPassword" not in text
    entries = json.loads(text)
    assert list(entries) == ["TestUser"]
    parameters = extract_parameters(entries["TestUser"]["password_hash"])
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost) >= (19 * 1024, 2), "OWASP's minimum"


def test_users_can_come_from_another_file(tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
        "secret of Jürgen"
    )
    entry = {"role": "reader", "password_hash": password_hash}
    file.write_text(json.dumps({"Jürgen": entry}), encoding="utf-8")
    users = Users.parse(file.read_bytes())
    assert users.find("Jürgen", "secret of Jürgen") == User(**entry)
    assert users.find("TestUser", "TestPassword") is None


def test_right_password_is_remembered_and_no_other() -> None:
    users = Users.parse(BUILT_IN_USERS.read_bytes())
    assert users.recall("TestUser", "TestPassword") is None
    user = users.find("TestUser", "TestPassword")
    assert users.recall("TestUser", "TestPassword") == user
    for name, password in (
        ("TestUser", "testpassword"),
        ("TestUser", ""),
        ("nobody", "TestPassword"),
    ):
        assert users.recall(name, password) is None


def test_wrong_password_is_not_remembered() -> None:
    users = Users.parse(BUILT_IN_USERS.read_bytes())
    assert users.find("TestUser", "wrong") is None
    assert users.recall("TestUser", "wrong") is None
    assert users.find("nobody", "") is None
    assert users.recall("nobody", "") is None


def test_remembered_password_is_kept_nowhere_in_clear() -> None:
    users = Users.parse(BUILT_IN_USERS.read_bytes())
    users.find("TestUser", "TestPassword")
    assert "TestPassword" not in repr(vars(users))
