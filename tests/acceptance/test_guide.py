"""The guide is true: its files are those beside it, and its commands do what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from documents import (
    LIMIT_SECONDS,
    ROOT,
    Block,
    blocks_of,
    free_port,
    run_command,
    served,
    with_port,
)

GUIDE = ROOT / "docs" / "guide.md"
FOLDER = ROOT / "docs" / "guide"
BLOCKS = blocks_of(GUIDE)
FILES = [block for block in BLOCKS if block.language != "console"]
SERVERS = [block for block in BLOCKS if block.title == "server"]
RUNS = [block for block in BLOCKS if block.language == "console" and block.title != "server"]


def run(block: Block, port: int, folder: Path, results: Path) -> None:
    """Run a block's command in the folder, and look for the lines that it says are printed."""
    command, *expected = with_port(block.text, port).splitlines()
    if "GATEWAY" not in command:  # the suite's own default is the guide's port
        command = command.replace(" robot ", f" robot --variable GATEWAY:localhost:{port} ")
    done = run_command(command, folder, results)
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
        with served(server.text, port, FOLDER):
            run(block, port, folder, tmp_path)


def test_mistake_is_reported_as_the_guide_says(tmp_path: Path) -> None:
    for block in FILES:
        text = block.text.replace('instance = "served_by"', 'instance = "servedby"')
        (tmp_path / block.title).write_text(text)
    port = free_port()
    with served(SERVERS[0].text, port, FOLDER):
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
