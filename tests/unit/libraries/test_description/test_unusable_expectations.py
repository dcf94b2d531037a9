"""Expectations that no answer can meet."""

import pytest
from descriptions import LOGIN, SHOP, Refusal

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "misspelt path",
        SHOP + 'expect = { nota = "x" }',
        "key 'call.expect.nota': found the path 'nota', but 'odd.v1.AddItemReply' has no such "
        "field, expected one of its fields: 'served_by', 'note', 'cart', 'quantity', 'gift', "
        "'color', 'price', 'seal', 'remark', 'nickname', 'index' (near names: 'note').",
    ),
    (
        "message",
        SHOP + 'expect = { cart = "x" }',
        "key 'call.expect.cart': found the path 'cart', which ends in the message "
        "'odd.v1.Cart', expected a path to one of its fields: 'cart.id', 'cart.number', "
        "'cart.labels', 'cart.shelves', 'cart.items'.",
    ),
    (
        "empty table",
        SHOP + "expect = { cart = {} }",
        "key 'call.expect.cart': found an empty table, expected what the answer must say there.",
    ),
    (
        "one path twice",
        SHOP + 'expect = { "cart.id" = "x", cart = { id = "y" } }',
        "key 'call.expect.cart.id': found two values, expected one.",
    ),
    (
        "number for text",
        SHOP + "expect = { note = 1 }",
        "key 'call.expect.note': found '1', expected text in quotation marks.",
    ),
    (
        "list for text",
        SHOP + 'expect = { note = ["x"] }',
        "key 'call.expect.note': found a list, expected text in quotation marks.",
    ),
    (
        "date for text",
        SHOP + "expect = { note = 2030-01-31 }",
        "key 'call.expect.note': found '2030-01-31', expected text in quotation marks.",
    ),
    (
        "number in metadata",
        SHOP + 'expect = { "metadata:x-a" = 1 }',
        "key 'call.expect.metadata:x-a': found '1', expected text in quotation marks.",
    ),
    (
        "text for a number",
        SHOP + 'expect = { quantity = "many" }',
        "key 'call.expect.quantity': found 'many', expected a whole number from 0 to 4294967295.",
    ),
    (
        "fraction",
        SHOP + "expect = { quantity = 1.5 }",
        "key 'call.expect.quantity': found '1.5', expected a whole number from 0 to 4294967295.",
    ),
    (
        "negative number",
        SHOP + "expect = { quantity = -1 }",
        "key 'call.expect.quantity': found '-1', expected a whole number from 0 to 4294967295.",
    ),
    (
        "number beyond its field",
        SHOP + "expect = { quantity = 99999999999 }",
        "key 'call.expect.quantity': found '99999999999', expected a whole number from 0 to "
        "4294967295.",
    ),
    (
        "number that is none",
        SHOP + "expect = { price = nan }",
        "key 'call.expect.price': found 'nan', expected a number.",
    ),
    (
        "true or false as a number",
        SHOP + "expect = { gift = 1 }",
        "key 'call.expect.gift': found '1', expected true or false.",
    ),
    (
        "true for a number",
        SHOP + "expect = { quantity = true }",
        "key 'call.expect.quantity': found 'true', expected a whole number from 0 to 4294967295.",
    ),
    (
        "unknown color",
        SHOP + 'expect = { color = "GREEN" }',
        "key 'call.expect.color': found 'GREEN', expected one of 'NO_COLOR', 'RED', 'BLUE' "
        "(near names: 'RED').",
    ),
    (
        "number of no color",
        SHOP + "expect = { color = 9 }",
        "key 'call.expect.color': found '9', expected one of 'NO_COLOR', 'RED', 'BLUE'.",
    ),
    (
        "list for a color",
        SHOP + 'expect = { color = ["RED"] }',
        "key 'call.expect.color': found a list, expected one of 'NO_COLOR', 'RED', 'BLUE' (near "
        "names: 'RED').",
    ),
    (
        "unknown placeholder",
        SHOP + 'expect = { note = "{valu}" }',
        "key 'call.expect.note': found the placeholder '{valu}', expected one of '{username}', "
        "'{password}', '{session_id}', '{token}', '{value}', '{number}' (near names: "
        "'{value}').",
    ),
    (
        "value for a number",
        SHOP + 'expect = { quantity = "{value}" }',
        "key 'call.expect.quantity': found '{value}', expected a whole number from 0 to "
        "4294967295.",
    ),
    (
        "value for a color",
        SHOP + 'expect = { color = "{value}" }',
        "key 'call.expect.color': found '{value}', expected one of 'NO_COLOR', 'RED', 'BLUE' "
        "(near names: 'BLUE').",
    ),
    (
        "username without a login",
        SHOP + 'expect = { note = "{username}" }',
        "key 'call.expect': found the placeholder '{username}', expected a section [login], "
        "which users log in with.",
    ),
    (
        "token that the login does not give",
        SHOP + 'expect = { note = "{token}" }\n' + LOGIN,
        "key 'call.expect': found the placeholder '{token}', expected the token's path in the "
        "answer, as key 'token' of [login].",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
