"""Robot Framework's own conversion of arguments, loaded when the first value needs it."""

import contextlib
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from ..errors import UsageError
from ..secret import is_secret, reveal

T = TypeVar("T")

_MAX_SHOWN = 200


def convert(kind: type[T], value: Any, path: str) -> T:
    """Convert as Robot Framework does with arguments; it leaves some strings as they are."""
    bare = reveal(value)
    known: Any = kind
    if not isinstance(bare, bool) or kind is bool:
        # Texts with digits that are not of ASCII make Python raise its own ValueErrors.
        with contextlib.suppress(ValueError, OverflowError, TypeError):
            converted = bare if isinstance(bare, kind) else _type_info(known).convert(bare)
            if isinstance(converted, kind):
                return converted
    raise UsageError(
        f"'{path}' cannot be '{shown(value)}', expected a value of type {kind.__name__}."
    )


def shown(value: Any) -> str:
    """Return a value as an error shows it: on one line, bounded, and a secret as `<secret>`."""
    if is_secret(value):
        return "<secret>"
    try:
        text = str(value)
    except Exception:  # of a number with too many digits, or of data nested too deeply
        return f"a {type(value).__name__} that cannot be shown"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


@lru_cache
def _type_info(kind: type) -> Any:
    from robot.running.arguments.typeinfo import TypeInfo

    assert kind in (int, float, bool, bytes, datetime, timedelta)
    return TypeInfo.from_type_hint(kind)
