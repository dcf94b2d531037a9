"""Message types and methods, taken at run time from where a service describes them."""

import contextlib
import difflib
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import DecodeError, Message

from .common_files import common_files
from .outcome import GrpcError

_ASIDE = re.compile(r"^WARNING: |^[IW]\d{4} |: warning: ")


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
        if not answer.IsInitialized():
            missing = missing_fields(answer)
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
    def __init__(self, files: descriptor_pb2.FileDescriptorSet):
        """Take a descriptor set in which files stand after those that they import."""
        self.types = pool = descriptor_pool.DescriptorPool()
        self._methods: dict[str, Method] = {}
        self._found: dict[str, Method] = {}
        for file in files.file:
            try:
                pool.Add(file)
                found = pool.FindFileByName(file.name)
            except (TypeError, KeyError) as err:
                reason = str(err).rstrip(".")
                raise GrpcError(
                    f"The schema's file '{file.name}' is not valid: {reason}."
                ) from None
            for service in found.services_by_name.values():
                for method in service.methods:
                    self._add(method)
        self._add_common_files()

    @classmethod
    def from_path(cls, path: Path, import_paths: Sequence[Path] = ()) -> "Schema":
        """Read a .proto file, a folder of them, or a compiled descriptor set.

        A .proto file may import from its own folder, from a given folder, from
        `import_paths`, and protobuf's own files.
        """
        for folder in import_paths:
            if not folder.is_dir():
                raise GrpcError(f"There is no folder '{folder}' to import from.")
        if path.is_dir():
            protos = sorted(path.rglob("*.proto"))
            if not protos:
                raise GrpcError(f"There is no .proto file in the folder '{path}'.")
            return cls(_compile(protos, [*import_paths, path]))
        if not path.is_file():
            raise GrpcError(f"There is no schema at '{path}'.")
        if path.suffix == ".proto":
            return cls(_compile([path], [*import_paths, path.parent]))
        try:
            return cls(descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes()))
        except DecodeError:
            raise GrpcError(
                f"'{path}' is neither a .proto file nor a compiled descriptor set."
            ) from None

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

    def _find(self, name: str) -> Method:
        wanted = name.lstrip("/")
        found = [
            method
            for full_name, method in self._methods.items()
            if wanted in (full_name, full_name.rpartition(".")[2])
        ]
        if len(found) == 1:
            return found[0]
        if found:
            paths = ", ".join(method.path.lstrip("/") for method in found)
            raise GrpcError(f"Method '{name}' is not clear; it could be one of: {paths}.")
        near = difflib.get_close_matches(wanted, self._methods, n=5, cutoff=0.5)
        names = ", ".join(near or self._methods) or "none"
        raise GrpcError(
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


def _compile(
    protos: Sequence[Path], import_paths: Sequence[Path]
) -> descriptor_pb2.FileDescriptorSet:
    """Run the compiler as a process of its own, the only way to hear what it objects to."""
    with tempfile.TemporaryDirectory() as directory:
        compiled = Path(directory) / "descriptor_set"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "grpc_tools.protoc"),
                *(f"--proto_path={path.absolute()}" for path in import_paths),
                f"--descriptor_set_out={compiled}",
                "--include_imports",
                *(str(path.absolute()) for path in protos),
            ],
            cwd=directory,  # a module of the tester's own must not stand in for one of Python's
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise GrpcError(f"The schema does not compile: {_objections(done.stderr)}.")
        return descriptor_pb2.FileDescriptorSet.FromString(compiled.read_bytes())


def _objections(printed: str) -> str:
    """Return the compiler's errors (`file:line:column: reason`), without its warnings and log."""
    lines = [line.rstrip(".") for line in printed.splitlines() if not _ASIDE.search(line)]
    return "; ".join(lines)
