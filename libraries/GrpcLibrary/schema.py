"""Message types and methods, from a .proto file that is compiled at run time."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from .outcome import GrpcError

COMPILE_SECONDS = 60


@dataclass(frozen=True)
class Method:
    """A unary method: `path` is what goes over the wire, `/package.Service/Method`."""

    path: str
    request: type[Message]
    response: type[Message]


class Schema:
    def __init__(self, files: descriptor_pb2.FileDescriptorSet):
        """Take a descriptor set in which files stand after those that they import."""
        pool = descriptor_pool.DescriptorPool()
        self._methods: dict[str, Method] = {}
        for file in files.file:
            pool.Add(file)
            for service in pool.FindFileByName(file.name).services_by_name.values():
                for method in service.methods:
                    self._add(method)

    @classmethod
    def from_proto(cls, file: Path) -> "Schema":
        """Compile the file; it may import from its own folder and from protobuf's own."""
        if not file.is_file():
            raise GrpcError(f"There is no .proto file at '{file}'.")
        with tempfile.TemporaryDirectory() as directory:
            compiled = Path(directory) / "descriptor_set"
            _run_protoc(
                f"--proto_path={file.parent}",
                f"--descriptor_set_out={compiled}",
                "--include_imports",
                str(file),
            )
            return cls(descriptor_pb2.FileDescriptorSet.FromString(compiled.read_bytes()))

    def method(self, name: str) -> Method:
        """Return the method of the name `package.Service/Method` or `Service/Method`."""
        wanted = name.lstrip("/")
        for full_name, method in self._methods.items():
            if wanted in (full_name, full_name.rpartition(".")[2]):
                return method
        known = ", ".join(self._methods)
        raise GrpcError(f"There is no unary method '{name}'; there are: {known}.")

    def _add(self, method: MethodDescriptor) -> None:
        if method.client_streaming or method.server_streaming:
            return
        full_name = f"{method.containing_service.full_name}/{method.name}"
        self._methods[full_name] = Method(
            f"/{full_name}",
            message_factory.GetMessageClass(method.input_type),
            message_factory.GetMessageClass(method.output_type),
        )


def _run_protoc(*arguments: str) -> None:
    """Run the compiler as a process of its own, the only way to hear what it objects to."""
    done = subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", *arguments],
        capture_output=True,
        text=True,
        timeout=COMPILE_SECONDS,
    )
    if done.returncode != 0:
        raise GrpcError(f"The .proto file does not compile: {done.stderr.strip()}")
