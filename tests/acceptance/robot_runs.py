"""Runs of Robot Framework as a person would start them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "suites" / "session_transfer.robot"
LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Run:
    """A finished run: its exit code, what it printed, and where its files are."""

    exit_code: int
    console: str
    results: Path

    def text(self, name: str = "output.xml") -> str:
        return (self.results / name).read_text(encoding="utf-8")


class Robot:
    def __init__(self, results: Path, limit: float = LIMIT_SECONDS):
        self.results = results
        self._limit = limit

    def command(self, *arguments: str | Path) -> list[str]:
        options = ("--outputdir", str(self.results), "--xunit", "xunit.xml")
        return [sys.executable, "-m", "robot", *options, *map(str, arguments)]

    def run(self, *arguments: str | Path, folder: Path = ROOT, **environment: str) -> Run:
        done = subprocess.run(
            self.command(*arguments),
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=self._limit,
        )
        return Run(done.returncode, done.stdout, self.results)


@pytest.fixture
def robot(tmp_path: Path) -> Robot:
    return Robot(tmp_path / "results")
