"""What a library has opened, each known by an alias, one of them active."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from robot.utils import ConnectionCache, eq

from ..errors import UsageError


class _Opened(Protocol):
    @property
    def alias(self) -> str: ...


T = TypeVar("T", bound=_Opened)


class Aliases(Generic[T]):
    """Robot Framework's connection cache, with clear words and no second use of an alias.

    Aliases are compared as Robot Framework compares names: case and spaces don't matter.
    """

    def __init__(self, kind: str, opener: str):
        """`kind` is what is kept, `opener` the keyword that opens one."""
        self._kind = kind
        self._opener = opener
        self._cache: ConnectionCache[T] = ConnectionCache()

    def __iter__(self) -> Iterator[T]:
        return iter(self._cache)

    def check_is_free(self, alias: str) -> None:
        if any(eq(opened.alias, alias) for opened in self):
            raise UsageError(
                f"There already is a {self._kind} '{alias}': give another alias, or end that one."
            )

    def add(self, opened: T) -> None:
        """Keep it and make it the active one."""
        self._cache.register(opened, opened.alias)

    def get(self, alias: str | None = None) -> T:
        """Return what has the alias, or the active one for None."""
        if alias is None:
            if not self._cache:
                raise UsageError(f"There is no active {self._kind}; '{self._opener}' opens one.")
            return self._cache.get_connection()
        for opened in self:
            if eq(opened.alias, alias):
                return opened
        names = ", ".join(f"'{opened.alias}'" for opened in self) or "none"
        raise UsageError(f"There is no {self._kind} '{alias}'; open are: {names}.")

    def switch(self, alias: str) -> T:
        return self._cache.switch(self.get(alias))

    def remove(self, alias: str | None = None) -> T:
        """Forget what has the alias; when it was the active one, none is active then."""
        removed, active = self.get(alias), self._cache.current
        others = [opened for opened in self if opened is not removed]
        self._cache.empty_cache()
        for opened in others:
            self._cache.register(opened, opened.alias)
        self._cache.current_index = others.index(active) + 1 if active in others else None
        return removed

    def remove_all(self) -> list[T]:
        removed = list(self)
        self._cache.empty_cache()
        return removed
