"""SessionLibrary/description/expectation.py: what answers must say, and what they say else."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from descriptions import LOGIN, SHOP, TOKEN, Read

from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata

VALUES = {"session_id": "c1", "value": "value 3", "number": "3", "username": "Ada"}
OK = Status(grpc.StatusCode.OK, "")

Differences = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def differences(read: Read) -> Differences:
    """Returns what an answer says otherwise than expected."""

    def differences(
        expect: str, fields: dict[str, Any], values: dict[str, str] | None = None, base: str = SHOP
    ) -> list[tuple[str, str, str]]:
        call = read(base.replace("[call]", f"[call]\nexpect = {expect}")).call
        metadata = ReceivedMetadata([("x-a", "b")])
        answer = call.method.response(**fields)
        outcome = Outcome("/odd.v1.Carts/AddItem", "g:1", OK, 0.1, answer, metadata)
        given = VALUES if values is None else values
        return [tuple(one) for one in call.differences(outcome, given)]

    return differences


@pytest.mark.parametrize(
    ("expect", "fields"),
    [
        ("{}", {}),
        ('{ note = "{value}" }', {"note": "value 3"}),
        ('{ note = "", nickname = "", "cart.id" = "" }', {}),
        ('{ note = "{{value}}" }', {"note": "{value}"}),
        ('{ "cart.id" = "{session_id}" }', {"cart": {"id": "c1"}}),
        ('{ cart.id = "{session_id}" }', {"cart": {"id": "c1"}}),
        ('{ cart = { id = "c1", number = 7 } }', {"cart": {"id": "c1", "number": 7}}),
        ('{ "cart.items.0.note" = "x" }', {"cart": {"items": [{"note": "x"}]}}),
        ("{ quantity = 3 }", {"quantity": 3}),
        ("{ quantity = 3.0 }", {"quantity": 3}),
        ('{ quantity = "3" }', {"quantity": 3}),
        ('{ quantity = "{number}" }', {"quantity": 3}),
        ("{ price = 0.1 }", {"price": 0.1}),
        ("{ price = 1 }", {"price": 1.0}),
        ("{ gift = true }", {"gift": True}),
        ('{ gift = "false" }', {}),
        ('{ color = "RED" }', {"color": "RED"}),
        ("{ color = 1 }", {"color": "RED"}),
        ('{ color = "NO_COLOR" }', {}),
        ('{ seal = "abc" }', {"seal": b"abc"}),
        ('{ "remark.value" = "r" }', {"remark": {"value": "r"}}),
        ('{ "metadata:x-a" = "b" }', {}),
    ],
)
def test_answer_says_it(expect: str, fields: dict[str, Any], differences: Differences) -> None:
    assert differences(expect, fields) == []


@pytest.mark.parametrize(
    ("expect", "fields", "difference"),
    [
        ('{ note = "{value}" }', {"note": "x"}, ("note", "x", "value 3")),
        ('{ note = "{value}" }', {}, ("note", "", "value 3")),
        ('{ "cart.id" = "c1" }', {}, ("cart.id", "", "c1")),
        ('{ cart.id = "c1" }', {"cart": {"id": "c2"}}, ("cart.id", "c2", "c1")),
        (
            '{ "cart.items.1.note" = "x" }',
            {"cart": {"items": [{}]}},
            ("cart.items.1.note", "", "x"),
        ),
        ("{ quantity = 3 }", {"quantity": 4}, ("quantity", "4", "3")),
        ('{ quantity = "{number}" }', {}, ("quantity", "0", "3")),
        ("{ price = 0.1 }", {"price": 0.2}, ("price", "0.2", "0.1")),
        ("{ gift = true }", {}, ("gift", "False", "True")),
        ('{ color = "RED" }', {"color": "BLUE"}, ("color", "BLUE", "RED")),
        ('{ color = "RED" }', {"color": 9}, ("color", "9", "RED")),
        ('{ seal = "abc" }', {"seal": b"x"}, ("seal", "b'x'", "abc")),
        ('{ "metadata:x-a" = "c" }', {}, ("metadata:x-a", "b", "c")),
        ('{ "trailer:x-a" = "b" }', {}, ("trailer:x-a", "", "b")),
    ],
)
def test_answer_says_something_else(
    expect: str, fields: dict[str, Any], difference: tuple[str, str, str], differences: Differences
) -> None:
    assert differences(expect, fields) == [difference]


def test_each_difference_is_told(differences: Differences) -> None:
    found = differences('{ note = "a", quantity = 1, gift = false }', {"note": "b"})
    assert found == [("note", "b", "a"), ("quantity", "0", "1")]


def test_secrets_are_not_told(differences: Differences) -> None:
    values = {**VALUES, "token": "t0ken"}
    found = differences('{ note = "for {token}" }', {"note": "for another"}, values, TOKEN)
    assert found == [("note", "<secret>", "<secret>")]
    assert differences('{ note = "for {token}" }', {"note": "for t0ken"}, values, TOKEN) == []


def test_user_of_a_login_is_known(differences: Differences) -> None:
    base = SHOP + LOGIN
    assert differences('{ note = "{username}" }', {"note": "Ada"}, base=base) == []


def test_token_that_a_session_does_not_have_is_told(differences: Differences) -> None:
    with pytest.raises(UsageError) as caught:
        differences('{ note = "{token}" }', {})
    assert str(caught.value) == (
        "The description expects '{token}' at 'note' of the answer, and the session has no token."
    )
