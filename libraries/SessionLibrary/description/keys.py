"""Which keys a description has, and of which kind their values are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .problem import Place, quoted

_WORDS = {
    "text": "text in quotation marks",
    "texts": "a list of texts",
    "text or texts": "text in quotation marks, or a list of texts",
    "table": "a table",
}

# Tables deeper than this say nothing, and reading them could exhaust Python's stack.
MAX_DEPTH = 50


class Key(NamedTuple):
    """What a value must be, one of `_WORDS`; what is `missing` where it cannot be left out."""

    kind: str
    missing: str = ""


_RPC = {
    "method": Key("text", missing="a method, such as 'shop.v1.Carts/AddItem'"),
    "request": Key("table"),
    "instance": Key("text", missing="where the answer names the instance, such as 'served_by'"),
    "expect": Key("table"),
}

SECTIONS: dict[str, dict[str, Key]] = {
    "session": {"metadata": Key("table"), "keep": Key("texts")},
    "login": {
        "method": _RPC["method"],
        "request": Key("table"),
        "session_id": Key("text"),
        "token": Key("text"),
        "expires": Key("text"),
        "role": Key("text"),
        "token_format": Key("text"),
        "algorithm": Key("text"),
        "claims": Key("table"),
    },
    "call": _RPC,
    "stream": {**_RPC, "counter": Key("text")},
    "shutdown": {**_RPC, "instance": Key("text")},
    "unavailable": {"codes": Key("texts"), "message": Key("text")},
}
_MISSING = {
    "schema": "a schema: a file, a folder, a list of them, or 'reflection'",
    "call": "a section [call]",
}


def check_keys(tables: Mapping[str, Any], place: Place) -> None:
    """Refuse unknown keys, values of another kind, and missing keys."""
    _check_depth(tables, place)
    known = ["schema", *SECTIONS]
    for name, value in tables.items():
        if name not in known:
            raise place.unknown(name, "key", known, "one of")
        if name == "schema":
            _check_value(value, "text or texts", place / name)
        else:
            _check_section(value, SECTIONS[name], place / name)
    for name, what in _MISSING.items():
        if name not in tables:
            raise (place / name).problem("nothing", what)


def _check_section(section: Any, keys: Mapping[str, Key], place: Place) -> None:
    _check_value(section, "table", place)
    for name, value in section.items():
        if name not in keys:
            raise place.unknown(name, "key", keys, "one of")
        _check_value(value, keys[name].kind, place / name)
    for name, key in keys.items():
        if key.missing and name not in section:
            raise (place / name).problem("nothing", key.missing)


def _check_value(value: Any, kind: str, place: Place) -> None:
    if kind == "table":
        is_good = isinstance(value, Mapping)
    elif isinstance(value, list) and kind != "text":
        for index, item in enumerate(value):
            _check_value(item, "text", place / str(index))
        is_good = bool(value)
    else:
        is_good = kind != "texts" and isinstance(value, str) and bool(value.strip())
    if not is_good:
        raise place.problem(quoted(value), _WORDS[kind])


def _check_depth(tables: Mapping[str, Any], place: Place) -> None:
    level: list[Any] = [tables]
    for _ in range(MAX_DEPTH):
        level = [item for one in level for item in _items(one)]
        if not level:
            return
    raise place.problem(f"more than {MAX_DEPTH} levels of tables and lists", "fewer levels")


def _items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []
