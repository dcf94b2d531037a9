"""SessionLibrary/description/path.py: what stands at a path of an answer."""

from pathlib import Path
from typing import Any

import grpc
import pytest

from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata
from GrpcLibrary.schema import Schema
from SessionLibrary.description import AnswerPath
from SessionLibrary.description.path import MOMENT
from SessionLibrary.description.problem import Place

OK = Status(grpc.StatusCode.OK, "")


def outcome(answer: Any) -> Outcome:
    return Outcome(
        "/odd.v1.Carts/AddItem",
        "gateway:10000",
        OK,
        0.1,
        answer,
        ReceivedMetadata([("x-served-by", "till-1"), ("x-twice", "a"), ("x-twice", "b")]),
        ReceivedMetadata([("x-served-by", "till-2"), ("x-raw-bin", b"\x01")]),
    )


ANSWER = {
    "served_by": "till-3",
    "cart": {
        "id": "c1",
        "number": 7,
        "labels": {"color.main": "red", "size": ""},
        "items": [{"note": "apples"}, {"note": "pears", "quantity": 2}],
    },
    "quantity": 3,
    "gift": True,
    "color": "RED",
    "price": 1.5,
    "seal": b"\x00\xff",
    "remark": {"value": "r"},
    "nickname": "",
}


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("served_by", "till-3", "till-3"),
        ("cart.id", "c1", "c1"),
        ("cart.number", 7, "7"),
        ("cart.labels.size", "", ""),
        ("cart.labels.nothing", None, ""),
        ("cart.items.0.note", "apples", "apples"),
        ("cart.items.1.quantity", 2, "2"),
        ("cart.items.2.note", None, ""),
        ("cart.items.999999999.note", None, ""),
        ("quantity", 3, "3"),
        ("gift", True, "True"),
        ("color", "RED", "RED"),
        ("price", 1.5, "1.5"),
        ("seal", b"\x00\xff", "\x00\ufffd"),
        ("remark.value", "r", "r"),
        ("nickname", "", ""),
        ("note", "", ""),
        ("metadata:x-served-by", "till-1", "till-1"),
        ("metadata:X-Served-By", "till-1", "till-1"),
        ("metadata: x-served-by", "till-1", "till-1"),
        ("trailer:x-served-by", "till-2", "till-2"),
        ("metadata:x-nothing", None, ""),
        ("metadata:x-twice", "a, b", "a, b"),
        ("trailer:x-raw-bin", b"\x01", "\x01"),
    ],
)
def test_path_is_read(path: str, value: Any, text: str, odd_schema: Schema) -> None:
    kind = odd_schema.method("Carts/AddItem").response
    found = AnswerPath(path, kind.DESCRIPTOR, Place(Path("shop.toml")))
    given = outcome(kind(**ANSWER))
    assert (found.read(given), found.read_text(given), str(found)) == (value, text, path)


@pytest.mark.parametrize("path", ["cart.id", "cart.items.0.note", "remark.value", "nickname"])
def test_what_is_not_set_is_not_there(path: str, odd_schema: Schema) -> None:
    kind = odd_schema.method("Carts/AddItem").response
    found = AnswerPath(path, kind.DESCRIPTOR, Place(Path("shop.toml")))
    assert found.read(outcome(kind())) is None
    assert found.read_text(outcome(kind())) == ""


def test_enum_without_a_name_is_its_number(odd_schema: Schema) -> None:
    kind = odd_schema.method("Carts/AddItem").response
    found = AnswerPath("color", kind.DESCRIPTOR, Place(Path("shop.toml")))
    assert found.read_text(outcome(kind(color=9))) == "9"


def test_timestamp_is_the_end_where_a_moment_is_wanted(odd_schema: Schema) -> None:
    kind = odd_schema.method("Accounts/SignIn").response
    found = AnswerPath("expires_at", kind.DESCRIPTOR, Place(Path("shop.toml")), MOMENT)
    assert found.is_timestamp
    assert found.read(outcome(kind(expires_at={"seconds": 5}))).seconds == 5
    assert found.read(outcome(kind())) is None
