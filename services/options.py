"""Options that every service has, from the command line or the environment."""

import argparse
import os
from pathlib import Path
from typing import Any

from tokens import MIN_SECRET_BYTES


class Options(argparse.ArgumentParser):
    """A parser whose options can also be given as environment variables."""

    def add_option(self, flag: str, *, meaning: str, default: Any = None, **settings: Any) -> None:
        """Add `--some-name`, whose value may stand in <PROGRAM>_SOME_NAME instead."""
        variable = f"{self.prog}{flag.removeprefix('-')}".replace("-", "_").upper()
        self.add_argument(
            flag,
            default=os.environ.get(variable, default),
            help=f"{meaning} (environment: {variable}; default: {default})",
            **settings,
        )

    def add_listen(self, default: str) -> None:
        self.add_option(
            "--listen",
            default=default,
            type=address,
            metavar="HOST:PORT",
            meaning="where to serve; port 0 lets the system pick one",
        )

    def add_secret(self) -> None:
        self.add_argument(
            "--jwt-secret-file",
            type=Path,
            metavar="FILE",
            help="file with the JWT secret (without it: the secret itself in the "
            "environment's JWT_SECRET)",
        )


def address(text: str) -> str:
    """Check that the text is `host:port`."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form 'host:port'")
    return text


def addresses(text: str) -> tuple[str, ...]:
    """Check that the text is `host:port`, any number of times, separated by commas."""
    return tuple(address(one) for one in text.split(",")) if text else ()


def read_secret(file: Path | None) -> bytes:
    """Return the JWT secret from the file or, without one, from JWT_SECRET.

    A secret never comes as an option: any user of the machine can read those.
    """
    if file is not None:
        secret = read_file(file).strip()
    elif "JWT_SECRET" in os.environ:
        secret = os.environ["JWT_SECRET"].encode()
    else:
        raise SystemExit("No JWT secret: set JWT_SECRET, or name its file with --jwt-secret-file.")
    if len(secret) < MIN_SECRET_BYTES:
        raise SystemExit(
            f"The JWT secret has {len(secret)} bytes, expected at least {MIN_SECRET_BYTES}."
        )
    return secret


def read_file(file: Path) -> bytes:
    """Return what is in the file, or end with one sentence."""
    try:
        return file.read_bytes()
    except OSError as err:
        raise SystemExit(f"Cannot read '{file}': {err.strerror}.") from None
