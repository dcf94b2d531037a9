"""The file of a description: where it is, and what it says before its schema is known."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema

from .keys import check_keys
from .problem import Place, listed, near_names, quoted, shortened
from .system import System, read_system

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REFLECTION = "reflection"
MAX_BYTES = 1_000_000


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
        if REFLECTION in names:
            raise place.problem(
                f"'{REFLECTION}' in a list", f"files and folders, or '{REFLECTION}' alone"
            )
        paths = [self._existing(name, place) for name in names]
        try:
            return Schema.from_paths(paths)
        except (UsageError, OSError) as err:
            reason = err.strerror if isinstance(err, OSError) else str(err).rstrip(".")
            raise place.problem(
                f"{listed(shortened(name) for name in names)}, which cannot be used ({reason})",
                "a .proto file, a folder of them, or a descriptor set",
            ) from None

    def _existing(self, name: str, place: Place) -> Path:
        folder = self.place.file.parent
        try:
            if (folder / name).exists():
                return folder / name
            near = near_names(name, [path.name for path in folder.iterdir()])
        except OSError:
            near = ""
        raise place.problem(f"{quoted(name)}, which does not exist", "a file or a folder", near)


def find_description(name: str, folders: Sequence[Path]) -> Path:
    """Return the file of that path: as it stands, or below one of the folders."""
    path = Path(name).expanduser()
    candidates = [path] if path.is_absolute() else [folder / path for folder in folders]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
        if candidate.is_dir():
            raise Place(candidate).problem("a folder", "a TOML file")
    places = " or ".join(f"'{folder}'" for folder in folders)
    where = "" if path.is_absolute() else f" in {places}"
    raise UsageError(f"There is no description '{name}'{where}.")


def _read(file: Path, place: Place) -> Mapping[str, Any]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise place.problem(
                f"a file of {file.stat().st_size} bytes", f"a TOML file of at most {MAX_BYTES}"
            )
        text = file.read_text(encoding="utf-8-sig")  # editors on Windows begin with a mark
        tables: Mapping[str, Any] = tomllib.loads(text)
    except OSError as err:
        raise UsageError(f"Description '{file}' cannot be read: {err.strerror}.") from None
    except UnicodeDecodeError:
        raise place.problem("bytes that are not UTF-8", "a TOML file in UTF-8") from None
    except tomllib.TOMLDecodeError as err:
        reason = shortened(str(err))
        raise place.problem(f"text that is not TOML ({reason})", "a TOML file") from None
    except RecursionError:
        raise place.problem("too many levels of tables and lists", "fewer levels") from None
    return tables
