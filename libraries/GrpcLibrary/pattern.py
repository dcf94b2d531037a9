"""How a text is compared with what is expected of it."""

import fnmatch
import re
from typing import Literal

from .errors import UsageError

Matching = Literal["text", "glob", "regexp"]


def matches(text: str, expected: str, how: Matching) -> bool:
    """Whether the text is `expected`, or matches it as a whole (glob) or somewhere (regexp)."""
    if how == "text":
        return text == expected
    if how == "glob":
        return fnmatch.fnmatchcase(text, expected)
    try:
        return re.search(expected, text) is not None
    except re.error as err:
        raise UsageError(f"'{expected}' is not a regular expression: {err}.") from None
