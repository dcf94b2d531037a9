"""What a gateway hands out and wants to get back: headers and cookies (gRFC A55, A60)."""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from GrpcLibrary.outcome import Outcome

SET_COOKIE = "set-cookie"


class Kept:
    """The metadata that a session has got and sends back; one for it and its copies."""

    def __init__(self, keys: Iterable[str]):
        """`keys` are those of initial metadata that is kept."""
        self._keys = tuple(keys)
        self._values: dict[str, list[str | bytes]] = {}
        self._cookies: dict[str, str] = {}

    def take(self, outcome: Outcome) -> None:
        """Keep what came with an answer; the latest value of a key is the one that counts."""
        for key in self._keys:
            values = outcome.initial_metadata.all_values.get(key, [])
            if key == SET_COOKIE:
                for value in values:
                    self._take_cookie(str(value))
            elif values:
                self._values[key] = values

    def _take_cookie(self, text: str) -> None:
        """Keep a cookie or, where it is said to have expired, forget it (RFC 6265)."""
        try:
            cookies = SimpleCookie(text)
        except CookieError:
            return
        for name, cookie in cookies.items():
            if cookie["max-age"] and int(cookie["max-age"]) <= 0:
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = cookie.coded_value

    def entries(self) -> list[tuple[str, str | bytes]]:
        """Return the metadata that the next call sends back."""
        entries = [(key, value) for key, values in self._values.items() for value in values]
        if self._cookies:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            entries.append(("cookie", cookies))
        return entries
