"""The part of the caller's environment that the system under test gets."""

import os

# Where things are, and in which language and time zone to write. Everything else stays out:
# Python's switches, options of the services, proxies, secrets.
_NAMES = ("HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ")
_PREFIXES = ("LC_",)


def environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    }
