"""What a server tells of its own methods (gRPC Server Reflection Protocol, v1 and v1alpha)."""

import time
from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from grpc_reflection.v1alpha import reflection_pb2

from .common_files import common_file
from .errors import UsageError
from .file_sets import File, PartialFiles

# The two versions have the same messages under different names.
_METHODS = (
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
)
# These say that a server, or the way to it, does not work: another question is of no use.
_HOPELESS = (
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNIMPLEMENTED,
)

_Request = reflection_pb2.ServerReflectionRequest
WireMetadata = Sequence[tuple[str, str | bytes]]


def read_files(channel: grpc.Channel, deadline: float, metadata: WireMetadata = ()) -> PartialFiles:
    """Return the files of all services of the server, as far as it sends them."""
    for path in _METHODS:
        try:
            return _Reader(channel, path, deadline, metadata).read()
        except grpc.RpcError as err:
            if err.code() is not grpc.StatusCode.UNIMPLEMENTED:
                raise UsageError(
                    f"The server's reflection failed with {err.code().name} '{err.details()}'."
                ) from None
    raise UsageError("The server has no reflection service, v1 or v1alpha; give its .proto files.")


class _Reader:
    def __init__(self, channel: grpc.Channel, path: str, deadline: float, metadata: WireMetadata):
        self._ask = channel.stream_stream(
            path,
            _Request.SerializeToString,
            reflection_pb2.ServerReflectionResponse.FromString,
        )
        self._metadata = tuple(metadata)
        self._give_up_at = time.monotonic() + deadline
        self._files: dict[str, File] = {}
        self._gaps: dict[str, str] = {}

    def read(self) -> PartialFiles:
        services = self._services()
        requests = [_Request(file_containing_symbol=name) for name in services]
        for name, reason in self._add(requests).items():
            self._gaps[name] = f"the server's reflection {reason}"
        asked: set[str] = set()
        while missing := self._missing() - asked:
            asked |= missing
            self._add([_Request(file_by_filename=name) for name in sorted(missing)])
        for name in set(services) - self._declared():
            self._gaps.setdefault(name, "the server's reflection sends no file that declares it")
        return PartialFiles(list(self._files.values()), self._gaps)

    def _services(self) -> list[str]:
        (answer,) = self._answers([_Request(list_services="")])
        if isinstance(answer, str):
            raise UsageError(f"The server's reflection {answer}.")
        return [service.name for service in answer.list_services_response.service]

    def _add(self, requests: Sequence[Any]) -> dict[str, str]:
        """Ask for files and keep what comes; return what went wrong, by what was asked for."""
        wrong: dict[str, str] = {}
        for request, answer in zip(requests, self._answers(requests), strict=True):
            name = request.file_containing_symbol or request.file_by_filename
            if isinstance(answer, str):
                wrong[name] = answer
                continue
            for data in answer.file_descriptor_response.file_descriptor_proto:
                try:
                    file = File.FromString(data)
                except DecodeError:
                    wrong[name] = f"sends for '{name}' something other than a file"
                else:
                    self._files.setdefault(file.name, file)
        return wrong

    def _answers(self, requests: Sequence[Any]) -> list[Any]:
        """Ask, within what is left of the deadline; return an answer, or an error, for each.

        Where a server ends the call because of one question, the others are asked again.
        """
        answers: list[Any] = []
        while len(answers) < len(requests):
            left = requests[len(answers) :]
            before = len(answers)
            timeout = max(0.0, self._give_up_at - time.monotonic())
            call = self._ask(iter(left), timeout=timeout, metadata=self._metadata)
            try:
                for request, answer in zip(left, call, strict=False):
                    answers.append(_judged(request, answer))
            except grpc.RpcError as err:
                if err.code() in _HOPELESS:
                    raise
                answers.append(f"failed with {err.code().name} '{err.details()}'")
            finally:
                call.cancel()  # type: ignore[no-untyped-call]
            if len(answers) == before:
                answers.append("gave no answer")
        return answers

    def _declared(self) -> set[str]:
        """Return the full names of the services that the files declare."""
        return {
            f"{file.package}.{service.name}".lstrip(".")
            for file in self._files.values()
            for service in file.service
        }

    def _missing(self) -> set[str]:
        """Return the imports that neither the server has sent nor everybody has."""
        wanted = {name for file in self._files.values() for name in file.dependency}
        return {name for name in wanted - self._files.keys() if common_file(name) is None}


def _judged(request: Any, answer: Any) -> Any:
    """Return the answer, or in words what is wrong with it."""
    if not answer.HasField("error_response"):
        return answer
    name = request.file_by_filename or request.file_containing_symbol or "services"
    return f"does not know '{name}': '{answer.error_response.error_message}'"
