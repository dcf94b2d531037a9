"""Texts with placeholders, such as `Bearer {token}`."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from .problem import Place, listed, near_names, quoted

SECRETS = frozenset({"password", "token"})
PLACEHOLDERS = ("username", "password", "session_id", "token", "value", "number")

# Doubled braces stand for themselves; a single one that begins no name does, too. What looks
# like a name and is none, such as `{session-id}`, is a mistake.
_PARTS = re.compile(r"\{\{|\}\}|\{\s*([\w-]+)\s*\}")

Values = Mapping[str, str]


class Template:
    """A text; `names` are its placeholders."""

    def __init__(self, text: str, place: Place, allowed: Collection[str] = PLACEHOLDERS):
        """Refuse placeholders that are not `allowed` at this place."""
        self.text = text
        self._parts: list[tuple[str, str]] = []  # literal text, and the placeholder after it
        end, literal = 0, ""
        for found in _PARTS.finditer(text):
            literal += text[end : found.start()]
            end = found.end()
            name = found[1]
            if name is None:
                literal += found[0][0]
                continue
            if name not in allowed or found[0] != f"{{{name}}}":
                known = [f"{{{one}}}" for one in allowed]
                raise place.problem(
                    f"the placeholder {quoted(found[0])}",
                    f"one of {listed(known)}",
                    near_names(name, allowed, "{{{}}}"),
                )
            self._parts.append((literal, name))
            literal = ""
        self._rest = literal + text[end:]
        self.names = frozenset(name for _, name in self._parts)
        # The name of a template that is nothing but a placeholder, as most are.
        is_alone = len(self._parts) == 1 and text == f"{{{self._parts[0][1]}}}"
        self._only = self._parts[0][1] if is_alone else ""

    @property
    def is_secret(self) -> bool:
        """Whether what it stands for must never be shown."""
        return bool(self.names & SECRETS)

    def fill(self, values: Values) -> str:
        """Return the text with the values in the placeholders' places."""
        if self._only:
            return values[self._only]
        text = "".join([literal + values[name] for literal, name in self._parts])
        return text + self._rest

    def __repr__(self) -> str:
        return f"Template({self.text!r})"


def templates(value: Any, place: Place, allowed: Collection[str]) -> Any:
    """Return data in which each text is a Template; tables and lists are gone through."""
    if isinstance(value, str):
        return Template(value, place, allowed)
    if isinstance(value, Mapping):
        return {key: templates(item, place / key, allowed) for key, item in value.items()}
    if isinstance(value, list):
        return [templates(item, place / str(index), allowed) for index, item in enumerate(value)]
    return value


def filled(data: Any, values: Values) -> Any:
    """Return such data with its texts filled."""
    if isinstance(data, Template):
        return data.fill(values)
    if isinstance(data, Mapping):
        return {key: filled(item, values) for key, item in data.items()}
    if isinstance(data, list):
        return [filled(item, values) for item in data]
    return data


def placeholders(data: Any) -> frozenset[str]:
    """Return the names of all placeholders in such data."""
    if isinstance(data, Template):
        return data.names
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        return frozenset().union(*map(placeholders, data))
    return frozenset()
