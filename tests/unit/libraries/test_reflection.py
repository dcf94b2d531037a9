"""reflection.py and file_sets.py: what a server tells of itself is used as far as it goes."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha import reflection_pb2

from GrpcLibrary.errors import UsageError
from GrpcLibrary.reflection import read_files
from GrpcLibrary.schema import Schema

Response = reflection_pb2.ServerReflectionResponse
NOT_FOUND = {"error_response": {"error_code": 5, "error_message": "not found"}}


def file(
    name: str, package: str, *imports: str, uses: str = "", services: tuple[str, ...] = ("S",)
) -> bytes:
    """Make a file with a message M, which has a field of another type if it `uses` one."""
    made = descriptor_pb2.FileDescriptorProto(
        name=name, package=package, syntax="proto3", dependency=imports
    )
    message = made.message_type.add(name="M")
    if uses:
        message.field.add(name="used", number=1, type=11, label=1, type_name=f".{uses}")
    for service in services:
        ends = {"input_type": f".{package}.M", "output_type": f".{package}.M"}
        made.service.add(name=service).method.add(name="Do", **ends)
    return made.SerializeToString()


class Server:
    """Answers questions by what it was given; breaks off at what is an exception."""

    def __init__(self, answers: Mapping[str, Any]):
        self.metadata: list[Any] = []
        self.asked: list[str] = []
        self._answers = answers
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        handler = grpc.stream_stream_rpc_method_handler(
            self._answer,
            reflection_pb2.ServerReflectionRequest.FromString,
            Response.SerializeToString,
        )
        self._server.add_generic_rpc_handlers(
            (
                grpc.method_handlers_generic_handler(
                    "grpc.reflection.v1.ServerReflection", {"ServerReflectionInfo": handler}
                ),
            )
        )
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def _answer(self, requests: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        self.metadata.append(dict(context.invocation_metadata()))
        for request in requests:
            if request.HasField("list_services"):
                names = [name for name in self._answers if not name.endswith(".proto")]
                yield Response(list_services_response={"service": [{"name": n} for n in names]})
                continue
            asked = request.file_containing_symbol or request.file_by_filename
            self.asked.append(asked)
            answer = self._answers.get(asked, NOT_FOUND)
            if answer == "break off":
                context.abort(grpc.StatusCode.NOT_FOUND, "no such thing")
            if answer == "end":
                return
            if isinstance(answer, dict):
                yield Response(**answer)
            else:
                sent = answer if isinstance(answer, list) else [answer]
                yield Response(file_descriptor_response={"file_descriptor_proto": sent})

    def schema(self, **named: Any) -> Schema:
        with grpc.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            return Schema(read_files(channel, 5, **named))

    def stop(self) -> None:
        self._server.stop(grace=None).wait()


@pytest.fixture
def serve() -> Iterator[Any]:
    servers: list[Server] = []

    def serve(answers: Mapping[str, Any]) -> Server:
        servers.append(Server(answers))
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


GOOD = file("good.proto", "good")
BREAKAGES = {
    "a service that is not known": (
        {"bad.S": NOT_FOUND},
        "the server's reflection does not know 'bad.S': 'not found'",
    ),
    "a question that ends the call with an error": (
        {"bad.S": "break off"},
        "the server's reflection failed with NOT_FOUND 'no such thing'",
    ),
    "a question that ends the call with OK": (
        {"bad.S": "end"},
        "the server's reflection gave no answer",
    ),
    "something other than a file": (
        {"bad.S": b"\xff\xff"},
        "the server's reflection sends for 'bad.S' something other than a file",
    ),
    "a file of another service": (
        {"bad.S": GOOD},
        "the server's reflection sends no file that declares it",
    ),
    "a dependency that is not sent": (
        {"bad.S": file("bad.proto", "bad", "gone.proto", uses="gone.M")},
        "the server's reflection does not send the type 'gone.M' (in 'bad.proto')",
    ),
    "a symbol that is defined twice": (
        {"bad.S": file("bad.proto", "bad"), "other.S": file("two.proto", "bad", services=())},
        None,
    ),
    "a file that is not valid": (
        {"bad.S": file("bad.proto", "bad", services=("S", "S"))},
        "Couldn't build proto file into descriptor pool: duplicate symbol 'bad.S' (in 'bad.proto')",
    ),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
@pytest.mark.parametrize("is_first", [True, False])
def test_broken_service_does_not_spoil_the_others(
    serve: Any, breakage: str, is_first: bool
) -> None:
    broken, reason = BREAKAGES[breakage]
    good = {"good.S": GOOD}
    schema = serve({**broken, **good} if is_first else {**good, **broken}).schema()
    assert schema.method("good.S/Do").path == "/good.S/Do"
    if reason is not None:
        for name in ("bad.S/Do", "/bad.S/Do", "bad.S.Do"):
            with pytest.raises(UsageError) as caught:
                schema.method(name)
            assert str(caught.value) == f"There is no method '{name}': {reason}."


def test_service_in_the_file_of_a_broken_one_can_be_used(serve: Any) -> None:
    made = descriptor_pb2.FileDescriptorProto.FromString(
        file("bad.proto", "bad", "gone.proto", uses="gone.M")
    )
    made.message_type.add(name="Fine").nested_type.add(name="Inner")
    made.enum_type.add(name="E").value.add(name="E_0", number=0)
    fine = made.message_type[1]
    fine.field.add(name="inner", number=1, type=11, label=1, type_name=".bad.Fine.Inner")
    fine.field.add(name="e", number=2, type=14, label=1, type_name=".bad.E")
    made.message_type.add(name="UsesBroken").nested_type.add(name="Deep").field.add(
        name="m", number=1, type=11, label=1, type_name=".bad.M"
    )
    ends = {"input_type": ".bad.Fine", "output_type": ".bad.Fine"}
    made.service[0].method.add(name="Works", **ends)
    made.service[0].method.add(name="Broken", **{**ends, "output_type": ".bad.UsesBroken"})
    schema = serve({"bad.S": made.SerializeToString()}).schema()
    request: Any = schema.method("bad.S/Works").request
    assert request(inner={}, e=0).HasField("inner")
    with pytest.raises(UsageError, match="does not send the type 'gone\\.M' "):
        schema.method("bad.S/Broken")


def test_dependency_that_nothing_needs_may_be_missing(serve: Any) -> None:
    schema = serve({"s.S": file("s.proto", "s", "gone.proto")}).schema()
    assert schema.method("s.S/Do")


def test_known_files_are_not_asked_for(serve: Any) -> None:
    imports = ("google/protobuf/timestamp.proto", "google/api/annotations.proto")
    answer = file("s.proto", "s", *imports, uses="google.protobuf.Timestamp")
    server = serve({"s.S": answer})
    request: Any = server.schema().method("s.S/Do").request
    assert request(used={"seconds": 5}).used.ToSeconds() == 5
    assert server.asked == ["s.S"]


def test_file_under_two_names_is_taken_once(serve: Any) -> None:
    types = file("a/types.proto", "t", services=())
    again = file("types.proto", "t", services=())
    schema = serve(
        {
            "one.S": [file("one.proto", "one", "a/types.proto", uses="t.M"), types],
            "two.S": [file("two.proto", "two", "types.proto", uses="t.M"), again],
        }
    ).schema()
    one, two = (schema.method(f"{name}.S/Do").request for name in ("one", "two"))
    assert one(used={}).used.DESCRIPTOR is two(used={}).used.DESCRIPTOR  # type: ignore[call-arg]


def test_imports_in_a_circle_are_used_as_far_as_they_go(serve: Any) -> None:
    schema = serve(
        {
            "a.S": file("a.proto", "a", "b.proto"),
            "b.proto": file("b.proto", "b", "a.proto", uses="a.M"),
        }
    ).schema()
    assert schema.method("a.S/Do")


def test_metadata_is_sent_along(serve: Any) -> None:
    server = serve({"good.S": GOOD})
    server.schema(metadata=(("x-token", "let-me-in"),))
    assert all(metadata["x-token"] == "let-me-in" for metadata in server.metadata)
    assert len(server.metadata) >= 2


def test_protos_stand_beside_reflection(serve: Any, tmp_path: Any) -> None:
    (tmp_path / "own.proto").write_text(
        'syntax = "proto3"; package own; service S { rpc Do(M) returns (M); } message M {}'
    )
    (tmp_path / "good.proto").write_text(
        'syntax = "proto3"; package good; service S { rpc Do(M) returns (M); } message M {}'
    )
    server = serve({"good.S": GOOD, "more.S": file("more.proto", "more")})
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        reflected = read_files(channel, 5)
    paths = [tmp_path / "own.proto", tmp_path / "good.proto"]
    schema = Schema.from_paths(paths, reflected=reflected)
    for name in ("own.S/Do", "good.S/Do", "more.S/Do"):
        assert schema.method(name).path == f"/{name}"
