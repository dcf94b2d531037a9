"""Login as a description tells of it: what to send, and where the answer has what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from GrpcLibrary.schema import Method, Schema

from .path import MOMENT, NAME, TEXT, AnswerPath, End
from .problem import Place, near_names, quoted
from .request import RequestTemplate
from .rpc import find_method
from .template import Template, placeholders, templates

LOGIN_PLACEHOLDERS = ("username", "password", "session_id", "value", "number")
CLAIM_PLACEHOLDERS = ("username", "session_id", "role")
JWT = "jwt"
ALGORITHMS = (
    *(f"{family}{bits}" for family in ("HS", "RS", "ES", "PS") for bits in (256, 384, 512)),
    *("ES256K", "EdDSA", "Ed25519", "Ed448"),
)


@dataclass(frozen=True)
class LoginRpc:
    """The login; a path is None where the answer does not have it.

    `claims` are what a JSON Web Token must say beside its times, and `algorithm` what it
    must be signed with; without `is_jwt`, a token is any text.
    """

    method: Method
    request: RequestTemplate
    session_id: AnswerPath | None
    token: AnswerPath | None
    expires: AnswerPath | None
    role: AnswerPath | None
    is_jwt: bool
    algorithm: str
    claims: Mapping[str, Template | Any]

    @property
    def name(self) -> str:
        return self.method.path.rpartition("/")[2]

    @property
    def gives_id(self) -> bool:
        """Whether the system chooses the session's id, so that a client cannot."""
        return "session_id" not in self.request.names


def read_login(given: Mapping[str, Any], schema: Schema, place: Place) -> LoginRpc:
    method = find_method(schema, given["method"], place / "method", streams=False)
    answer: Any = method.response.DESCRIPTOR

    def path(name: str, end: End) -> AnswerPath | None:
        return AnswerPath(given[name], answer, place / name, end) if name in given else None

    _check_token(given, place)
    request = RequestTemplate(
        method.request, given.get("request", {}), place / "request", LOGIN_PLACEHOLDERS
    )
    login = LoginRpc(
        method,
        request,
        path("session_id", NAME),
        path("token", TEXT),
        path("expires", MOMENT),
        path("role", NAME),
        "token_format" in given,
        given.get("algorithm", ""),
        templates(given.get("claims", {}), place / "claims", CLAIM_PLACEHOLDERS),
    )
    if login.gives_id and login.session_id is None:
        raise (place / "request").problem(
            "a request without '{session_id}', and no key 'session_id'",
            "one of them: the client sends the session's id, or the answer has it",
        )
    if "role" in placeholders(login.claims) and login.role is None:
        raise (place / "claims").problem(
            "the placeholder '{role}'", "the role's path in the answer, as key 'role' of [login]"
        )
    return login


def _check_token(given: Mapping[str, Any], place: Place) -> None:
    """Check what is said of the token's form."""
    token_format = given.get("token_format")
    if token_format not in (None, JWT):
        near = near_names(token_format, [JWT])
        raise (place / "token_format").problem(
            quoted(token_format), f"'{JWT}' or no such key", near
        )
    for name in ("algorithm", "claims"):
        if name in given and token_format is None:
            expected = f"the key 'token_format' with '{JWT}' beside it"
            raise (place / name).problem(quoted(given[name]), expected)
    if token_format and "token" not in given:
        raise (place / "token").problem("nothing", "the token's path in the answer")
    algorithm = given.get("algorithm", ALGORITHMS[0])
    if algorithm not in ALGORITHMS:
        near = near_names(algorithm, ALGORITHMS)
        raise (place / "algorithm").problem(
            quoted(algorithm), "an algorithm of JSON Web Tokens (RFC 7518)", near
        )
