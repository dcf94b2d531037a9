"""Moments and spans of time to the nanosecond, which Python's own types cannot hold."""

from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, SupportsIndex

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = 10**9
_MICROSECOND = 1000


class _Compared:
    """Compares with values of Python's own type, which have nothing below a microsecond."""

    _own_type: type

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self._own_type):
            return NotImplemented
        return super().__eq__(other) and _finer(self) == _finer(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        finer = _finer(self)  # without it, equal to a value of Python's own type
        return hash((super().__hash__(), finer)) if finer else super().__hash__()

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, self._own_type):
            return NotImplemented
        if super().__eq__(other):
            return _finer(self) < _finer(other)
        return bool(super().__lt__(other))  # type: ignore[misc]  # of the class beside it

    def __le__(self, other: Any) -> bool:
        if not isinstance(other, self._own_type):
            return NotImplemented
        return self < other or self == other

    def __gt__(self, other: Any) -> bool:
        if not isinstance(other, self._own_type):
            return NotImplemented
        return not self <= other

    def __ge__(self, other: Any) -> bool:
        if not isinstance(other, self._own_type):
            return NotImplemented
        return not self < other


class Moment(_Compared, datetime):
    """A datetime with `nanosecond`, from 0 to 999: what is finer than a microsecond."""

    _own_type = datetime

    nanosecond: int = 0

    @classmethod
    def since_epoch(cls, seconds: int, nanos: int) -> "Moment":
        """Return the moment in UTC; raise OverflowError where Python has no year for it."""
        microseconds, finer = divmod(nanos, _MICROSECOND)
        return cls.of(_EPOCH + timedelta(seconds=seconds, microseconds=microseconds), finer)

    @classmethod
    def of(cls, value: datetime, nanosecond: int = 0) -> "Moment":
        moment = cls(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
            value.tzinfo,
            fold=value.fold,
        )
        if nanosecond:
            moment.nanosecond = nanosecond
        return moment

    def replace(self, *args: Any, **fields: Any) -> "Moment":
        nanosecond = fields.pop("nanosecond", self.nanosecond)
        return Moment.of(_plain(self).replace(*args, **fields), nanosecond)

    def astimezone(self, tz: tzinfo | None = None) -> "Moment":
        return Moment.of(_plain(self).astimezone(tz), self.nanosecond)

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        if timespec != "auto" or not self.nanosecond:
            return super().isoformat(sep, timespec)
        text = super().isoformat(sep, "microseconds")
        end = text.index(".") + 7
        return f"{text[:end]}{self.nanosecond:03}{text[end:]}"

    def __str__(self) -> str:
        return self.isoformat(" ")

    def __add__(self, other: timedelta) -> "Moment":
        if not isinstance(other, timedelta):
            return NotImplemented
        microseconds, finer = divmod(self.nanosecond + _finer(other), _MICROSECOND)
        moved = _plain(self) + _plain_span(other) + timedelta(microseconds=microseconds)
        return Moment.of(moved, finer)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self + -Span.of(other)
        if not isinstance(other, datetime):
            return NotImplemented
        finer = self.nanosecond - _finer(other)
        return Span.from_nanoseconds(in_nanoseconds(_plain(self) - _plain(other)) + finer)

    def __rsub__(self, other: datetime) -> "Span":
        return Moment.of(other) - self  # type: ignore[no-any-return]

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return Moment.of, (_plain(self), self.nanosecond)


class Span(_Compared, timedelta):
    """A timedelta with `nanoseconds`, from 0 to 999: what is finer than a microsecond."""

    _own_type = timedelta

    nanoseconds: int = 0

    @classmethod
    def from_nanoseconds(cls, total: int) -> "Span":
        microseconds, finer = divmod(total, _MICROSECOND)
        span = cls(microseconds=microseconds)
        if finer:
            span.nanoseconds = finer
        return span

    @classmethod
    def of(cls, value: timedelta) -> "Span":
        return cls.from_nanoseconds(in_nanoseconds(value))

    def total_seconds(self) -> float:
        return in_nanoseconds(self) / _SECOND

    def __str__(self) -> str:
        text = super().__str__()
        if not self.nanoseconds:
            return text
        return f"{text}{'' if self.microseconds else '.000000'}{self.nanoseconds:03}"

    def __add__(self, other: timedelta) -> Any:
        if not isinstance(other, timedelta):
            return NotImplemented
        return Span.from_nanoseconds(in_nanoseconds(self) + in_nanoseconds(other))

    __radd__ = __add__

    def __sub__(self, other: timedelta) -> Any:
        return self + -other if isinstance(other, timedelta) else NotImplemented

    def __rsub__(self, other: timedelta) -> Any:
        return -self + other

    def __neg__(self) -> "Span":
        return Span.from_nanoseconds(-in_nanoseconds(self))

    def __abs__(self) -> "Span":
        return Span.from_nanoseconds(abs(in_nanoseconds(self)))

    def __bool__(self) -> bool:
        return bool(self.nanoseconds) or super().__bool__()

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return Span.from_nanoseconds, (in_nanoseconds(self),)


def in_nanoseconds(span: timedelta) -> int:
    whole = (span.days * 86_400 + span.seconds) * _SECOND + span.microseconds * _MICROSECOND
    return whole + _finer(span)


def since_epoch(moment: datetime) -> tuple[int, int]:
    """Return the whole seconds since 1970 and the nanoseconds; without an offset, it is UTC."""
    plain = _plain(moment)
    aware = plain if plain.tzinfo is not None else plain.replace(tzinfo=timezone.utc)
    return divmod(in_nanoseconds(aware - _EPOCH) + _finer(moment), _SECOND)


def _finer(value: object) -> int:
    """Return what is finer than a microsecond: none of it in Python's own types."""
    if isinstance(value, Moment):
        return value.nanosecond
    return value.nanoseconds if isinstance(value, Span) else 0


def _plain(value: datetime) -> datetime:
    return datetime.combine(value.date(), value.timetz()).replace(fold=value.fold)


def _plain_span(value: timedelta) -> timedelta:
    return timedelta(value.days, value.seconds, value.microseconds)
