"""What is wrong with a stack's file, in one sentence."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..errors import StackError

MAX_CHARACTERS = 200


class Place(NamedTuple):
    """A key of a file: `instances.kill` of `stack.toml`."""

    file: Path
    key: str = ""

    def __truediv__(self, name: str) -> "Place":
        """Return the place of a key below this one."""
        return Place(self.file, f"{self.key}.{name}" if self.key else name)

    def problem(self, found: str, expected: str) -> StackError:
        where = f"'{self.file}'" + (f", key '{self.key}'" if self.key else "")
        return StackError(f"Stack file {where}: found {found}, expected {expected}.")

    def unknown(self, name: str, known: Iterable[str]) -> StackError:
        """Return the error about a key that there is not, with the names that are like it."""
        known = list(known)
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        names = f" (near names: {listed(near)})" if near else ""
        return self.problem(f"the unknown key '{name}'", f"one of {listed(known)}{names}")


def quoted(value: object) -> str:
    text = str(value)
    return f"'{text}'" if len(text) <= MAX_CHARACTERS else f"'{text[:MAX_CHARACTERS]}…'"


def listed(names: Iterable[str]) -> str:
    """Return names as `'one', 'two'`, in the order given."""
    return ", ".join(f"'{name}'" for name in names) or "none"
