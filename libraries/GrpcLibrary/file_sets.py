"""Files of a schema, brought together from several sources into one pool of types."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import descriptor_pb2

from .common_files import common_file
from .errors import UsageError
from .pruning import prune

File = descriptor_pb2.FileDescriptorProto


@dataclass(frozen=True)
class PartialFiles:
    """Files that may lack some, as a server tells of them.

    `gaps` says, by the full name of a service, why its methods are not known.
    """

    file: list[File]
    gaps: Mapping[str, str] = field(default_factory=dict)


class FilePool:
    """Adds files to a pool: each once, under whatever names it has, after what it imports."""

    def __init__(self, pool: Any):
        self._pool = pool
        self._contents: dict[str, bytes] = {}
        self._by_content: dict[bytes, str] = {}
        self.added: list[str] = []
        self.gaps: dict[str, str] = {}

    def add(self, files: Iterable[File]) -> None:
        """Add the files of one source; raise UsageError where one is not valid."""
        for file in self._new(files):
            reason = self._try(file)
            if reason:
                raise UsageError(f"The schema's file '{file.name}' is not valid: {reason}.")

    def add_partly(self, partial: PartialFiles) -> None:
        """Add what can be added, and keep in `gaps` why some methods are not known."""
        self.gaps.update(partial.gaps)
        for file in self._new(partial.file):
            names = [f"{file.package}.{service.name}".lstrip(".") for service in file.service]
            for name in file.dependency:
                self._add_common(name)
            missing = [name for name in file.dependency if not self._has(name)]
            _drop_imports(file, missing)
            unknown = prune(file, self._has_type)
            reason = self._try(file)
            if unknown:
                types = ", ".join(f"'{name}'" for name in unknown)
                reason = f"the server's reflection does not send the type {types}"
            if reason:
                for name in names:
                    self.gaps.setdefault(name, f"{reason} (in '{file.name}')")

    def _new(self, files: Iterable[File]) -> Iterator[File]:
        """Return the files that the pool does not have, under names that are free in it."""
        names: dict[str, str] = {}
        for given in in_order(files):
            content = _content(given)
            known = self._by_content.get(content)
            if known is None and given.name in self._contents and common_file(given.name):
                known = given.name  # compilers differ in details
            if known is not None:
                names[given.name] = known
                continue
            file = File()
            file.CopyFrom(given)
            while file.name in self._contents:
                file.name += " (of another source)"
            self._contents[file.name] = content
            self._by_content[content] = names[given.name] = file.name
            file.dependency[:] = [names.get(name, name) for name in file.dependency]
            yield file

    def _try(self, file: File) -> str:
        """Add a file; return in words why that fails, or nothing."""
        for name in file.dependency:
            self._add_common(name)
        try:
            self._pool.Add(file)
            self._pool.FindFileByName(file.name)
        except (TypeError, KeyError) as err:
            return str(err).rstrip(".")
        self.added.append(file.name)
        return ""

    def _add_common(self, name: str) -> None:
        if self._has(name):
            return
        file = common_file(name)
        if file is not None:
            self.add([file])

    def _has_type(self, name: str) -> bool:
        for find in (self._pool.FindMessageTypeByName, self._pool.FindEnumTypeByName):
            with contextlib.suppress(KeyError):
                find(name)
                return True
        return False

    def _has(self, name: str) -> bool:
        try:
            self._pool.FindFileByName(name)
        except KeyError:
            return False
        return True


def in_order(files: Iterable[File]) -> Iterator[File]:
    """Return each file after those that it imports, as far as these are there."""
    by_name: dict[str, File] = {}
    for file in files:
        by_name.setdefault(file.name, file)
    waiting = list(reversed(by_name))
    entered: set[str] = set()
    done: set[str] = set()
    while waiting:
        name = waiting[-1]
        if name in entered or name not in by_name:
            waiting.pop()
            if name in by_name and name not in done:
                done.add(name)
                yield by_name[name]
            continue
        entered.add(name)
        waiting += [other for other in by_name[name].dependency if other not in entered]


def _content(file: File) -> bytes:
    """Return what makes the file what it is: neither its name nor those of its imports."""
    bare = File()
    bare.CopyFrom(file)
    for name in ("name", "dependency", "public_dependency", "weak_dependency", "source_code_info"):
        bare.ClearField(name)
    return bare.SerializeToString(deterministic=True)


def _drop_imports(file: File, names: Iterable[str]) -> None:
    gone = set(names)
    if gone:
        file.dependency[:] = [name for name in file.dependency if name not in gone]
        file.public_dependency.clear()
        file.weak_dependency.clear()
