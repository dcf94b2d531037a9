"""A system under test, as its description tells of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc

from GrpcLibrary.outcome import Outcome
from GrpcLibrary.schema import Schema

from .login import LoginRpc, read_login
from .problem import Place, near_names, quoted
from .rpc import Rpc, read_rpc
from .template import Template, templates

CALL_PLACEHOLDERS = ("username", "session_id", "value", "number")
METADATA_PLACEHOLDERS = ("username", "password", "session_id", "token", "value", "number")
UNAVAILABLE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)

_METADATA_KEY = re.compile(r"[0-9a-z_.-]+")
_OWN_METADATA = re.compile(r"grpc-.*|content-type|te|user-agent")


@dataclass(frozen=True)
class System:
    """How to log in, call, subscribe and shut down, and how to read what is answered.

    `metadata` is sent with each call but the login. `keep` are the keys of initial metadata
    that later calls send back. `unavailable` are the codes of a client that no instance is
    left for, and `message` the regular expression for the words, None for the default's.
    What a system does not have is None.
    """

    name: str
    call: Rpc
    metadata: Mapping[str, Template]
    keep: tuple[str, ...] = ()
    login: LoginRpc | None = None
    stream: Rpc | None = None
    shutdown: Rpc | None = None
    unavailable: tuple[grpc.StatusCode, ...] = UNAVAILABLE
    message: str | None = None
    _rpcs: dict[str, Rpc] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rpc in (self.call, self.stream, self.shutdown):
            if rpc is not None:
                self._rpcs[rpc.method.path] = rpc

    def instance_of(self, outcome: Outcome) -> str:
        """Return which instance gave an answer; empty where it does not say."""
        rpc = self._rpcs.get(outcome.method)
        return "" if rpc is None else rpc.instance_of(outcome)

    @property
    def needs_token(self) -> bool:
        """Whether calls are sent with a token."""
        return any("token" in template.names for template in self.metadata.values())


def read_system(tables: Mapping[str, Any], schema: Schema, place: Place) -> System:
    """Take a description whose keys are checked, and its schema."""
    login = read_login(tables["login"], schema, place / "login") if "login" in tables else None
    session = tables.get("session", {})
    metadata = templates(
        session.get("metadata", {}), place / "session" / "metadata", METADATA_PLACEHOLDERS
    )
    for key, value in metadata.items():
        _check_metadata(key, value, login, place / "session" / "metadata" / key)
    optional: dict[str, Any] = {
        name: read_rpc(
            tables[name], schema, place / name, CALL_PLACEHOLDERS, streams=name == "stream"
        )
        for name in ("stream", "shutdown")
        if name in tables
    }
    unavailable = tables.get("unavailable", {})
    return System(
        place.file.stem,
        read_rpc(tables["call"], schema, place / "call", CALL_PLACEHOLDERS),
        metadata,
        tuple(key.lower() for key in session.get("keep", [])),
        login,
        unavailable=_codes(unavailable.get("codes"), place / "unavailable" / "codes"),
        message=_pattern(unavailable.get("message"), place / "unavailable" / "message"),
        **optional,
    )


def _check_metadata(key: str, value: Any, login: LoginRpc | None, place: Place) -> None:
    if not _METADATA_KEY.fullmatch(key):
        raise place.problem(quoted(key), "a key of a-z, 0-9, '_', '-' and '.' only")
    if _OWN_METADATA.fullmatch(key):
        raise place.problem(quoted(key), "a key that gRPC does not send itself")
    if not isinstance(value, Template):
        raise place.problem(quoted(value), "text in quotation marks")
    if login is None and value.names & {"username", "password"}:
        raise place.problem(quoted(value.text), "a section [login], where users come from")
    if login is not None and login.token is None and "token" in value.names:
        raise place.problem(
            "the placeholder '{token}'", "the token's path in the answer, as 'token' of [login]"
        )


def _codes(given: list[str] | None, place: Place) -> tuple[grpc.StatusCode, ...]:
    if given is None:
        return UNAVAILABLE
    known = {code.name: code for code in grpc.StatusCode if code is not grpc.StatusCode.OK}
    for name in given:
        if name not in known:
            raise place.problem(
                quoted(name), "codes of gRPC other than OK", near_names(name, known)
            )
    return tuple(known[name] for name in given)


def _pattern(given: str | None, place: Place) -> str | None:
    if given is not None:
        try:
            re.compile(given)
        except re.error as err:
            raise place.problem(quoted(given), f"a regular expression: {err}") from None
    return given
