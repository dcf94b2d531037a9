"""SessionLibrary/description/request.py: requests that fit, and what they are filled with."""

from typing import Any

import pytest
from descriptions import SHOP, Read

VALUES = {"session_id": "c1", "value": "value 3", "number": "3"}


@pytest.mark.parametrize(
    ("request_text", "fields"),
    [
        ("{}", {}),
        ('{ note = "{value}" }', {"note": "value 3"}),
        ('{ note = "{number}: {value} of {session_id}" }', {"note": "3: value 3 of c1"}),
        ('{ note = "{{value}}" }', {"note": "{value}"}),
        ("{ note = 1 }", {"note": "1"}),
        ("{ quantity = 2 }", {"quantity": 2}),
        ('{ quantity = "{number}" }', {"quantity": 3}),
        ("{ gift = true }", {"gift": True}),
        ('{ color = "BLUE" }', {"color": 2}),
        ("{ color = 1 }", {"color": 1}),
        (
            '{ item = { note = "{value}", quantity = 5 } }',
            {"item": {"note": "value 3", "quantity": 5}},
        ),
        ('{ item.note = "{value}" }', {"item": {"note": "value 3"}}),
        ("{ item = {} }", {"item": {}}),
        ('{ items = [{ note = "{value}" }, {}] }', {"items": [{"note": "value 3"}, {}]}),
        ("{ when = 2030-01-31T12:00:00Z }", {"when": {"seconds": 1896091200}}),
        ('{ when = "2030-01-31T12:00:00Z" }', {"when": {"seconds": 1896091200}}),
        ('{ voucher = "{session_id}" }', {"voucher": "c1"}),
    ],
)
def test_request_is_built(request_text: str, fields: dict[str, Any], read: Read) -> None:
    call = read(f"{SHOP}request = {request_text}").call
    assert call.build(VALUES) == call.method.request(**fields)


def test_no_request_is_an_empty_one(read: Read) -> None:
    call = read(SHOP).call
    assert call.build(VALUES) == call.method.request()


def test_each_call_gets_a_request_of_its_own(read: Read) -> None:
    call = read(SHOP + 'request = { item = { note = "{value}" } }').call
    first = call.build({"value": "1"})
    second = call.build({"value": "2"})
    assert first != second
    assert first == call.build({"value": "1"})


def test_number_may_be_an_id(read: Read) -> None:
    call = read(SHOP + 'request = { quantity = "{session_id}" }').call
    assert call.build({"session_id": "4711"}) == call.method.request(quantity=4711)
