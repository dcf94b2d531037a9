"""The files of one gateway, all of them private, and the options that name them."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from options import Options, addresses

# What `sockaddr_un` holds on Linux; on macOS it is 104. Both count the zero at the end.
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
        """End with one sentence where there can be no socket of that path."""
        if len(os.fsencode(self.admin)) > MAX_SOCKET_PATH:
            raise SystemExit(
                f"'{self.admin}' is too long for a socket: give a --run-directory of at most "
                f"{MAX_SOCKET_PATH - len('/admin.sock')} bytes."
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else change the instances meanwhile."""
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def write_private(file: Path, text: str) -> None:
    """Write a file that only this user can read, in the place of what was there, at once."""
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
