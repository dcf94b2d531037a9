"""Which keys a description has, and of which kind their values are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .problem import Place, listed, near_names, quoted

_WORDS = {
    "text": "text in quotation marks",
    "texts": "a list of texts",
    "text or texts": "text, or a list of texts",
    "table": "a table",
}


class Key(NamedTuple):
    """What a value must be, one of `_WORDS`; a `required` one cannot be left out."""

    kind: str
    required: bool = False


_RPC = {
    "method": Key("text", required=True),
    "request": Key("table"),
    "instance": Key("text", required=True),
    "expect": Key("table"),
}

SECTIONS: dict[str, dict[str, Key]] = {
    "session": {"metadata": Key("table"), "keep": Key("texts")},
    "login": {
        "method": Key("text", required=True),
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
_REQUIRED_SECTIONS = ("schema", "call")


def check_keys(tables: Mapping[str, Any], place: Place) -> None:
    """Refuse keys that there are not, values of another kind, and what is missing."""
    known = ["schema", *SECTIONS]
    for name, value in tables.items():
        if name not in known:
            raise place.problem(
                f"the unknown key '{name}'", f"one of {listed(known)}", near_names(name, known)
            )
        if name == "schema":
            _check_value(value, Key("text or texts"), place / name)
        else:
            _check_section(value, SECTIONS[name], place / name)
    for name in _REQUIRED_SECTIONS:
        if name not in tables:
            what = "a schema" if name == "schema" else f"a section [{name}]"
            raise (place / name).problem("nothing", what)


def _check_section(section: Any, keys: Mapping[str, Key], place: Place) -> None:
    _check_value(section, Key("table"), place)
    for name, value in section.items():
        if name not in keys:
            raise place.problem(
                f"the unknown key '{name}'", f"one of {listed(keys)}", near_names(name, keys)
            )
        _check_value(value, keys[name], place / name)
    for name, key in keys.items():
        if key.required and name not in section:
            raise (place / name).problem("nothing", _WORDS[key.kind])


def _check_value(value: Any, key: Key, place: Place) -> None:
    if not _is_of(value, key.kind):
        raise place.problem(quoted(value), _WORDS[key.kind])


def _is_of(value: Any, kind: str) -> bool:
    is_text = isinstance(value, str) and value.strip() != ""
    is_texts = (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, str) and item.strip() for item in value)
    )
    return {
        "text": is_text,
        "texts": is_texts,
        "text or texts": is_text or is_texts,
        "table": isinstance(value, Mapping),
    }[kind]
