"""Metadata that cannot be sent, or sent back, and codes that nobody gets."""

import pytest
from descriptions import LOGIN, SHOP, Refusal

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "metadata that is a list",
        SHOP + '[session]\nmetadata = ["x-a"]',
        "key 'session.metadata': found a list, expected a table.",
    ),
    (
        "metadata with a number",
        SHOP + "[session]\nmetadata = { x-a = 1 }",
        "key 'session.metadata.x-a': found '1', expected text in quotation marks.",
    ),
    (
        "metadata with a table",
        SHOP + '[session]\nmetadata = { x.a = "b" }',
        "key 'session.metadata.x': found a table, expected text in quotation marks.",
    ),
    (
        "upper case key",
        SHOP + '[session]\nmetadata = { X-Cart = "b" }',
        "key 'session.metadata.X-Cart': found 'X-Cart', expected a key of a-z, 0-9, '_', '-' "
        "and '.' only (near names: 'x-cart').",
    ),
    (
        "key with a space",
        SHOP + '[session]\nmetadata = { "x cart" = "b" }',
        "key 'session.metadata.x cart': found 'x cart', expected a key of a-z, 0-9, '_', '-' "
        "and '.' only.",
    ),
    (
        "empty key",
        SHOP + '[session]\nmetadata = { "" = "b" }',
        "key 'session.metadata.': found '', expected a key of a-z, 0-9, '_', '-' and '.' only.",
    ),
    (
        "key of gRPC itself",
        SHOP + '[session]\nmetadata = { grpc-timeout = "1S" }',
        "key 'session.metadata.grpc-timeout': found 'grpc-timeout', expected a key other than "
        "those that gRPC itself sends.",
    ),
    (
        "value beyond ASCII",
        SHOP + '[session]\nmetadata = { x-a = "Zoë" }',
        "key 'session.metadata.x-a': found 'Zoë', expected printable ASCII characters only.",
    ),
    (
        "value of two lines",
        SHOP + '[session]\nmetadata = { x-a = "a\\nb" }',
        "key 'session.metadata.x-a': found 'a\\nb', expected printable ASCII characters only.",
    ),
    (
        "unknown placeholder",
        SHOP + '[session]\nmetadata = { x-a = "{sesion_id}" }',
        "key 'session.metadata.x-a': found the placeholder '{sesion_id}', expected one of "
        "'{username}', '{password}', '{session_id}', '{token}', '{value}', '{number}' (near "
        "names: '{session_id}').",
    ),
    (
        "placeholder with a hyphen",
        SHOP + '[session]\nmetadata = { x-a = "{session-id}" }',
        "key 'session.metadata.x-a': found the placeholder '{session-id}', expected one of "
        "'{username}', '{password}', '{session_id}', '{token}', '{value}', '{number}' (near "
        "names: '{session_id}').",
    ),
    (
        "placeholder with spaces",
        SHOP + '[session]\nmetadata = { x-a = "{ token }" }',
        "key 'session.metadata.x-a': found the placeholder '{ token }', expected one of "
        "'{username}', '{password}', '{session_id}', '{token}', '{value}', '{number}' (near "
        "names: '{token}').",
    ),
    (
        "placeholder of claims alone",
        SHOP + '[session]\nmetadata = { x-a = "{role}" }',
        "key 'session.metadata.x-a': found the placeholder '{role}', expected one of "
        "'{username}', '{password}', '{session_id}', '{token}', '{value}', '{number}'.",
    ),
    (
        "username without a login",
        SHOP + '[session]\nmetadata = { x-a = "{username}" }',
        "key 'session.metadata.x-a': found the placeholder '{username}', expected a section "
        "[login], which users log in with.",
    ),
    (
        "password without a login",
        SHOP + '[session]\nmetadata = { x-a = "{password}" }',
        "key 'session.metadata.x-a': found the placeholder '{password}', expected a section "
        "[login], which users log in with.",
    ),
    (
        "token that the login does not give",
        SHOP + '[session]\nmetadata = { x-a = "{token}" }\n' + LOGIN,
        "key 'session.metadata.x-a': found the placeholder '{token}', expected the token's path "
        "in the answer, as key 'token' of [login].",
    ),
    (
        "keep that is text",
        SHOP + '[session]\nkeep = "set-cookie"',
        "key 'session.keep': found 'set-cookie', expected a list of texts.",
    ),
    (
        "keep that is empty",
        SHOP + "[session]\nkeep = []",
        "key 'session.keep': found an empty list, expected a list of texts.",
    ),
    (
        "keep with a number",
        SHOP + "[session]\nkeep = [1]",
        "key 'session.keep.0': found '1', expected text in quotation marks.",
    ),
    (
        "keep of an impossible key",
        SHOP + '[session]\nkeep = ["set cookie"]',
        "key 'session.keep.0': found 'set cookie', expected a key of a-z, 0-9, '_', '-' and '.' "
        "only.",
    ),
    (
        "keep of a key of gRPC itself",
        SHOP + '[session]\nkeep = ["x-a", "grpc-status"]',
        "key 'session.keep.1': found 'grpc-status', expected a key other than those that gRPC "
        "itself sends.",
    ),
    (
        "keep of what clients send",
        SHOP + '[session]\nkeep = ["cookie"]',
        "key 'session.keep.0': found 'cookie', expected 'set-cookie', which answers have.",
    ),
    (
        "keep of a key twice",
        SHOP + '[session]\nkeep = ["x-a", "X-A"]',
        "key 'session.keep.1': found 'X-A' twice, expected each key once.",
    ),
    (
        "keep of a key that is sent anyway",
        SHOP + '[session]\nkeep = ["x-a"]\nmetadata = { x-a = "b" }',
        "key 'session.keep.0': found 'x-a', expected a key that 'metadata' does not send, too.",
    ),
    (
        "codes that are text",
        SHOP + '[unavailable]\ncodes = "UNAVAILABLE"',
        "key 'unavailable.codes': found 'UNAVAILABLE', expected a list of texts.",
    ),
    (
        "code that is a number",
        SHOP + "[unavailable]\ncodes = [14]",
        "key 'unavailable.codes.0': found '14', expected text in quotation marks.",
    ),
    (
        "unknown code",
        SHOP + '[unavailable]\ncodes = ["UNAVAILBLE"]',
        "key 'unavailable.codes.0': found 'UNAVAILBLE', expected a status code of gRPC other "
        "than OK (near names: 'UNAVAILABLE').",
    ),
    (
        "code in lower case",
        SHOP + '[unavailable]\ncodes = ["INTERNAL", "unavailable"]',
        "key 'unavailable.codes.1': found 'unavailable', expected a status code of gRPC other "
        "than OK (near names: 'UNAVAILABLE').",
    ),
    (
        "code of success",
        SHOP + '[unavailable]\ncodes = ["OK"]',
        "key 'unavailable.codes.0': found 'OK', expected a status code of gRPC other than OK.",
    ),
    (
        "message that is no regular expression",
        SHOP + '[unavailable]\nmessage = "no (till"',
        "key 'unavailable.message': found 'no (till', expected a regular expression (missing ), "
        "unterminated subpattern at position 3).",
    ),
    (
        "empty message",
        SHOP + '[unavailable]\nmessage = " "',
        "key 'unavailable.message': found ' ', expected text in quotation marks.",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
