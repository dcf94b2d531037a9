"""What the tests of containers have in common: built images, and a look at what is left."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from robot_runs import ROOT, Robot

from StackLibrary.containers.own import IMAGES

LIMIT_SECONDS = 180
FILE = ROOT / "docker-compose.yml"
SECRET = "known to these tests alone, and long enough"
SECRET_FILE = Path(tempfile.gettempdir()) / f"jwt-secret-{os.getpid()}"


def docker(*arguments: str) -> list[str]:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.split()


def everything() -> dict[str, set[str]]:
    """Return the ids of all that there is at the engine."""
    return {
        "containers": set(docker("ps", "--all", "--quiet")),
        "networks": set(docker("network", "ls", "--quiet")),
        "volumes": set(docker("volume", "ls", "--quiet")),
        "images": set(docker("images", "--quiet")),
    }


def compose_command() -> list[str]:
    """Return that of Compose v2 or, where there is none, of v1."""
    v2 = subprocess.run(["docker", "compose", "version"], capture_output=True)
    return ["docker", "compose"] if v2.returncode == 0 else ["docker-compose"]


def compose(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*compose_command(), "--file", str(FILE), *arguments],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_SECONDS,
    )


@pytest.fixture(scope="session", autouse=True)
def _secret() -> Iterator[None]:
    SECRET_FILE.write_text(SECRET)
    yield
    SECRET_FILE.unlink()


@pytest.fixture(scope="session", autouse=True)
def _built(_secret: Any) -> None:
    done = compose("--project-name", IMAGES, "build", JWT_SECRET_FILE=str(SECRET_FILE))
    assert done.returncode == 0, done.stdout


@pytest.fixture
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of all runs, and of nobody else."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _leaves_nothing(_built: Any, temporary_files: Path) -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before
    assert list(temporary_files.iterdir()) == []


@pytest.fixture
def robot(tmp_path: Path) -> Robot:
    return Robot(tmp_path / "results", LIMIT_SECONDS)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start a run that goes on by itself, and end it in the end."""
    running = []

    def start(*arguments: str | Path) -> "subprocess.Popen[str]":
        results = Robot(tmp_path / str(len(running)), LIMIT_SECONDS)
        running.append(
            subprocess.Popen(
                results.command("--variable", "GATEWAY:compose", *arguments),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=sys.stderr,
                text=True,
                start_new_session=True,
            )
        )
        return running[-1]

    yield start
    for run in running:
        run.kill()
        run.communicate()
