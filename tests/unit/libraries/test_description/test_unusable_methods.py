"""Methods that the schema does not have, or of another kind, and paths that lead nowhere."""

import pytest
from descriptions import SHOP, STREAM, Refusal, instance, method

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "misspelt method",
        method("Carts/AddItm"),
        "key 'call.method': found 'Carts/AddItm', expected a method of the schema (there is no "
        "method 'Carts/AddItm'; near names are: odd.v1.Carts/AddItem, odd.v1.Carts/AddItems).",
    ),
    (
        "method unlike any",
        method("x"),
        "key 'call.method': found 'x', expected a method of the schema (there is no method 'x'; "
        "there are: odd.v1.Accounts/SignIn, odd.v1.Carts/AddItem, odd.v1.Carts/AddItems, "
        "odd.v1.Carts/Watch, odd.v1.Carts/Chat, odd.v1.Carts/Close).",
    ),
    (
        "method with a line break",
        method(r"a\nb"),
        "key 'call.method': found 'a\\nb', expected a method of the schema (there is no method "
        "'a\\nb'; there are: odd.v1.Accounts/SignIn, odd.v1.Carts/AddItem, "
        "odd.v1.Carts/AddItems, odd.v1.Carts/Watch, odd.v1.Carts/Chat, odd.v1.Carts/Close).",
    ),
    (
        "method that takes a stream",
        method("Carts/AddItems"),
        "key 'call.method': found 'Carts/AddItems', a method that takes a stream of requests, "
        "expected one that gives one answer to one request.",
    ),
    (
        "method that answers with a stream",
        method("Carts/Watch"),
        "key 'call.method': found 'Carts/Watch', a method that answers one request with a "
        "stream, expected one that gives one answer to one request.",
    ),
    (
        "method of two streams",
        method("Carts/Chat"),
        "key 'call.method': found 'Carts/Chat', a method that takes a stream of requests and "
        "answers with one, expected one that gives one answer to one request.",
    ),
    (
        "stream that is none",
        SHOP + STREAM.replace("Watch", "AddItem"),
        "key 'stream.method': found 'Carts/AddItem', a method that gives one answer to one "
        "request, expected one that answers one request with a stream.",
    ),
    (
        "shutdown that is a stream",
        SHOP + '[shutdown]\nmethod = "Carts/Watch"',
        "key 'shutdown.method': found 'Carts/Watch', a method that answers one request with a "
        "stream, expected one that gives one answer to one request.",
    ),
    (
        "login that is a stream",
        SHOP + '[login]\nmethod = "Carts/Watch"',
        "key 'login.method': found 'Carts/Watch', a method that answers one request with a "
        "stream, expected one that gives one answer to one request.",
    ),
    (
        "misspelt path",
        instance("servedby"),
        "key 'call.instance': found the path 'servedby', but 'odd.v1.AddItemReply' has no such "
        "field, expected one of its fields: 'served_by', 'note', 'cart', 'quantity', 'gift', "
        "'color', 'price', 'seal', 'remark', 'nickname', 'index' (near names: 'served_by').",
    ),
    (
        "misspelt path below",
        instance("cart.idd"),
        "key 'call.instance': found the path 'cart.idd', but 'odd.v1.Cart' has no field 'idd', "
        "expected one of its fields: 'id', 'number', 'labels', 'shelves', 'items' (near names: "
        "'id').",
    ),
    (
        "path with an empty name",
        instance("cart..id"),
        "key 'call.instance': found the path 'cart..id', but 'odd.v1.Cart' has no field with an "
        "empty name, expected one of its fields: 'id', 'number', 'labels', 'shelves', 'items'.",
    ),
    (
        "path that ends in a message",
        instance("cart"),
        "key 'call.instance': found the path 'cart', which ends in the message 'odd.v1.Cart', "
        "expected a path to one of its fields: 'cart.id', 'cart.number', 'cart.labels', "
        "'cart.shelves', 'cart.items'.",
    ),
    (
        "path through text",
        instance("note.x"),
        "key 'call.instance': found the path 'note.x', in which 'note' has no fields, expected "
        "a path that ends at 'note'.",
    ),
    (
        "path through a list",
        instance("cart.items.note"),
        "key 'call.instance': found the path 'cart.items.note', in which 'items' is a list, "
        "expected an index after it, as in 'items.0'.",
    ),
    (
        "path that ends in a list",
        instance("cart.items"),
        "key 'call.instance': found the path 'cart.items', in which 'items' is a list, expected "
        "an index after it, as in 'items.0'.",
    ),
    (
        "path that ends in an element",
        instance("cart.items.0"),
        "key 'call.instance': found the path 'cart.items.0', which ends in the message "
        "'odd.v1.Item', expected a path to one of its fields: 'cart.items.0.note', "
        "'cart.items.0.quantity'.",
    ),
    (
        "negative index",
        instance("cart.items.-1.note"),
        "key 'call.instance': found the path 'cart.items.-1.note', in which 'items' is a list, "
        "expected an index after it, as in 'items.0'.",
    ),
    (
        "index of another alphabet",
        instance("cart.items.٣.note"),
        "key 'call.instance': found the path 'cart.items.٣.note', in which 'items' is a list, "
        "expected an index after it, as in 'items.0'.",
    ),
    (
        "path that ends in a map",
        instance("cart.labels"),
        "key 'call.instance': found the path 'cart.labels', in which 'labels' is a map, "
        "expected a key after it, as in 'labels.name'.",
    ),
    (
        "path through a map of numbers",
        instance("cart.shelves.1"),
        "key 'call.instance': found the path 'cart.shelves.1', in which the keys of 'shelves' "
        "are not text, expected a path through maps with text as keys.",
    ),
    (
        "path to true or false",
        instance("gift"),
        "key 'call.instance': found the path 'gift', which leads to true or false, expected a "
        "path to text or a whole number.",
    ),
    (
        "path to bytes",
        instance("seal"),
        "key 'call.instance': found the path 'seal', which leads to bytes, expected a path to "
        "text or a whole number.",
    ),
    (
        "path to a fraction",
        instance("price"),
        "key 'call.instance': found the path 'price', which leads to a number, expected a path "
        "to text or a whole number.",
    ),
    (
        "path with a placeholder",
        instance("{value}"),
        "key 'call.instance': found the path '{value}', but 'odd.v1.AddItemReply' has no such "
        "field, expected one of its fields: 'served_by', 'note', 'cart', 'quantity', 'gift', "
        "'color', 'price', 'seal', 'remark', 'nickname', 'index'.",
    ),
    (
        "neither metadata nor trailer",
        instance("header:x-a"),
        "key 'call.instance': found 'header:x-a', expected a path in the answer, 'metadata:KEY' "
        "or 'trailer:KEY'.",
    ),
    (
        "metadata without a key",
        instance("metadata:"),
        "key 'call.instance': found 'metadata:', expected a path in the answer, 'metadata:KEY' "
        "or 'trailer:KEY'.",
    ),
    (
        "metadata of an impossible key",
        instance("trailer:x served by"),
        "key 'call.instance': found 'trailer:x served by', expected a path in the answer, "
        "'metadata:KEY' or 'trailer:KEY'.",
    ),
    (
        "counter that is text",
        SHOP + STREAM + 'counter = "text"',
        "key 'stream.counter': found the path 'text', which leads to text, expected a path to a "
        "whole number.",
    ),
    (
        "counter in metadata",
        SHOP + STREAM + 'counter = "metadata:x-index"',
        "key 'stream.counter': found 'metadata:x-index', expected a path to a whole number in "
        "the answer.",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
