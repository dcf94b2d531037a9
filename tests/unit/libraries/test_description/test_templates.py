"""SessionLibrary/description/template.py: texts with placeholders."""

from pathlib import Path
from typing import Any

import pytest

from GrpcLibrary.errors import UsageError
from SessionLibrary.description import Template
from SessionLibrary.description.problem import Place
from SessionLibrary.description.template import PLACEHOLDERS, filled, placeholders, templates

PLACE = Place(Path("shop.toml"), "call.request")
VALUES = {"value": "Hello!", "token": "t0ken", "number": "3"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{value}", "Hello!"),
        ("Bearer {token}", "Bearer t0ken"),
        ("{number}{value}{number}", "3Hello!3"),
        ("{{value}}", "{value}"),
        ("{{{value}}}", "{Hello!}"),
        ("{{}}", "{}"),
        ("{", "{"),
        ("}", "}"),
        ("{}", "{}"),
        ('{"a": 1, "b": "{value}"}', '{"a": 1, "b": "Hello!"}'),
        ("a{2,3}", "a{2,3}"),
        ("100 % {value} $", "100 % Hello! $"),
    ],
)
def test_template_is_filled(text: str, expected: str) -> None:
    assert Template(text, PLACE).fill(VALUES) == expected


def test_value_is_not_read_as_a_template() -> None:
    assert Template("{value}", PLACE).fill({"value": "{token}"}) == "{token}"


@pytest.mark.parametrize("text", ["{valu}", "{ value }", "{session-id}", "{VALUE}", "{0}"])
def test_what_looks_like_a_placeholder_is_one(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Template(text, PLACE)
    assert str(caught.value).startswith(
        f"Description 'shop.toml', key 'call.request': found the placeholder '{text}', expected "
        "one of '{username}', '{password}', '{session_id}', '{token}', '{value}', '{number}'"
    )


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_password_and_token_are_secret(name: str) -> None:
    template = Template(f"a {{{name}}}", PLACE)
    assert template.names == {name}
    assert template.is_secret == (name in ("password", "token"))


def test_data_is_filled_at_any_depth() -> None:
    given: dict[str, Any] = {"a": "{value}", "b": [{"c": "{number}"}, 1, True], "d": {"e": 1.5}}
    data = templates(given, PLACE, PLACEHOLDERS)
    assert placeholders(data) == {"value", "number"}
    assert filled(data, VALUES) == {"a": "Hello!", "b": [{"c": "3"}, 1, True], "d": {"e": 1.5}}


def test_mistake_is_told_at_its_own_key() -> None:
    with pytest.raises(UsageError, match=r"key 'call\.request\.b\.1\.c': found the placeholder"):
        templates({"b": [{}, {"c": "{x}"}]}, PLACE, PLACEHOLDERS)
