"""What is wrong with a description, in one sentence."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from GrpcLibrary.errors import UsageError

MAX_CHARACTERS = 200


class Place(NamedTuple):
    """A key of a description: `login.request.user` of `shop.toml`."""

    file: Path
    key: str = ""

    def __truediv__(self, name: str) -> "Place":
        """Return the place of a key below this one."""
        return Place(self.file, f"{self.key}.{name}" if self.key else name)

    def problem(self, found: str, expected: str, near: str = "") -> UsageError:
        """Return the error: file, key, what was found and expected, and names like `near`."""
        where = f"'{self.file}'" + (f", key {quoted(self.key)}" if self.key else "")
        return UsageError(f"Description {where}: found {found}, expected {expected}{near}.")

    def unknown(self, name: str, what: str, known: Iterable[str], expected: str) -> UsageError:
        """Return the error of a name below this place that is not one of the `known`."""
        names = list(known)
        near = near_names(name, names)
        return (self / name).problem(f"an unknown {what}", f"{expected} {listed(names)}", near)


def quoted(value: object) -> str:
    """Return a value as a sentence can show it: on one line, and not too long."""
    if isinstance(value, Mapping):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return f"'{shortened(str(value).lower() if isinstance(value, bool) else str(value))}'"


def shortened(text: str, characters: int = MAX_CHARACTERS) -> str:
    """Return the text on one line, and cut where it is too long."""
    cut = text if len(text) <= characters else f"{text[:characters]}…"
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in cut
    )


def listed(names: Iterable[str]) -> str:
    """Return names as `'one', 'two'`, in the order given."""
    return ", ".join(f"'{name}'" for name in names) or "none"


def near_names(name: str, known: Iterable[str], form: str = "{}") -> str:
    """Return ` (near names: …)`, each in the `form`, or nothing where no known name is like it."""
    wanted = name.lower()[:MAX_CHARACTERS]
    by_lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(wanted, list(by_lower), n=3, cutoff=0.5)
    return f" (near names: {listed(form.format(by_lower[one]) for one in near)})" if near else ""
