"""Descriptions for tests: what they are made of, and how they are read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema
from SessionLibrary.description import Description, System

PROTO = Path(__file__).parent / "odd.proto"

CALL = '[call]\nmethod = "odd.v1.Carts/AddItem"\ninstance = "served_by"\n'
SHOP = f'schema = "reflection"\n{CALL}'
STREAM = '[stream]\nmethod = "Carts/Watch"\ninstance = "served_by"\n'
LOGIN = '[login]\nmethod = "Accounts/SignIn"\nrequest = { cart = "{session_id}" }\n'
TOKEN = f'{SHOP}{LOGIN}token = "token"\n'

Read = Callable[[str], System]
Refusal = Callable[[str], str]


@pytest.fixture(scope="session")
def odd_schema() -> Schema:
    """The schema, compiled once."""
    return Schema.from_path(PROTO)


@pytest.fixture
def read(tmp_path: Path, odd_schema: Schema) -> Read:
    """Reads a description whose schema is that of the server."""

    def read(text: str) -> System:
        file = tmp_path / "shop.toml"
        file.write_text(text, encoding="utf-8")
        return Description(file).system(lambda: odd_schema)

    return read


@pytest.fixture
def refusal(read: Read, tmp_path: Path) -> Refusal:
    """Returns the sentence that a description is refused with, without the file's folder."""

    def refusal(text: str) -> str:
        with pytest.raises(UsageError) as caught:
            read(text)
        return str(caught.value).replace(f"{tmp_path}/", "")

    return refusal


def instance(path: str) -> str:
    """Return a description whose answers name their instance there."""
    return SHOP.replace("served_by", path)


def method(name: str) -> str:
    """Return a description whose call is of that method."""
    return SHOP.replace("odd.v1.Carts/AddItem", name)
