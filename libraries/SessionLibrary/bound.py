"""A number that something should be: exactly, or at most, or at least."""

import operator
import re
from collections.abc import Callable
from typing import NamedTuple

from GrpcLibrary.errors import UsageError

_FORM = re.compile(r"\s*(<=|>=|<|>|==?)?\s*(\d+)\s*")
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "=": operator.eq,
    "==": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


class Bound(NamedTuple):
    """As a test gives it: `2`, `<=2`, `>0`."""

    text: str
    fits: Callable[[int], bool]

    def __str__(self) -> str:
        return self.text


def read_bound(name: str, given: int | str) -> Bound:
    """Return the bound that the argument of that name gives."""
    found = _FORM.fullmatch(str(given))
    if found is None:
        raise UsageError(
            f"'{name}' should be a whole number or a bound such as '<=2', got '{given}'."
        )
    compare, number = _COMPARISONS[found[1] or ""], int(found[2])
    return Bound(f"{found[1] or ''}{number}", lambda seen: compare(seen, number))
