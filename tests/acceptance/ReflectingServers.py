"""Servers that tell of their methods: as they should, in one version only, or with lies."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import descriptor_pb2
from google.rpc import status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2
from grpc_tools import protoc
from robot.api.deco import keyword, library

from GrpcLibrary.schema import Method, Schema

Response = reflection_pb2.ServerReflectionResponse
HEALTH = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name
LIST = Response(list_services_response={"service": [{"name": "lies.Service"}]})
UNKNOWN = {"error_response": {"error_code": 5, "error_message": "not found"}}
LIES = {
    "unknown symbol": {"service": UNKNOWN},
    "missing import": {"service": {"a.proto": ["b.proto"]}, "b.proto": UNKNOWN},
    "other file than asked for": {"service": {"a.proto": ["b.proto"]}, "b.proto": {"a.proto": []}},
    "cyclic import": {
        "service": {"a.proto": ["b.proto"]},
        "b.proto": {"b.proto": ["c.proto"]},
        "c.proto": {"c.proto": ["a.proto"]},
    },
    "garbage": {"service": b"\xff\xff\xff"},
    "nothing": {"service": {}},
    "no list": {"list": UNKNOWN},
}


@library(scope="SUITE", auto_keywords=False)
class ReflectingServers:
    def __init__(self) -> None:
        self._servers: list[grpc.Server] = []

    @keyword
    def start_reflecting_server(self, *versions: str) -> str:
        """Starts a health server with reflection in these versions; returns its address."""
        servicer = reflection.ReflectionServicer([HEALTH])
        return self._start(
            *(_reflection(servicer.ServerReflectionInfo, version) for version in versions)
        )

    @keyword
    def start_lying_server(self, lie: str) -> str:
        """Starts a server whose reflection lies; returns its address."""
        return self._start(_reflection(_answers(LIES[lie]), "v1"))

    @keyword
    def start_server_that_invents_imports(self) -> str:
        """Starts a server in whose reflection each file imports another; returns its address."""

        def answer(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            for request in requests:
                name = request.file_by_filename or "0"
                is_list = request.HasField("list_services")
                yield LIST if is_list else _response({name: [str(int(name) + 1)]})

        return self._start(_reflection(answer, "v1"))

    @keyword
    def start_generic_server(self, schema: Path, *import_paths: Path) -> str:
        """Starts a server of google.longrunning.Operations; returns its address."""
        method = Schema.from_path(schema, import_paths).method("Operations/GetOperation")
        handlers = {"GetOperation": _get_operation(method)}
        return self._start(
            grpc.method_handlers_generic_handler("google.longrunning.Operations", handlers)
        )

    @keyword
    def get_public_protos(self) -> Path:
        """Returns the folder ``google`` of googleapis-common-protos."""
        return Path(status_pb2.__file__).parents[1]

    @keyword
    def compile_protos(
        self, folder: Path, compiled: Path, *protos: str, include_imports: bool = True
    ) -> None:
        """Writes a compiled descriptor set."""
        options = ["--include_imports"] if include_imports else []
        command = ("protoc", f"-I{folder}", f"--descriptor_set_out={compiled}", *options, *protos)
        assert protoc.main(command) == 0

    @keyword
    def stop_servers(self) -> None:
        for server in self._servers:
            server.stop(grace=None).wait()
        self._servers.clear()

    def _start(self, *handlers: grpc.GenericRpcHandler) -> str:
        server = grpc.server(ThreadPoolExecutor(max_workers=4))
        health_pb2_grpc.add_HealthServicer_to_server(health.HealthServicer(), server)
        server.add_generic_rpc_handlers(handlers)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self._servers.append(server)
        return f"127.0.0.1:{port}"


def _reflection(answer: Callable[..., Any], version: str) -> grpc.GenericRpcHandler:
    handler = grpc.stream_stream_rpc_method_handler(
        answer,
        reflection_pb2.ServerReflectionRequest.FromString,
        Response.SerializeToString,
    )
    return grpc.method_handlers_generic_handler(
        f"grpc.reflection.{version}.ServerReflection", {"ServerReflectionInfo": handler}
    )


def _answers(lie: dict[str, Any]) -> Callable[..., Iterator[Any]]:
    def answer(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
        for request in requests:
            asked = request.file_by_filename or (request.file_containing_symbol and "service")
            yield _response(lie.get(asked or "list", LIST))

    return answer


def _response(said: Any) -> Any:
    """Return an answer, or make one of files by name with their imports, or of bytes."""
    if said is LIST:
        return said
    if said is UNKNOWN:
        return Response(**UNKNOWN)
    files = [said] if isinstance(said, bytes) else [_file(*named) for named in said.items()]
    return Response(file_descriptor_response={"file_descriptor_proto": files})


def _file(name: str, imports: list[str]) -> bytes:
    return descriptor_pb2.FileDescriptorProto(name=name, dependency=imports).SerializeToString()


def _get_operation(method: Method) -> grpc.RpcMethodHandler:
    return grpc.unary_unary_rpc_method_handler(
        lambda request, context: method.response(name=request.name, done=True),
        method.request.FromString,
        method.response.SerializeToString,
    )
