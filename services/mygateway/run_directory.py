"""The private files of one gateway, and the options that concern them."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from options import Options, addresses

# The limit on macOS. On Linux it is 107 bytes.
MAX_SOCKET_PATH = 103


class RunDirectory:
    def __init__(self, path: Path):
        self.key_set = path / "key_set.json"
        self.config = path / "envoy.json"
        self.instances = path / "instances.json"
        self.endpoints = path / "endpoints.json"
        self.routes = path / "routes.json"
        self.admin = path / "admin.sock"
        self._lock = path / "instances.lock"

    def check(self) -> None:
        """Exit with one sentence if the path is too long for a socket."""
        if len(os.fsencode(self.admin)) > MAX_SOCKET_PATH:
            raise SystemExit(
                f"'{self.admin}' is too long for a socket: give a --run-directory of at most "
                f"{MAX_SOCKET_PATH - len('/admin.sock')} bytes."
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing the instances."""
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def write_private(file: Path, text: str) -> None:
    """Replace a file, atomically, by one that only this user can read."""
    new = file.with_name(f".{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        new.touch(mode=0o600, exist_ok=False)
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    except OSError as err:
        raise SystemExit(f"Cannot write '{file}': {err.strerror}.") from None


def add_run_directory(options: Options) -> None:
    options.add_option(
        "--run-directory",
        default=tempfile.gettempdir(),
        type=Path,
        metavar="DIRECTORY",
        meaning="where the gateway's files are: its configuration, key file and admin socket",
    )


def add_instances(options: Options) -> None:
    options.add_option(
        "--instances",
        default="127.0.0.1:50052",
        type=addresses,
        metavar="HOST:PORT,...",
        meaning="addresses of the instances, separated by commas",
    )


def add_timeout(options: Options) -> None:
    options.add_argument(
        "--timeout",
        default=0.0,
        type=float,
        metavar="SECONDS",
        help="how long to wait (default: look once)",
    )


def add_unless_gone(options: Options) -> None:
    options.add_argument(
        "--unless-gone",
        action="store_true",
        help="do not wait for an instance if nobody listens at its address",
    )
