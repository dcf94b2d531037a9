"""Reads moments and spans of time as a test gives them, to the nanosecond."""

import contextlib
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from ..errors import UsageError
from ..secret import reveal
from .robot_conversion import convert, shown
from .times import Moment, in_nanoseconds, since_epoch

# timestamp.proto and duration.proto: 0001-01-01 to 9999-12-31, and 10,000 years.
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799
_LONGEST = 315_576_000_000 * 10**9
# With its offset in all forms of ISO 8601, of which Python 3.10 knows only some.
_CLOCK = re.compile(
    r"(?P<start>.*?\d\d:\d\d(?::\d\d)?)(?:[.,](?P<digits>\d+))?\s*"
    r"(?P<offset>[zZ]|(?P<hours>[+-]\d\d)(?::?(?P<minutes>\d\d))?)?",
    re.DOTALL,
)
_FINE = re.compile(r"(?P<start>.*)[.,](?P<digits>\d{7,})(?P<offset>\D.*)?", re.DOTALL)
_SECONDS = re.compile(r"\s*(?P<number>[+-]?\d+(\.\d*)?)\s*(?P<unit>s|ms|us|µs|μs|ns)?\s*", re.ASCII)
_NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 1000, "µs": 1000, "μs": 1000, "ns": 1}
_FINEST = "at most 9 digits after the point"


def timestamp(value: Any, path: str) -> tuple[int, int]:
    """Return the seconds since 1970 and the nanoseconds of what stands for a moment."""
    seconds, nanos = _moment(value, path)
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise _wrong(value, path, "a moment from the year 1 to 9999")
    return seconds, nanos


def duration(value: Any, path: str) -> tuple[int, int]:
    """Return the seconds and the nanoseconds, both of one sign, of what stands for a span."""
    total = _nanoseconds(value, path)
    if abs(total) > _LONGEST:
        raise _wrong(value, path, "at most 315576000000 s")
    seconds, nanos = divmod(abs(total), 10**9)
    return (seconds, nanos) if total >= 0 else (-seconds, -nanos)


def _moment(value: Any, path: str) -> tuple[int, int]:
    """Read ISO 8601 with its offset, seconds since 1970, or what Robot Framework reads.

    Robot Framework alone would take an offset for a fraction of a second, and numbers and
    words like "now" for local time.
    """
    bare = reveal(value)
    if isinstance(bare, int | float) and not isinstance(bare, bool):
        return divmod(_whole_nanoseconds(bare, value, path, "datetime"), 10**9)
    if isinstance(bare, str):
        return since_epoch(_written_moment(bare, value, path))
    return since_epoch(convert(datetime, value, path))


def _written_moment(text: str, value: Any, path: str) -> datetime:
    if text.strip().lower() in ("now", "today"):
        return datetime.now(timezone.utc)
    parts = _CLOCK.fullmatch(text.strip()) or _FINE.fullmatch(text)
    if parts is None:
        return _read(text, value, path)
    digits = (parts["digits"] or "").rstrip("0")
    if len(digits) > 9:
        raise _wrong(value, path, _FINEST)
    microseconds = f".{digits[:6].ljust(6, '0')}" if digits else ""
    coarse = _read(f"{parts['start']}{microseconds}{_offset(parts)}", value, path)
    return Moment.of(coarse, int(digits[6:].ljust(3, "0") if digits else 0))


def _offset(parts: re.Match[str]) -> str:
    """Return the offset from UTC in the form that every Python knows."""
    named = parts.groupdict()
    if (named["offset"] or "").lower() == "z":
        return "+00:00"
    if named.get("hours"):
        return f"{named['hours']}:{named['minutes'] or '00'}"
    return named["offset"] or ""


def _read(text: str, value: Any, path: str) -> datetime:
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    try:
        return convert(datetime, text, path)
    except UsageError:
        raise _wrong(value, path, "a value of type datetime") from None


def _nanoseconds(value: Any, path: str) -> int:
    bare = reveal(value)
    if isinstance(bare, int | float) and not isinstance(bare, bool):
        return _whole_nanoseconds(bare, value, path, "timedelta")
    if isinstance(bare, str):
        written = _SECONDS.fullmatch(bare)
        if written is not None and len(bare) < 40:
            scale = _NANOSECONDS[written["unit"] or "s"]
            number = Decimal(written["number"])
            if number * scale % 1:
                raise _wrong(value, path, _FINEST)
            return int(number * scale)
        with contextlib.suppress(ValueError, OverflowError):
            from robot.utils import timestr_to_secs

            seconds = timestr_to_secs(bare, round_to=None)
            return _whole_nanoseconds(seconds, value, path, "timedelta")
    return in_nanoseconds(convert(timedelta, value, path))


def _whole_nanoseconds(number: float, value: Any, path: str, kind: str) -> int:
    """Return a number of seconds in nanoseconds, by the digits that Python shows of it."""
    with contextlib.suppress(ArithmeticError, ValueError):
        return int((Decimal(str(number)) * 10**9).to_integral_value())
    raise _wrong(value, path, f"a value of type {kind}")


def _wrong(value: Any, path: str, expected: str) -> UsageError:
    return UsageError(f"'{path}' cannot be '{shown(value)}', expected {expected}.")
