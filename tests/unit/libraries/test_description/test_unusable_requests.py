"""Requests that do not fit their message."""

import pytest
from descriptions import SHOP, Refusal

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "misspelt field",
        SHOP + 'request = { nota = "x" }',
        "key 'call.request.nota': found an unknown field, expected one of those of "
        "'odd.v1.AddItemRequest': 'note', 'quantity', 'gift', 'color', 'item', 'items', 'when', "
        "'card', 'voucher' (near names: 'note').",
    ),
    (
        "misspelt field below",
        SHOP + 'request = { item = { nota = "x" } }',
        "key 'call.request.item.nota': found an unknown field, expected one of those of "
        "'odd.v1.Item': 'note', 'quantity' (near names: 'note').",
    ),
    (
        "misspelt field in a list",
        SHOP + 'request = { items = [{}, { nota = "x" }] }',
        "key 'call.request.items.1.nota': found an unknown field, expected one of those of "
        "'odd.v1.Item': 'note', 'quantity' (near names: 'note').",
    ),
    (
        "field in braces",
        SHOP + 'request = { "{value}" = "x" }',
        "key 'call.request.{value}': found an unknown field, expected one of those of "
        "'odd.v1.AddItemRequest': 'note', 'quantity', 'gift', 'color', 'item', 'items', 'when', "
        "'card', 'voucher'.",
    ),
    (
        "text for a number",
        SHOP + 'request = { quantity = "many" }',
        "key 'call.request.quantity': found 'many', expected a whole number from 0 to 4294967295.",
    ),
    (
        "negative number",
        SHOP + "request = { quantity = -1 }",
        "key 'call.request.quantity': found '-1', expected a whole number from 0 to 4294967295.",
    ),
    (
        "fraction",
        SHOP + "request = { quantity = 1.5 }",
        "key 'call.request.quantity': found '1.5', expected a whole number from 0 to 4294967295.",
    ),
    (
        "infinity",
        SHOP + "request = { quantity = inf }",
        "key 'call.request.quantity': found 'inf', expected a whole number from 0 to 4294967295.",
    ),
    (
        "neither true nor false",
        SHOP + 'request = { gift = "perhaps" }',
        "key 'call.request.gift': found 'perhaps', expected true or false.",
    ),
    (
        "unknown color",
        SHOP + 'request = { color = "GREEN" }',
        "key 'call.request.color': found 'GREEN', expected one of 'NO_COLOR', 'RED', 'BLUE' "
        "(near names: 'RED').",
    ),
    (
        "list for text",
        SHOP + 'request = { note = ["x"] }',
        "key 'call.request.note': found a list, expected text in quotation marks.",
    ),
    (
        "date for text",
        SHOP + "request = { note = 2030-01-31 }",
        "key 'call.request.note': found '2030-01-31', expected text in quotation marks.",
    ),
    (
        "text for a message",
        SHOP + 'request = { item = "x" }',
        "key 'call.request.item': found 'x', expected a table.",
    ),
    (
        "table for a list",
        SHOP + 'request = { items = { note = "x" } }',
        "key 'call.request.items': found a table, expected a list.",
    ),
    (
        "text in a list of messages",
        SHOP + 'request = { items = ["x"] }',
        "key 'call.request.items.0': found 'x', expected a table.",
    ),
    (
        "text for a moment",
        SHOP + 'request = { when = "yesterday" }',
        "key 'call.request.when': found 'yesterday', expected a moment, such as "
        "'2030-01-31T12:00:00Z'.",
    ),
    (
        "two of one",
        SHOP + 'request = { card = "x", voucher = "y" }',
        "key 'call.request': found a request that does not fit ('AddItemRequest' can have one "
        "of 'payment' only, got 'card' and 'voucher'), expected a request of the type "
        "'odd.v1.AddItemRequest'.",
    ),
    (
        "unknown placeholder",
        SHOP + 'request = { note = "{valu}" }',
        "key 'call.request.note': found the placeholder '{valu}', expected one of '{username}', "
        "'{session_id}', '{value}', '{number}' (near names: '{value}').",
    ),
    (
        "unknown placeholder in a list",
        SHOP + 'request = { items = [{ note = "{valu}" }] }',
        "key 'call.request.items.0.note': found the placeholder '{valu}', expected one of "
        "'{username}', '{session_id}', '{value}', '{number}' (near names: '{value}').",
    ),
    (
        "token in a request",
        SHOP + 'request = { note = "{token}" }',
        "key 'call.request.note': found the placeholder '{token}', expected one of "
        "'{username}', '{session_id}', '{value}', '{number}'.",
    ),
    (
        "password in a request",
        SHOP + 'request = { note = "{password}" }',
        "key 'call.request.note': found the placeholder '{password}', expected one of "
        "'{username}', '{session_id}', '{value}', '{number}'.",
    ),
    (
        "username without a login",
        SHOP + 'request = { note = "{username}" }',
        "key 'call.request': found the placeholder '{username}', expected a section [login], "
        "which users log in with.",
    ),
    (
        "value for a number",
        SHOP + 'request = { quantity = "{value}" }',
        "key 'call.request.quantity': found '{value}', expected a whole number from 0 to "
        "4294967295.",
    ),
    (
        "value for true or false",
        SHOP + 'request = { gift = "{value}" }',
        "key 'call.request.gift': found '{value}', expected true or false.",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
