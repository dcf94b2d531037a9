"""GrpcLibrary runs beside Browser library, which pins gRPC and Protobuf, and on the newest gRPC."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from robot_runs import ROOT

GRPC = ["grpcio", "grpcio-tools", "grpcio-health-checking", "grpcio-reflection"]
LIMIT_SECONDS = 120
SUITE = """
*** Settings ***
Library           GrpcLibrary
Library           ReflectingServers.py
Suite Teardown    Run Keywords    Close All Connections    AND    Stop Servers

*** Test Cases ***
Unary Call
    ${address} =    Start Reflecting Server    v1
    Open Connection    ${address}
    ${answer} =    Call Rpc    Health/Check
    Should Be Equal    ${answer.status}    SERVING
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The Python of a new virtual environment."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    return tmp_path / "venv" / "bin" / "python"


def test_beside_browser_library(python: Path, tmp_path: Path) -> None:
    install(python, "robotframework-browser", *dependencies())
    run(python, "-m", "pip", "check")
    run(python, "-c", "import Browser")
    run_suite(python, tmp_path)


def test_on_the_newest_grpc(python: Path, tmp_path: Path) -> None:
    install(python, "--upgrade", *GRPC, *dependencies())
    run_suite(python, tmp_path)


def dependencies() -> list[str]:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    project = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted: list[str] = project["dependencies"]
    return wanted


def install(python: Path, *packages: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    if done.returncode != 0:
        pytest.fail(f"Nothing could be installed; is PyPI within reach? pip said:\n{done.stderr}")


def run_suite(python: Path, folder: Path) -> None:
    suite = folder / "unary_call.robot"
    suite.write_text(SUITE, encoding="utf-8")
    paths = os.pathsep.join(map(str, (ROOT / "libraries", ROOT / "tests" / "acceptance")))
    run(python, "-m", "robot", "--output", "NONE", suite, PYTHONPATH=paths)


def run(*command: str | Path, **environment: str) -> None:
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
