"""What README and the pages in docs/ show: their code blocks, and how these are run."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LIMIT_SECONDS = 60
# The port of the small system in README and docs; tests take a free one instead.
PORT = "50100"


class Block(NamedTuple):
    language: str
    title: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the page's fenced code blocks; the title is the word after the language."""
    found = re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", page.read_text(), re.M | re.S)
    return [Block(*one.groups()) for one in found]


def commands_of(page: Path) -> list[str]:
    """Return the commands of the page's console blocks, without the comments beside them."""
    texts = [one.text for one in blocks_of(page) if one.language == "console"]
    commands = [re.sub(r"(^|\s+)#.*", "", line) for text in texts for line in text.splitlines()]
    return [command for command in commands if command]


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def with_port(text: str, port: int) -> str:
    return text.replace(PORT, str(port))


@contextmanager
def served(command: str, port: int, folder: Path) -> Iterator[None]:
    """Run the small system of the guide, as the command says, at another port."""
    words = with_port(command, port).split()
    assert words.pop(0) == "python"
    with subprocess.Popen(
        [sys.executable, *words], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Carts are served at 127.0.0.1:{port}.\n"
        try:
            yield
        finally:
            process.terminate()


def run_command(command: str, folder: Path, results: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command as a person types it, but for the folder of the results."""
    bin_folder = str(Path(sys.executable).parent)
    return subprocess.run(  # noqa: S602  # see `shell`
        re.sub(r"(^| )robot ", rf"\1robot --outputdir {results} ", command, count=1),
        shell=True,  # the commands are those of the pages, as a person types them
        cwd=folder,
        env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
