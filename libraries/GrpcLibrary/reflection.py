"""What a server tells of its own methods (gRPC Server Reflection Protocol, v1 and v1alpha)."""

import time
from graphlib import CycleError, TopologicalSorter
from typing import Any

import grpc
from google.protobuf import descriptor_pb2
from google.protobuf.message import DecodeError
from grpc_reflection.v1alpha import reflection_pb2

from .errors import UsageError

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
                raise UsageError(
                    f"The server's reflection failed with {err.code().name} '{err.details()}'."
                ) from None
    raise UsageError("The server has no reflection service, v1 or v1alpha; give its .proto files.")


class _Files:
    def __init__(self, channel: grpc.Channel, path: str, deadline: float):
        self._ask = channel.stream_stream(
            path,
            _Request.SerializeToString,
            reflection_pb2.ServerReflectionResponse.FromString,
        )
        self._give_up_at = time.monotonic() + deadline
        self._files: dict[str, descriptor_pb2.FileDescriptorProto] = {}

    def read(self) -> descriptor_pb2.FileDescriptorSet:
        for listed in self._answers([_Request(list_services="")]):
            names = [service.name for service in listed.list_services_response.service]
            self._add([_Request(file_containing_symbol=name) for name in names])
        while missing := self._missing():
            self._add([_Request(file_by_filename=name) for name in missing])
            if not_sent := missing & self._missing():
                raise UsageError(f"The server's reflection does not send '{min(not_sent)}'.")
        return descriptor_pb2.FileDescriptorSet(file=self._in_order())

    def _add(self, requests: list[Any]) -> None:
        for answer in self._answers(requests):
            for data in answer.file_descriptor_response.file_descriptor_proto:
                try:
                    file = descriptor_pb2.FileDescriptorProto.FromString(data)
                except DecodeError:
                    raise UsageError("The server's reflection sends what is no file.") from None
                self._files.setdefault(file.name, file)

    def _answers(self, requests: list[Any]) -> list[Any]:
        """Ask, within what is left of the deadline for everything."""
        timeout = max(0.0, self._give_up_at - time.monotonic())
        answers = list(self._ask(iter(requests), timeout=timeout))
        for request, answer in zip(requests, answers, strict=False):
            if answer.HasField("error_response"):
                name = request.file_by_filename or request.file_containing_symbol or "services"
                raise UsageError(
                    f"The server's reflection does not know '{name}': "
                    f"'{answer.error_response.error_message}'."
                )
        return answers

    def _missing(self) -> set[str]:
        wanted = {name for file in self._files.values() for name in file.dependency}
        return wanted - self._files.keys()

    def _in_order(self) -> list[descriptor_pb2.FileDescriptorProto]:
        imports = {name: file.dependency for name, file in self._files.items()}
        try:
            return [self._files[name] for name in TopologicalSorter(imports).static_order()]
        except CycleError as err:
            cycle = " -> ".join(reversed(err.args[1]))
            raise UsageError(f"The server's reflection sends a cyclic import: {cycle}.") from None
