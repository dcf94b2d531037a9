"""Who may import whom: every arrow points down (ARCHITECTURE, "Layers inside a library")."""

import ast
import json
import subprocess
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
    if file.name not in ("library.py", "listener.py", "failures.py")  # of results, for listeners
    and "keywords" not in file.relative_to(LIBRARIES).parts
]

# Which libraries each one is built on.
KNOWN: dict[str, set[str]] = {
    "GrpcLibrary": set(),
    "StackLibrary": set(),
    "SessionLibrary": {"GrpcLibrary"},
    "MyServiceLibrary": {"GrpcLibrary", "SessionLibrary"},
    "ReportLibrary": {"GrpcLibrary", "StackLibrary"},
}


def imports(file: Path, *, when_loaded: bool = False) -> Iterator[str]:
    """Tell the full names of all that is imported, wherever in the file that is.

    With `when_loaded`, only of what is imported when the file itself is.
    """
    folder = file.parent.relative_to(ROOT / file.relative_to(ROOT).parts[0]).parts
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in _run_at_once(tree) if when_loaded else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            module = (*base, *(node.module or "").split("."))
            yield from (".".join((*filter(None, module), alias.name)) for alias in node.names)


def _run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Tell the nodes that Python runs when it imports a module."""
    for child in ast.iter_child_nodes(node):
        is_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if not is_for_types and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _run_at_once(child)


def imported_from(file: Path, packages: set[str], *, when_loaded: bool = False) -> set[str]:
    found = imports(file, when_loaded=when_loaded)
    return {name for name in found if name.split(".")[0] in packages}


def by_path(file: Path) -> str:
    return str(file.relative_to(ROOT))


def module_name(file: Path) -> str:
    parts = file.relative_to(LIBRARIES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PLAIN_MODULES = sorted(map(module_name, PLAIN_FILES))

# Imports each module that it is given as the first of its process, in a child of its own, and
# tells for whom among them that has loaded Robot Framework, if at all. Children are forked, so
# that Python starts once.
LOADER = """
import importlib, json, os, sys

class Watcher:
    culprit = ""

    def find_spec(self, name, path=None, target=None):
        if not self.culprit and name.split(".")[0] in ("robot", "robotlibcore"):
            frame = sys._getframe()
            while frame is not None and frame.f_globals.get("__name__") not in names:
                frame = frame.f_back
            self.culprit = frame.f_globals["__name__"] if frame else "unknown"

def load(name):
    watcher = Watcher()
    sys.meta_path.insert(0, watcher)
    try:
        importlib.import_module(name)
    except BaseException as err:
        return f"{type(err).__name__}: {err}"
    return watcher.culprit or ("unknown" if "robot" in sys.modules else "")

names, found = sys.argv[1:], {}
assert "robot" not in sys.modules
for name in names:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, load(name).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        found[name] = answer.read()
    os.waitpid(child, 0)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def culprits() -> dict[str, str]:
    """For each plain module, which one loads Robot Framework where it is the first imported."""
    done = subprocess.run(
        [sys.executable, "-c", LOADER, *PLAIN_MODULES],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    assert set(found) == set(PLAIN_MODULES)
    return found


def test_files_are_found() -> None:
    assert set(KNOWN) == LIBRARY_NAMES
    assert {"myauth", "mygateway", "myservice", "my_service_pb2", "tokens"} <= SERVICE_NAMES
    expected = {"GrpcLibrary", "GrpcLibrary.connection", "SessionLibrary.description.template"}
    assert expected <= set(PLAIN_MODULES)


def test_imports_are_found() -> None:
    session = set(imports(LIBRARIES / "SessionLibrary" / "session.py"))
    assert {"robot.api.types.Secret", "SessionLibrary.gateway.Gateway"} <= session
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
def test_plain_python_takes_little_of_robot_framework(file: Path) -> None:
    converters = {"robot.running.arguments.typeinfo.TypeInfo", "robot.utils.timestr_to_secs"}
    allowed = {"robot.api.types.Secret"} | (converters if file.parent.name == "messages" else set())
    assert imported_from(file, ROBOT) <= allowed


@pytest.mark.parametrize("file", PLAIN_FILES, ids=by_path)
def test_plain_python_imports_neither_keywords_nor_robot_framework(file: Path) -> None:
    assert imported_from(file, ROBOT, when_loaded=True) == set()
    known = imported_from(file, LIBRARY_NAMES, when_loaded=True)
    assert not [name for name in known if "keywords" in name.split(".")]


@pytest.mark.parametrize("module", PLAIN_MODULES)
def test_plain_python_loads_without_robot_framework(module: str, culprits: dict[str, str]) -> None:
    assert culprits[module] == ""


@pytest.mark.parametrize("library", KNOWN)
def test_libraries_know_only_those_that_they_are_built_on(library: str) -> None:
    for file in (LIBRARIES / library).rglob("*.py"):
        assert imported_from(file, LIBRARY_NAMES - KNOWN[library] - {library}) == set(), file


def test_session_library_does_not_speak_of_one_system() -> None:
    for file in (LIBRARIES / "SessionLibrary").rglob("*.py"):
        text = file.read_text(encoding="utf-8").lower()
        assert "myservice" not in text, file
        assert "my_service" not in text, file


def test_guard_needs_the_standard_library_alone() -> None:
    guard = set(imports(LIBRARIES / "StackLibrary" / "processes" / "guard.py"))
    assert {name.split(".")[0] for name in guard} <= sys.stdlib_module_names
