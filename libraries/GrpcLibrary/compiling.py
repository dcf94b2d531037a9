"""Reads the files of a schema from where they are: .proto files, folders, descriptor sets."""

import gzip
import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import descriptor_pb2, json_format
from google.protobuf.message import DecodeError

from .common_files import common_folder
from .errors import UsageError

FileSet = descriptor_pb2.FileDescriptorSet

_ASIDE = re.compile(r"^WARNING: |^[IW]\d{4} |: warning: ")
_GZIP = b"\x1f\x8b"
_MOST_KEPT = 32


@dataclass(frozen=True)
class _Read:
    """What was read, with the digests of all files that it was read from."""

    sets: list[FileSet]
    digests: dict[Path, bytes]


class Compiler:
    """Compiles each schema once, however many connections ask for it.

    It is compiled again when one of its files has changed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[Path, tuple[Path, ...]], _Read] = {}

    def read(self, path: Path, import_paths: Sequence[Path] = ()) -> list[FileSet]:
        """Return the files of one source, in sets whose names do not clash."""
        absolute = tuple(folder.absolute() for folder in import_paths)
        key = (path.absolute(), absolute)
        with self._lock:
            known = self._known.pop(key, None)
            if known is None or known.digests != _digests({*known.digests, *_protos(path)}):
                known = _read(path, absolute)
            self._known[key] = known  # as the latest one
            if len(self._known) > _MOST_KEPT:
                del self._known[next(iter(self._known))]
            return known.sets


def _read(path: Path, import_paths: Sequence[Path]) -> _Read:
    for folder in import_paths:
        if not folder.is_dir():
            raise UsageError(f"There is no folder '{folder}' to import from.")
    if not path.exists():
        raise UsageError(f"There is no schema at '{path}'.")
    protos = _protos(path)
    if path.is_dir():
        if not protos:
            raise UsageError(f"There is no .proto file in the folder '{path}'.")
        sets, roots = _compile_folder(path, protos, import_paths)
    elif path.suffix == ".proto":
        roots = [*import_paths, path.absolute().parent]
        sets = [_compile(protos, roots)]
    else:
        return _Read([_read_descriptor_set(path)], _digests([path.absolute()]))
    return _Read(sets, _digests({*protos, *_imported(sets, roots)}))


def _protos(path: Path) -> list[Path]:
    """Return the .proto files that are to be compiled, apart from what they import."""
    absolute = path.absolute()
    return sorted(absolute.rglob("*.proto")) if path.is_dir() else [absolute]


def _compile_folder(
    folder: Path, protos: Sequence[Path], import_paths: Sequence[Path]
) -> tuple[list[FileSet], list[Path]]:
    """Compile a folder whose files import each other from there, or from their own folder."""
    root = folder.absolute()
    own = sorted({proto.parent for proto in protos})
    try:
        return [_compile(protos, [*import_paths, root])], [*import_paths, root]
    except UsageError as err:
        if own == [root]:
            raise
        objection = err
    try:
        sets = [
            _compile(
                [proto for proto in protos if proto.parent == parent],
                [*import_paths, parent, root],
            )
            for parent in own
        ]
    except UsageError:
        raise objection from None
    return sets, [*import_paths, *own, root]


def _compile(protos: Sequence[Path], import_paths: Sequence[Path]) -> FileSet:
    """Run the compiler as a process of its own, the only way to hear what it objects to.

    It writes to a pipe: however this process ends, no file is left behind.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "grpc_tools.protoc"),
            *(f"--proto_path={folder}" for folder in (*import_paths, common_folder())),
            "--descriptor_set_out=/dev/stdout",
            "--include_imports",
            *map(str, protos),
        ],
        cwd="/",  # a module of the tester's own must not stand in for one of Python's
        capture_output=True,
    )
    if done.returncode != 0:
        objections = _objections(done.stderr.decode(errors="replace"))
        raise UsageError(f"The schema does not compile: {objections}.")
    return FileSet.FromString(done.stdout)


def _objections(printed: str) -> str:
    """Return the compiler's errors (`file:line:column: reason`), without its warnings and log."""
    lines = [line.rstrip(".") for line in printed.splitlines() if not _ASIDE.search(line)]
    return "; ".join(lines)


def _read_descriptor_set(path: Path) -> FileSet:
    """Read a descriptor set, be it in protobuf's own form or in JSON, compressed or not."""
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        if data.lstrip().startswith(b"{"):
            return json_format.Parse(data, FileSet(), ignore_unknown_fields=True)
        return FileSet.FromString(data)
    except OSError as err:
        raise UsageError(f"'{path}' cannot be read: {err.strerror or err}.") from None
    except (DecodeError, EOFError, ValueError, json_format.ParseError):
        raise UsageError(
            f"'{path}' is neither a .proto file nor a compiled descriptor set."
        ) from None


def _imported(sets: Iterable[FileSet], roots: Sequence[Path]) -> set[Path]:
    """Return where the files were found, apart from those that the compiler brings along."""
    names = {file.name for files in sets for file in files.file}
    found = (
        next((root / name for root in roots if (root / name).is_file()), None) for name in names
    )
    return {file for file in found if file is not None}


def _digests(files: Iterable[Path]) -> dict[Path, bytes]:
    return {file: _digest(file) for file in files}


def _digest(file: Path) -> bytes:
    try:
        return hashlib.sha256(file.read_bytes()).digest()
    except OSError:
        return b""
