"""Message types and methods, taken at run time from where a service describes them."""

import contextlib
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import DecodeError, Message

from .common_files import common_files
from .compiling import Compiler
from .errors import UsageError
from .file_sets import FilePool, PartialFiles

# One for the whole process: connections of several libraries have the same schema.
_COMPILER = Compiler()


@dataclass(frozen=True)
class Method:
    """A method: `path` is what goes over the wire, `/package.Service/Method`.

    `sends_stream` and `receives_stream` are the client's view of its kind.
    """

    path: str
    request: type[Message]
    response: type[Message]
    sends_stream: bool = False
    receives_stream: bool = False

    @property
    def is_unary(self) -> bool:
        return not (self.sends_stream or self.receives_stream)

    @property
    def types(self) -> Any:
        """The pool of the message types that its schema knows."""
        return self.request.DESCRIPTOR.file.pool

    def read(self, data: bytes) -> Message:
        """Return the answer that the bytes stand for; raise UnreadableAnswer if there is none."""
        name = self.response.DESCRIPTOR.full_name
        try:
            answer = self.response.FromString(data)
        except DecodeError:
            raise UnreadableAnswer(f"the answer is no message of type '{name}'") from None
        if missing := missing_fields(answer):
            raise UnreadableAnswer(f"the answer lacks required fields of '{name}': {missing}")
        return answer


def missing_fields(message: Any) -> str:
    """Name the required fields that are not set; there are some in proto2 and editions only."""
    kind = type(message)  # of which the methods are: a field may have the name of one
    if kind.IsInitialized(message):
        return ""
    return ", ".join(f"'{field}'" for field in kind.FindInitializationErrors(message))


class UnreadableAnswer(ValueError):
    """What a server sent as an answer is not what its schema says."""


class Schema:
    """The methods of services, and the types of their messages."""

    def __init__(self, *sources: descriptor_pb2.FileDescriptorSet | PartialFiles):
        """Take files in any order; of those that a server tells of, some may be missing."""
        self.types: Any = descriptor_pool.DescriptorPool()
        self._methods: dict[str, Method] = {}
        self._found: dict[str, Method] = {}
        files = FilePool(self.types)
        for source in sources:
            if isinstance(source, PartialFiles):
                files.add_partly(source)
            else:
                files.add(source.file)
        for name in files.added:
            for service in self.types.FindFileByName(name).services_by_name.values():
                for method in service.methods:
                    self._add(method)
        self._gaps = files.gaps
        self._files = files.added
        self._add_common_files()

    @classmethod
    def from_path(cls, path: Path, import_paths: Sequence[Path] = ()) -> "Schema":
        """Read a .proto file, a folder of them, or a compiled descriptor set.

        A .proto file may import from its own folder, from a given folder, from
        `import_paths`, and protobuf's, google.api's and google.rpc's own files.
        """
        return cls.from_paths([path], import_paths)

    @classmethod
    def from_paths(
        cls,
        paths: Sequence[Path],
        import_paths: Sequence[Path] = (),
        reflected: PartialFiles | None = None,
    ) -> "Schema":
        """Read several sources, and what a server tells of itself beside them."""
        read = [files for path in paths for files in _COMPILER.read(path, import_paths)]
        return cls(*read, *([] if reflected is None else [reflected]))

    def method(self, name: str) -> Method:
        """Return the method of the name `package.Service/Method` or `Service/Method`."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._find(name)
        return found

    def _add_common_files(self) -> None:
        """Make protobuf's and google.rpc's types known, which an Any may be of."""
        for file in common_files():
            with contextlib.suppress(TypeError):  # the schema has these types in another file
                self.types.Add(file)

    @property
    def services(self) -> dict[str, list[Method]]:
        """The methods of each service, by its full name."""
        services: dict[str, list[Method]] = {}
        for full_name, method in self._methods.items():
            services.setdefault(full_name.rpartition("/")[0], []).append(method)
        return services

    @property
    def gaps(self) -> Mapping[str, str]:
        """Services that the server has, and why not all of their methods are known."""
        return self._gaps

    def message(self, name: str) -> type[Message]:
        """Return the message type of the name, with or without its package."""
        with contextlib.suppress(KeyError, TypeError):
            return message_factory.GetMessageClass(self.types.FindMessageTypeByName(name))
        known: dict[str, Any] = {kind.full_name: kind for kind in self._messages()}
        found = [full_name for full_name in known if full_name.endswith(f".{name}")]
        if len(found) == 1:
            return message_factory.GetMessageClass(known[found[0]])
        if found:
            raise UsageError(
                f"Message '{name}' is not clear; it could be one of: {', '.join(found)}."
            )
        short: dict[str, str] = {full_name.rpartition(".")[2]: full_name for full_name in known}
        near = difflib.get_close_matches(name, [*known, *short], n=5, cutoff=0.6)
        own = [full_name for full_name in known if not full_name.startswith("google.")]
        names = ", ".join(dict.fromkeys(short.get(one, one) for one in near) or own) or "none"
        raise UsageError(
            f"There is no message '{name}'; {'near names are' if near else 'there are'}: {names}."
        )

    def _messages(self) -> Iterator[Any]:
        for name in self._files:
            yield from _with_nested(self.types.FindFileByName(name).message_types_by_name.values())

    def _find(self, name: str) -> Method:
        wanted = _with_slash(name.lstrip("/"))
        found = [
            method
            for full_name, method in self._methods.items()
            if wanted in (full_name, full_name.rpartition(".")[2])
        ]
        if len(found) == 1:
            return found[0]
        if found:
            paths = ", ".join(method.path.lstrip("/") for method in found)
            raise UsageError(f"Method '{name}' is not clear; it could be one of: {paths}.")
        service = wanted.rpartition("/")[0]
        for known, reason in self._gaps.items():
            if service in (known, known.rpartition(".")[2]):
                raise UsageError(f"There is no method '{name}': {reason}.")
        near = difflib.get_close_matches(wanted, self._methods, n=5, cutoff=0.5)
        names = ", ".join(near or self._methods) or "none"
        raise UsageError(
            f"There is no method '{name}'; {'near names are' if near else 'there are'}: {names}."
        )

    def _add(self, method: MethodDescriptor) -> None:
        full_name = f"{method.containing_service.full_name}/{method.name}"
        self._methods[full_name] = Method(
            f"/{full_name}",
            message_factory.GetMessageClass(method.input_type),
            message_factory.GetMessageClass(method.output_type),
            method.client_streaming,
            method.server_streaming,
        )


def _with_slash(name: str) -> str:
    """Return `Service/Method` for `Service.Method`, which has a dot before the method, too."""
    return name if "/" in name else "/".join(name.rsplit(".", 1))


def _with_nested(kinds: Iterable[Any]) -> Iterator[Any]:
    for kind in kinds:
        if not kind.GetOptions().map_entry:
            yield kind
            yield from _with_nested(kind.nested_types)
