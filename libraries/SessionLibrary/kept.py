"""What a gateway hands out and wants to get back: headers and cookies (gRFC A55, A60)."""

import contextlib
import threading
from collections.abc import Iterable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from GrpcLibrary.outcome import Outcome

SET_COOKIE = "set-cookie"


class Kept:
    """The metadata that a session has got and sends back; one for it and its copies."""

    def __init__(self, keys: Iterable[str]):
        """`keys` are those of initial metadata that is kept."""
        self._keys = tuple(keys)
        self._values: dict[str, list[str | bytes]] = {}
        self._cookies: dict[str, str] = {}
        self._lock = threading.Lock()  # calls of one session may be made at the same moment

    def take(self, outcome: Outcome) -> None:
        """Keep what came with an answer; the latest value of a key is the one that counts."""
        for key in self._keys:
            values = outcome.initial_metadata.all_values.get(key, [])
            with self._lock:
                if key == SET_COOKIE:
                    for value in values:
                        self._take_cookie(str(value))
                elif values:
                    self._values[key] = values

    def _take_cookie(self, text: str) -> None:
        """Keep a cookie or, where it has expired, forget it (RFC 6265, section 5.2).

        Python's own cookies drop one with an attribute or a character that they do not know.
        """
        pair, *attributes = text.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            return
        if _has_expired(attributes):
            self._cookies.pop(name, None)
        else:
            self._cookies[name] = value

    def entries(self) -> list[tuple[str, str | bytes]]:
        """Return the metadata that the next call sends back."""
        with self._lock:
            entries = [(key, value) for key, values in self._values.items() for value in values]
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return [*entries, ("cookie", cookies)] if cookies else entries


def _has_expired(attributes: Iterable[str]) -> bool:
    """Whether a cookie is to be forgotten; `Max-Age` counts more than `Expires`."""
    pairs = (attribute.partition("=") for attribute in attributes)
    given = {name.strip().lower(): value.strip() for name, _, value in pairs}
    with contextlib.suppress(KeyError, ValueError):
        return int(given["max-age"]) <= 0
    with contextlib.suppress(KeyError, ValueError, TypeError):
        expires = parsedate_to_datetime(given["expires"].replace("-", " "))
        if expires.tzinfo is None:
            expires = expires.replace(tzinfo=timezone.utc)
        return expires <= datetime.now(timezone.utc)
    return False
