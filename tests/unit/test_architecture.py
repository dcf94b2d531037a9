"""Who may import whom: every arrow points down (ARCHITECTURE, "Layers inside a library")."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = ROOT / "libraries"
SERVICES = ROOT / "services"
LIBRARY_NAMES = {folder.parent.name for folder in LIBRARIES.glob("*/__init__.py")}
SERVICE_NAMES = {path.stem for path in SERVICES.glob("[!_.]*") if path.suffix in ("", ".py")}
ROBOT = {"robot", "robotlibcore"}

LIBRARY_FILES = sorted(LIBRARIES.rglob("*.py"))
SERVICE_FILES = sorted(SERVICES.rglob("*.py"))
PLAIN_FILES = [
    file
    for file in LIBRARY_FILES
    if file.name not in ("__init__.py", "listener.py")
    and "keywords" not in file.relative_to(LIBRARIES).parts
]


def imports(file: Path) -> Iterator[str]:
    """Tell the full names of all that is imported, wherever in the file that is."""
    folder = file.parent.relative_to(ROOT / file.relative_to(ROOT).parts[0]).parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split("."))
            yield from (".".join((*filter(None, module), alias.name)) for alias in node.names)


def imported_from(file: Path, packages: set[str]) -> set[str]:
    return {name for name in imports(file) if name.split(".")[0] in packages}


def by_path(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_files_are_found() -> None:
    assert {"GrpcLibrary", "MyServiceLibrary", "ReportLibrary", "StackLibrary"} == LIBRARY_NAMES
    assert {"myauth", "mygateway", "myservice", "my_service_pb2", "tokens"} <= SERVICE_NAMES
    assert {"connection.py", "session.py", "process.py"} <= {file.name for file in PLAIN_FILES}


def test_imports_are_found() -> None:
    session = set(imports(LIBRARIES / "MyServiceLibrary" / "session.py"))
    assert {"robot.api.types.Secret", "MyServiceLibrary.gateway.Gateway"} <= session
    keywords = set(imports(LIBRARIES / "StackLibrary" / "keywords" / "stacks.py"))
    assert "StackLibrary.running.RunningStack" in keywords
    assert "StackLibrary.keywords.failure_log.show_logs" in keywords


@pytest.mark.parametrize("file", LIBRARY_FILES, ids=by_path)
def test_libraries_do_not_know_the_services(file: Path) -> None:
    assert imported_from(file, SERVICE_NAMES | {"services"}) == set()


@pytest.mark.parametrize("file", SERVICE_FILES, ids=by_path)
def test_services_know_neither_the_libraries_nor_robot_framework(file: Path) -> None:
    assert imported_from(file, LIBRARY_NAMES | ROBOT | {"libraries"}) == set()


@pytest.mark.parametrize("file", PLAIN_FILES, ids=by_path)
def test_plain_python_takes_nothing_of_robot_framework_but_secret(file: Path) -> None:
    assert imported_from(file, ROBOT) <= {"robot.api.types.Secret"}


@pytest.mark.parametrize("file", PLAIN_FILES, ids=by_path)
def test_plain_python_does_not_know_the_keywords(file: Path) -> None:
    assert not [name for name in imported_from(file, LIBRARY_NAMES) if ".keywords" in name]


@pytest.mark.parametrize(
    ("library", "known"),
    [
        ("GrpcLibrary", set()),
        ("StackLibrary", set()),
        ("MyServiceLibrary", {"GrpcLibrary"}),
        ("ReportLibrary", {"GrpcLibrary", "MyServiceLibrary", "StackLibrary"}),
    ],
)
def test_libraries_know_only_those_that_they_are_built_on(library: str, known: set[str]) -> None:
    for file in (LIBRARIES / library).rglob("*.py"):
        assert imported_from(file, LIBRARY_NAMES - known - {library}) == set(), file


def test_guard_needs_the_standard_library_alone() -> None:
    guard = set(imports(LIBRARIES / "StackLibrary" / "processes" / "guard.py"))
    assert {name.split(".")[0] for name in guard} <= sys.stdlib_module_names
