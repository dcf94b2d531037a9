"""Logins whose answers cannot be read, and requests that nobody can send."""

import pytest
from descriptions import LOGIN, SHOP, TOKEN, Refusal

# Names, the descriptions, and what is said of them after the file.
UNUSABLE = [
    (
        "no id at all",
        SHOP + LOGIN.replace("{session_id}", "x"),
        "key 'login.request': found a request without '{session_id}', and no key 'session_id', "
        "expected one of them: the client sends the session's id, or the answer has it.",
    ),
    (
        "token in the request",
        SHOP + LOGIN.replace("{session_id}", "{token}"),
        "key 'login.request.cart': found the placeholder '{token}', expected one of "
        "'{username}', '{password}', '{session_id}', '{value}', '{number}'.",
    ),
    (
        "role in the request",
        SHOP + LOGIN.replace("{session_id}", "{role}"),
        "key 'login.request.cart': found the placeholder '{role}', expected one of "
        "'{username}', '{password}', '{session_id}', '{value}', '{number}'.",
    ),
    (
        "misspelt placeholder",
        SHOP + LOGIN.replace("{session_id}", "{usernam}"),
        "key 'login.request.cart': found the placeholder '{usernam}', expected one of "
        "'{username}', '{password}', '{session_id}', '{value}', '{number}' (near names: "
        "'{username}').",
    ),
    (
        "misspelt field",
        SHOP + LOGIN.replace("cart =", "crat ="),
        "key 'login.request.crat': found an unknown field, expected one of those of "
        "'odd.v1.SignInRequest': 'user', 'secret', 'cart' (near names: 'cart', 'secret').",
    ),
    (
        "misspelt token",
        SHOP + LOGIN + 'token = "tokn"',
        "key 'login.token': found the path 'tokn', but 'odd.v1.SignInReply' has no such field, "
        "expected one of its fields: 'cart', 'token', 'expires_at', 'expires_text', "
        "'expires_seconds', 'expires_soon', 'role', 'raw_token', 'tokens' (near names: 'token', "
        "'tokens', 'raw_token').",
    ),
    (
        "token that is a message",
        SHOP + LOGIN + 'token = "cart"',
        "key 'login.token': found the path 'cart', which ends in the message 'odd.v1.Cart', "
        "expected a path to one of its fields: 'cart.id', 'cart.number', 'cart.labels', "
        "'cart.shelves', 'cart.items'.",
    ),
    (
        "token that is a list",
        SHOP + LOGIN + 'token = "tokens"',
        "key 'login.token': found the path 'tokens', in which 'tokens' is a list, expected an "
        "index after it, as in 'tokens.0'.",
    ),
    (
        "token that is true or false",
        SHOP + LOGIN + 'token = "expires_soon"',
        "key 'login.token': found the path 'expires_soon', which leads to true or false, "
        "expected a path to text.",
    ),
    (
        "token that is bytes",
        SHOP + LOGIN + 'token = "raw_token"',
        "key 'login.token': found the path 'raw_token', which leads to bytes, expected a path "
        "to text.",
    ),
    (
        "id that is a message",
        SHOP + LOGIN + 'session_id = "cart"',
        "key 'login.session_id': found the path 'cart', which ends in the message "
        "'odd.v1.Cart', expected a path to one of its fields: 'cart.id', 'cart.number', "
        "'cart.labels', 'cart.shelves', 'cart.items'.",
    ),
    (
        "role that is a moment",
        SHOP + LOGIN + 'role = "expires_at"',
        "key 'login.role': found the path 'expires_at', which ends in the message "
        "'google.protobuf.Timestamp', expected a path to one of its fields: "
        "'expires_at.seconds', 'expires_at.nanos'.",
    ),
    (
        "expiry that is true or false",
        SHOP + LOGIN + 'expires = "expires_soon"',
        "key 'login.expires': found the path 'expires_soon', which leads to true or false, "
        "expected a path to a Timestamp, text or a number.",
    ),
    (
        "expiry that is another message",
        SHOP + LOGIN + 'expires = "cart"',
        "key 'login.expires': found the path 'cart', which ends in the message 'odd.v1.Cart', "
        "expected a path to one of its fields: 'cart.id', 'cart.number', 'cart.labels', "
        "'cart.shelves', 'cart.items'.",
    ),
    (
        "token format in upper case",
        TOKEN + 'token_format = "JWT"',
        "key 'login.token_format': found 'JWT', expected 'jwt' or no such key (near names: 'jwt').",
    ),
    (
        "unknown token format",
        TOKEN + 'token_format = "paseto"',
        "key 'login.token_format': found 'paseto', expected 'jwt' or no such key.",
    ),
    (
        "token format without a token",
        SHOP + LOGIN + 'token_format = "jwt"',
        "key 'login.token': found nothing, expected the token's path in the answer.",
    ),
    (
        "algorithm of any text",
        TOKEN + 'algorithm = "HS256"',
        "key 'login.algorithm': found 'HS256', expected the key 'token_format' with 'jwt' "
        "beside it.",
    ),
    (
        "claims of any text",
        TOKEN + 'claims = { sub = "x" }',
        "key 'login.claims': found a table, expected the key 'token_format' with 'jwt' beside it.",
    ),
    (
        "unknown algorithm",
        TOKEN + 'token_format = "jwt"\nalgorithm = "HS265"',
        "key 'login.algorithm': found 'HS265', expected an algorithm of JSON Web Tokens (RFC "
        "7518) (near names: 'HS256', 'RS256', 'PS256').",
    ),
    (
        "unknown placeholder in claims",
        TOKEN + 'token_format = "jwt"\nclaims = { sub = "{user_name}" }',
        "key 'login.claims.sub': found the placeholder '{user_name}', expected one of "
        "'{username}', '{session_id}', '{role}' (near names: '{username}').",
    ),
    (
        "role that the login does not give",
        TOKEN + 'token_format = "jwt"\nclaims = { role = "{role}" }',
        "key 'login.claims': found the placeholder '{role}', expected the role's path in the "
        "answer, as key 'role' of [login].",
    ),
]


@pytest.mark.parametrize(
    ("text", "problem"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_unusable_description_is_refused(text: str, problem: str, refusal: Refusal) -> None:
    separator = ", " if problem.startswith("key ") else ": "
    assert refusal(text) == f"Description 'shop.toml'{separator}{problem}"
