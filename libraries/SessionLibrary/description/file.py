"""The file of a description: where it is, and what it says before its schema is known."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema

from .keys import check_keys
from .problem import Place
from .system import System, read_system

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REFLECTION = "reflection"


class Description:
    """A description whose keys have been checked.

    What it says of methods and messages is checked against the schema, by `system`.
    """

    def __init__(self, file: Path):
        """Read the file; raise UsageError where it cannot be used."""
        self.place = Place(file)
        self._tables = _read(file, self.place)
        check_keys(self._tables, self.place)

    @property
    def asks_server(self) -> bool:
        """Whether the schema is what the server's reflection says."""
        return bool(self._tables["schema"] == REFLECTION)

    def system(self, ask_server: Callable[[], Schema]) -> System:
        """Return the system; `ask_server` reads the server's schema, if that is wanted."""
        schema = ask_server() if self.asks_server else self._schema_from_files()
        return read_system(self._tables, schema, self.place)

    def _schema_from_files(self) -> Schema:
        given = self._tables["schema"]
        names = [given] if isinstance(given, str) else given
        place = self.place / "schema"
        paths = [self.place.file.parent / name for name in names]
        for name, path in zip(names, paths, strict=True):
            if not path.exists():
                raise place.problem(f"'{name}', which does not exist", "a file or a folder")
        try:
            return Schema.from_paths(paths)
        except UsageError as err:
            raise place.problem(str(err).rstrip("."), "a schema that can be read") from None


def find_description(name: str, folders: Sequence[Path]) -> Path:
    """Return the file of that path: as it stands, or below one of the folders."""
    path = Path(name).expanduser()
    candidates = [path] if path.is_absolute() else [folder / path for folder in folders]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    places = " or ".join(f"'{folder}'" for folder in folders)
    where = "" if path.is_absolute() else f" in {places}"
    raise UsageError(f"There is no description '{name}'{where}.")


def _read(file: Path, place: Place) -> Mapping[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
        raise UsageError(f"Description '{file}' cannot be read: {reason}.") from None
    try:
        tables: Mapping[str, Any] = tomllib.loads(text)
        return tables
    except tomllib.TOMLDecodeError as err:
        raise place.problem(f"what is not TOML: {err}", "a file in TOML 1.0") from None
