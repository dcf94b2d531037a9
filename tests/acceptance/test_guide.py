"""The guide is true: its files are those beside it, and its commands do what it says."""

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
GUIDE = ROOT / "docs" / "guide.md"
FOLDER = ROOT / "docs" / "guide"
LIMIT_SECONDS = 60


class Block(NamedTuple):
    language: str
    title: str
    text: str


BLOCKS = [
    Block(*found.groups())
    for found in re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)
]
FILES = [block for block in BLOCKS if block.language != "console"]
SERVERS = [block for block in BLOCKS if block.title == "server"]
RUNS = [block for block in BLOCKS if block.language == "console" and block.title != "server"]


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def with_port(text: str, port: int) -> str:
    return text.replace("50100", str(port))


@contextmanager
def served(block: Block, port: int) -> Iterator[None]:
    command = with_port(block.text, port).split()
    assert command.pop(0) == "python"
    with subprocess.Popen(
        [sys.executable, *command], cwd=FOLDER, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Carts are served at 127.0.0.1:{port}.\n"
        yield
        process.terminate()


def run(block: Block, port: int, folder: Path, results: Path) -> None:
    """Run a block's command in the folder, and look for the lines that it says are printed."""
    command, *expected = with_port(block.text, port).splitlines()
    if "GATEWAY" not in command:  # the suite's own default is the guide's port
        command = command.replace(" robot ", f" robot --variable GATEWAY:localhost:{port} ")
    bin_folder = str(Path(sys.executable).parent)
    done = subprocess.run(  # noqa: S602  # see `shell`
        command.replace(" robot ", f" robot --outputdir {results} "),
        shell=True,  # the commands are those of the guide, as a person types them
        cwd=folder,
        env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    for line in expected:
        assert line in done.stdout, done.stdout + done.stderr


def test_files_are_those_beside_the_guide() -> None:
    assert [block.title for block in FILES] == ["carts.proto", "carts.toml", "carts.robot"]
    for block in FILES:
        assert (FOLDER / block.title).read_text() == block.text


def test_commands_do_what_the_guide_says(tmp_path: Path) -> None:
    honest, faulty = SERVERS
    first, scenario, red = RUNS
    for server, block, folder in (
        (honest, first, FOLDER),
        (honest, scenario, ROOT),
        (faulty, red, FOLDER),
    ):
        port = free_port()
        with served(server, port):
            run(block, port, folder, tmp_path)


def test_mistake_is_reported_as_the_guide_says(tmp_path: Path) -> None:
    for block in FILES:
        text = block.text.replace('instance = "served_by"', 'instance = "servedby"')
        (tmp_path / block.title).write_text(text)
    port = free_port()
    with served(SERVERS[0], port):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "robot", "--outputdir", "results"),
                *("--variable", f"GATEWAY:localhost:{port}", "carts.robot"),
            ],
            cwd=tmp_path,
            env={**os.environ, "CARTS_SECRET": "open sesame"},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
        )
    quoted = re.search(r"one sentence when a suite connects:\n\n((?:> .*\n)+)", GUIDE.read_text())
    assert quoted is not None
    sentence = " ".join(line.removeprefix("> ") for line in quoted[1].splitlines())
    shown = done.stdout.replace(f"{tmp_path}/", "")
    assert sentence in " ".join(shown.split())
