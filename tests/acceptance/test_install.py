"""A wheel that is built and installed in a fresh environment has all that suites need."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from robot_runs import ROOT

LIMIT_SECONDS = 300
SUITE = """
*** Settings ***
Resource         MyServiceLibrary/system.resource
Test Setup       Start The System
Test Teardown    Stop The System

*** Test Cases ***
Session Moves When Its Instance Is Killed
    ${session} =    Login    ${USERNAME}    ${PASSWORD}
    ${answer} =    Echo With Session
    Kill Instance    ${answer.pod_name}
    Session Should Move To Another Instance
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that is built from a copy: a build leaves its folder beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "results", "*.egg-info")
    copy = shutil.copytree(ROOT, folder / "project", symlinks=True, ignore=left_out)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, copy)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The folder of programs of a new virtual environment without the extra."""
    venv = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", venv)
    install(venv / "bin", str(wheel))
    return venv / "bin"


def run(*command: str | Path, folder: Path = Path("/")) -> str:
    """Run it from a folder that has nothing to do with the project."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    if done.returncode != 0:
        pytest.fail(f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def install(programs: Path, what: str) -> None:
    run(programs / "pip", "install", "--quiet", "--disable-pip-version-check", what)


def test_error_without_the_extra_says_what_to_install(programs: Path, tmp_path: Path) -> None:
    code = (
        "from StackLibrary import places; from StackLibrary.processes.stack import *\n"
        "try: EmbeddedStack(EmbeddedSettings(places.services()))\n"
        "except StackError as err: print(err)"
    )
    assert run(programs / "python", "-c", code).strip() == (
        "The embedded stack needs packages that are not installed (argon2): "
        "run 'pip install \"robotframework-grpc-sessions[system]\"'."
    )


def test_suite_in_any_folder_runs_with_what_is_installed(
    programs: Path, wheel: Path, tmp_path: Path
) -> None:
    install(programs, f"{wheel}[system]")
    suite = tmp_path / "any.robot"
    suite.write_text(SUITE)
    run(programs / "robot", "--outputdir", tmp_path, suite, folder=tmp_path)
    assert "1 test: 1 passed" in run(programs / "grpc-sessions-summary", tmp_path)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda end: end.name)
def test_system_by_itself_serves_until_it_is_ended(end: signal.Signals) -> None:
    system = subprocess.Popen(
        [sys.executable, "-m", "StackLibrary.system", "--instances", "1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert system.stdout is not None
    with system:
        assert system.stdout.readline().startswith("127.0.0.1:")
        system.send_signal(end)
        assert system.wait(timeout=20) == 0


def test_system_that_cannot_start_says_why() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "StackLibrary.system", "--instances", "0"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "A stack has at least 1 instance, got 0.\n")
