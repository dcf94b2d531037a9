"""The services' stubs say what protos/ says."""

import subprocess
import sys
from pathlib import Path

import pytest
from service_runs import SERVICES

PROTOS = SERVICES.parent / "protos"
STUBS = ("my_service_pb2.py", "my_service_pb2.pyi", "my_service_pb2_grpc.py")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    outputs = [f"--{kind}_out={folder}" for kind in ("python", "pyi", "grpc_python")]
    protoc = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={PROTOS}"]
    subprocess.run([*protoc, *outputs, "my_service.proto"], check=True, timeout=30)
    return folder


@pytest.mark.parametrize("name", STUBS)
def test_stub_is_up_to_date(fresh: Path, name: str) -> None:
    stub = (SERVICES / name).read_text(encoding="utf-8")
    assert stub == (fresh / name).read_text(encoding="utf-8"), "'make protos' makes it anew"


def test_no_other_stubs_are_made(fresh: Path) -> None:
    assert sorted(file.name for file in fresh.iterdir()) == sorted(STUBS)
    assert sorted(file.name for file in SERVICES.glob("*pb2*")) == sorted(STUBS)
