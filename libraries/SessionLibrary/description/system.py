"""A system under test, as its description tells of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc

from GrpcLibrary.outcome import Outcome
from GrpcLibrary.schema import Schema

from .login import LoginRpc, read_login
from .metadata import check_known, read_keep, read_metadata
from .problem import Place, near_names, quoted
from .rpc import Rpc, read_rpc
from .template import Template

CALL_PLACEHOLDERS = ("username", "session_id", "value", "number")
UNAVAILABLE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)


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
    metadata = read_metadata(session.get("metadata", {}), login, place / "session" / "metadata")
    rpcs = {
        name: read_rpc(
            tables[name], schema, place / name, CALL_PLACEHOLDERS, streams=name == "stream"
        )
        for name in ("call", "stream", "shutdown")
        if name in tables
    }
    for name, rpc in rpcs.items():
        check_known(rpc.request.names, login, place / name / "request")
        check_known(rpc.expectation.names, login, place / name / "expect")
    unavailable = tables.get("unavailable", {})
    optional: dict[str, Any] = rpcs
    return System(
        place.file.stem,
        metadata=metadata,
        keep=read_keep(session.get("keep", []), metadata, place / "session" / "keep"),
        login=login,
        unavailable=_codes(unavailable.get("codes"), place / "unavailable" / "codes"),
        message=_pattern(unavailable.get("message"), place / "unavailable" / "message"),
        **optional,
    )


def _codes(given: list[str] | None, place: Place) -> tuple[grpc.StatusCode, ...]:
    if given is None:
        return UNAVAILABLE
    known = {code.name: code for code in grpc.StatusCode if code is not grpc.StatusCode.OK}
    for index, name in enumerate(given):
        if name not in known:
            expected = "a status code of gRPC other than OK"
            raise (place / str(index)).problem(quoted(name), expected, near_names(name, known))
    return tuple(known[name] for name in given)


def _pattern(given: str | None, place: Place) -> str | None:
    if given is not None:
        try:
            re.compile(given)
        except (re.error, OverflowError, RecursionError) as err:
            raise place.problem(quoted(given), f"a regular expression ({err})") from None
    return given
