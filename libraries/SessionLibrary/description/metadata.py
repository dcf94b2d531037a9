"""What a session's calls are sent with, and what they send back."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from .login import LoginRpc
from .problem import Place, near_names, quoted
from .template import Template

METADATA_PLACEHOLDERS = ("username", "password", "session_id", "token", "value", "number")

_KEY = re.compile(r"[0-9a-z_.-]+")
_RESERVED_KEY = re.compile(r"grpc-.*|content-type|te|user-agent")


def read_metadata(
    given: Mapping[str, Any], login: LoginRpc | None, place: Place
) -> dict[str, Template]:
    """Take `metadata` of [session]."""
    metadata = {}
    for key, value in given.items():
        if not isinstance(value, str):
            raise (place / key).problem(quoted(value), "text in quotation marks")
        _check_key(key, place / key)
        if not key.endswith("-bin") and not (value.isascii() and value.isprintable()):
            raise (place / key).problem(quoted(value), "printable ASCII characters only")
        metadata[key] = Template(value, place / key, METADATA_PLACEHOLDERS)
        check_known(metadata[key].names, login, place / key)
    return metadata


def check_known(names: Collection[str], login: LoginRpc | None, place: Place) -> None:
    """Refuse placeholders that the system's sessions cannot have a value for."""
    for name in ("username", "password"):
        if login is None and name in names:
            raise place.problem(
                f"the placeholder '{{{name}}}'", "a section [login], which users log in with"
            )
    if login is not None and login.token is None and "token" in names:
        raise place.problem(
            "the placeholder '{token}'",
            "the token's path in the answer, as key 'token' of [login]",
        )


def read_keep(given: list[str], sent: Collection[str], place: Place) -> tuple[str, ...]:
    """Take `keep` of [session]; `sent` are the keys that `metadata` sends anyway."""
    keys: list[str] = []
    for index, name in enumerate(given):
        key, where = name.lower(), place / str(index)
        _check_key(key, where)
        if key == "cookie":
            raise where.problem(quoted(name), "'set-cookie', which answers have")
        if key in sent:
            raise where.problem(quoted(name), "a key that 'metadata' does not send, too")
        if key in keys:
            raise where.problem(f"{quoted(name)} twice", "each key once")
        keys.append(key)
    return tuple(keys)


def _check_key(key: str, place: Place) -> None:
    if not _KEY.fullmatch(key):
        near = near_names(key, [key.lower()]) if _KEY.fullmatch(key.lower()) else ""
        raise place.problem(quoted(key), "a key of a-z, 0-9, '_', '-' and '.' only", near)
    if _RESERVED_KEY.fullmatch(key):
        raise place.problem(quoted(key), "a key other than those that gRPC itself sends")
