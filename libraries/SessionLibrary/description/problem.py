"""What is wrong with a description, in one sentence."""

import difflib
from collections.abc import Iterable
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
        where = f"'{self.file}'" + (f", key '{self.key}'" if self.key else "")
        return UsageError(f"Description {where}: found {found}, expected {expected}{near}.")


def quoted(value: object) -> str:
    text = str(value)
    return f"'{text}'" if len(text) <= MAX_CHARACTERS else f"'{text[:MAX_CHARACTERS]}…'"


def listed(names: Iterable[str]) -> str:
    """Return names as `'one', 'two'`, in the order given."""
    return ", ".join(f"'{name}'" for name in names) or "none"


def near_names(name: str, known: Iterable[str]) -> str:
    """Return ` (near names: …)`, or nothing where no known name is like it."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f" (near names: {listed(near)})" if near else ""
