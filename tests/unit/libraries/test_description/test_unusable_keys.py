"""Keys that there are not, values of another kind, and what is missing."""

import pytest
from descriptions import CALL, SHOP, Refusal, instance

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "nothing at all",
        "",
        "key 'schema': found nothing, expected a schema: a file, a folder, a list of them, or "
        "'reflection'.",
    ),
    (
        "no schema",
        CALL,
        "key 'schema': found nothing, expected a schema: a file, a folder, a list of them, or "
        "'reflection'.",
    ),
    (
        "no call",
        'schema = "reflection"',
        "key 'call': found nothing, expected a section [call].",
    ),
    (
        "empty section",
        SHOP + "[login]",
        "key 'login.method': found nothing, expected a method, such as 'shop.v1.Carts/AddItem'.",
    ),
    (
        "unknown section",
        SHOP + "[logn]",
        "key 'logn': found an unknown key, expected one of 'schema', 'session', 'login', "
        "'call', 'stream', 'shutdown', 'unavailable' (near names: 'login').",
    ),
    (
        "section unlike any",
        SHOP + "[zzz]",
        "key 'zzz': found an unknown key, expected one of 'schema', 'session', 'login', 'call', "
        "'stream', 'shutdown', 'unavailable'.",
    ),
    (
        "unknown key",
        SHOP + "requst = {}",
        "key 'call.requst': found an unknown key, expected one of 'method', 'request', "
        "'instance', 'expect' (near names: 'request').",
    ),
    (
        "key of a stream alone",
        SHOP + 'counter = "index"',
        "key 'call.counter': found an unknown key, expected one of 'method', 'request', "
        "'instance', 'expect'.",
    ),
    (
        "key above its section",
        'method = "Carts/AddItem"\n' + SHOP,
        "key 'method': found an unknown key, expected one of 'schema', 'session', 'login', "
        "'call', 'stream', 'shutdown', 'unavailable'.",
    ),
    (
        "section below another by mistake",
        SHOP + "session = {}",
        "key 'call.session': found an unknown key, expected one of 'method', 'request', "
        "'instance', 'expect'.",
    ),
    (
        "section that is text",
        'session = "x"\n' + SHOP,
        "key 'session': found 'x', expected a table.",
    ),
    (
        "section that is a list",
        'schema = "reflection"\n[[call]]\n',
        "key 'call': found a list, expected a table.",
    ),
    (
        "no method",
        'schema = "reflection"\n[call]\ninstance = "served_by"',
        "key 'call.method': found nothing, expected a method, such as 'shop.v1.Carts/AddItem'.",
    ),
    (
        "no instance",
        'schema = "reflection"\n[call]\nmethod = "Carts/AddItem"',
        "key 'call.instance': found nothing, expected where the answer names the instance, such "
        "as 'served_by'.",
    ),
    (
        "method that is a number",
        'schema = "reflection"\n[call]\nmethod = 3',
        "key 'call.method': found '3', expected text in quotation marks.",
    ),
    (
        "method that is a list",
        'schema = "reflection"\n[call]\nmethod = ["Carts/AddItem"]',
        "key 'call.method': found a list, expected text in quotation marks.",
    ),
    (
        "instance that is empty",
        instance(""),
        "key 'call.instance': found '', expected text in quotation marks.",
    ),
    (
        "request that is text",
        SHOP + 'request = "x"',
        "key 'call.request': found 'x', expected a table.",
    ),
    (
        "expect that is a list",
        SHOP + 'expect = ["x"]',
        "key 'call.expect': found a list, expected a table.",
    ),
    (
        "schema that is a number",
        CALL.replace("[call]", "schema = 3\n[call]"),
        "key 'schema': found '3', expected text in quotation marks, or a list of texts.",
    ),
    (
        "schema that is an empty list",
        CALL.replace("[call]", "schema = []\n[call]"),
        "key 'schema': found an empty list, expected text in quotation marks, or a list of texts.",
    ),
    (
        "schema with a number",
        CALL.replace("[call]", 'schema = ["a", 1]\n[call]'),
        "key 'schema.1': found '1', expected text in quotation marks.",
    ),
    (
        "long key",
        SHOP + "x" * 1000 + " = 1",
        f"key 'call.{'x' * 195}…': "
        "found an unknown key, expected one of 'method', 'request', 'instance', 'expect'.",
    ),
    (
        "fifty tables deep",
        SHOP + "request = " + "{ item = " * 60 + "{}" + " }" * 60,
        "found more than 50 levels of tables and lists, expected fewer levels.",
    ),
    (
        "five thousand lists deep",
        "schema = " + "[" * 5000 + "]" * 5000,
        "found too many levels of tables and lists, expected fewer levels.",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
