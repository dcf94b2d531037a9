"""Login as a description tells of it: what to send, and where the answer has what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from GrpcLibrary.schema import Method, Schema

from .path import AnswerPath
from .problem import Place, quoted
from .request import RequestTemplate
from .rpc import find_method
from .template import Template, templates

LOGIN_PLACEHOLDERS = ("username", "password", "session_id", "value", "number")
CLAIM_PLACEHOLDERS = ("username", "session_id", "role")
JWT = "jwt"


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

    def path(name: str) -> AnswerPath | None:
        if name not in given:
            return None
        return AnswerPath(given[name], answer, place / name, timestamps=name == "expires")

    token_format = given.get("token_format", "")
    if token_format not in ("", JWT):
        raise (place / "token_format").problem(quoted(token_format), f"'{JWT}'")
    for name in ("algorithm", "claims"):
        if name in given and token_format != JWT:
            raise (place / name).problem(quoted(given[name]), f"it beside token_format = '{JWT}'")
    if token_format and "token" not in given:
        raise (place / "token").problem("nothing", "the token's path in the answer")
    request = RequestTemplate(
        method.request, given.get("request", {}), place / "request", LOGIN_PLACEHOLDERS
    )
    login = LoginRpc(
        method,
        request,
        path("session_id"),
        path("token"),
        path("expires"),
        path("role"),
        token_format == JWT,
        given.get("algorithm", ""),
        templates(given.get("claims", {}), place / "claims", CLAIM_PLACEHOLDERS),
    )
    if login.gives_id and login.session_id is None:
        raise (place / "request").problem(
            "a request without '{session_id}', and no 'session_id' beside it",
            "one of them: the client sends the session's id, or the answer has it",
        )
    return login
