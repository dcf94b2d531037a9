"""What a server tells of its own methods (gRPC Server Reflection Protocol, v1 and v1alpha)."""

from typing import Any

import grpc
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha import reflection_pb2

from .outcome import GrpcError

# The two versions have the same messages under different names.
_METHODS = (
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
)

_Request = reflection_pb2.ServerReflectionRequest


def read_files(channel: grpc.Channel, deadline: float) -> descriptor_pb2.FileDescriptorSet:
    """Return the files of all services of the server, each after those that it imports."""
    for path in _METHODS:
        try:
            return _Files(channel, path, deadline).read()
        except grpc.RpcError as err:
            if err.code() is not grpc.StatusCode.UNIMPLEMENTED:
                raise GrpcError(
                    f"The server's reflection failed with {err.code().name} '{err.details()}'."
                ) from None
    raise GrpcError("The server has no reflection service, v1 or v1alpha; give its .proto files.")


class _Files:
    def __init__(self, channel: grpc.Channel, path: str, deadline: float):
        self._ask = channel.stream_stream(
            path,
            _Request.SerializeToString,
            reflection_pb2.ServerReflectionResponse.FromString,
        )
        self._deadline = deadline
        self._files: dict[str, descriptor_pb2.FileDescriptorProto] = {}

    def read(self) -> descriptor_pb2.FileDescriptorSet:
        (listed,) = self._answers([_Request(list_services="")])
        names = [service.name for service in listed.list_services_response.service]
        self._add([_Request(file_containing_symbol=name) for name in names])
        while missing := self._missing():
            self._add([_Request(file_by_filename=name) for name in missing])
        return descriptor_pb2.FileDescriptorSet(file=self._in_order())

    def _add(self, requests: list[Any]) -> None:
        for answer in self._answers(requests):
            if answer.HasField("error_response"):
                asked = answer.original_request
                name = asked.file_by_filename or asked.file_containing_symbol
                raise GrpcError(
                    f"The server's reflection does not know '{name}': "
                    f"{answer.error_response.error_message}"
                )
            for data in answer.file_descriptor_response.file_descriptor_proto:
                file = descriptor_pb2.FileDescriptorProto.FromString(data)
                self._files[file.name] = file

    def _answers(self, requests: list[Any]) -> list[Any]:
        return list(self._ask(iter(requests), timeout=self._deadline))

    def _missing(self) -> set[str]:
        wanted = {name for file in self._files.values() for name in file.dependency}
        return wanted - self._files.keys()

    def _in_order(self) -> list[descriptor_pb2.FileDescriptorProto]:
        ordered: dict[str, descriptor_pb2.FileDescriptorProto] = {}

        def add(name: str) -> None:
            if name not in ordered:
                for imported in self._files[name].dependency:
                    add(imported)
                ordered[name] = self._files[name]

        for name in self._files:
            add(name)
        return list(ordered.values())
