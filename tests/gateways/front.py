"""Becomes HAProxy or nginx, configured by a template, and prints its address once it serves.

python front.py CONFIGURATION --listen HOST:PORT --auth HOST:PORT --instances HOST:PORT,…
    --run-directory FOLDER
"""

import argparse
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Sequence
from pathlib import Path

CONFIGURATIONS = Path(__file__).resolve().parent / "configurations"
LIMIT_SECONDS = 10.0
# Debian has them where only root's PATH leads.
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


def configurations() -> list[Path]:
    return sorted(CONFIGURATIONS.iterdir())


def program_of(configuration: Path) -> str:
    """Return the program's name: 'haproxy' for haproxy_best.cfg."""
    return configuration.name.partition("_")[0]


def find_program(name: str) -> str | None:
    return shutil.which(name, path=_PATH)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("configuration", type=Path)
    for name in ("listen", "auth", "instances", "run-directory"):
        options.add_argument(f"--{name}", required=True)
    given, _ = options.parse_known_args()  # others are for gateways that read tokens
    listen = with_port(given.listen)
    directory = Path(given.run_directory)
    file = directory / given.configuration.name
    file.write_text(
        filled(
            given.configuration.read_text(encoding="utf-8"),
            given.instances.split(","),
            listen=listen,
            auth=given.auth,
            directory=str(directory),
            health_request=health_request().hex(),
        ),
        encoding="utf-8",
    )
    become(program_of(given.configuration), file, directory, listen)


def with_port(listen: str) -> str:
    """Return the address with a free port where it has none."""
    host, _, port = listen.rpartition(":")
    if port != "0":
        return listen
    with socket.create_server((host, 0)) as server:
        return f"{host}:{server.getsockname()[1]}"


def filled(template: str, instances: Sequence[str], **values: str) -> str:
    """Fill in the values, and one line for each instance."""

    def servers(line: re.Match[str]) -> str:
        return "\n".join(
            line[1].replace("@name@", f"myservice-{number}").replace("@address@", address)
            for number, address in enumerate(instances, 1)
        )

    text = re.sub(r"^ *@servers@(.*)$", servers, template, flags=re.MULTILINE)
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def become(program: str, file: Path, directory: Path, listen: str) -> None:
    commands = {
        "haproxy": ["haproxy", "-db", "-f", str(file)],
        "nginx": ["nginx", "-p", str(directory), "-e", "stderr", "-c", str(file)],
    }
    found = find_program(program)
    if found is None:
        raise SystemExit(f"{program} is not installed.")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the announcer's end leaves no zombie
    if os.fork() == 0:
        announce(listen)
        return
    # Whoever started this waits for the address until all copies of its pipe are closed.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.execv(found, commands[program])  # noqa: S606


def announce(listen: str) -> None:
    """Print the address once somebody listens there."""
    host, _, port = listen.rpartition(":")
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            time.sleep(0.01)  # nobody tells when a port is opened
        else:
            print(listen, flush=True)
            return


def health_request() -> bytes:
    """Return the bytes of a gRPC health check: one HTTP/2 connection with one call."""
    headers = {
        ":method": "POST",
        ":scheme": "http",
        ":path": "/grpc.health.v1.Health/Check",
        ":authority": "health",
        "content-type": "application/grpc",
        "te": "trailers",
    }
    block = b"".join(_literal(name) + _text(value) for name, value in headers.items())
    settings = _frame(4, 0, 0, b"")
    message = bytes(5)  # not compressed, of no bytes
    return (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + settings
        + _frame(1, 4, 1, block)
        + _frame(0, 1, 1, message)
    )


def _literal(name: str) -> bytes:
    """A header that is not indexed, its name spelled out (RFC 7541, 6.2.2)."""
    return b"\0" + _text(name)


def _text(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """A frame of HTTP/2 (RFC 9113, 4.1)."""
    return (
        len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload
    )


if __name__ == "__main__":
    main()
