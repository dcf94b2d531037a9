"""schema.py: methods and messages of a .proto file, and what is wrong with one."""

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from google.protobuf import json_format

from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema

GREETER = """
syntax = "proto3";
package demo.greeting;
import "google/protobuf/timestamp.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/empty.proto";
import "names.proto";

service Greeter {
  rpc Greet(demo.names.Name) returns (Greeting);
  rpc Reset(google.protobuf.Empty) returns (google.protobuf.Empty);
  rpc Follow(demo.names.Name) returns (stream Greeting);
  rpc Collect(stream demo.names.Name) returns (Greeting);
  rpc Chat(stream demo.names.Name) returns (stream Greeting);
}

message Greeting {
  string text = 1;
  google.protobuf.Timestamp at = 2;
  google.protobuf.Struct more = 3;
}
"""
NAMES = """
syntax = "proto3";
package demo.names;
message Name { string name = 1; }
"""

Compile = Callable[..., Schema]


@pytest.fixture
def compile_proto(tmp_path: Path) -> Compile:
    def compile_proto(text: str, **imported: str) -> Schema:
        for name, content in imported.items():
            (tmp_path / f"{name}.proto").write_text(content)
        file = tmp_path / "tested.proto"
        file.write_text(text)
        return Schema.from_path(file)

    return compile_proto


@pytest.fixture(scope="module")
def greeter(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    folder = tmp_path_factory.mktemp("folder with spaces")
    (folder / "names.proto").write_text(NAMES)
    (folder / "greeter.proto").write_text(GREETER)
    return Schema.from_path(folder / "greeter.proto")


@pytest.mark.parametrize(
    "name", ["demo.greeting.Greeter/Greet", "/demo.greeting.Greeter/Greet", "Greeter/Greet"]
)
def test_method_is_found_by_each_spelling(greeter: Schema, name: str) -> None:
    method = greeter.method(name)
    assert method.path == "/demo.greeting.Greeter/Greet"
    assert method.request.DESCRIPTOR.full_name == "demo.names.Name"
    assert method.response.DESCRIPTOR.full_name == "demo.greeting.Greeting"


@pytest.mark.parametrize("name", ["greeter/greet", "greeting.Greeter/Greet", "Greeter/Gret"])
def test_unknown_method_is_refused_with_those_that_are_near(greeter: Schema, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        greeter.method(name)
    assert str(caught.value).startswith(
        f"There is no method '{name}'; near names are: demo.greeting.Greeter/Greet"
    )


@pytest.mark.parametrize("name", ["Greeter", ""])
def test_unknown_method_is_refused_with_all_where_none_is_near(greeter: Schema, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        greeter.method(name)
    assert str(caught.value) == (
        f"There is no method '{name}'; there are: demo.greeting.Greeter/Greet, "
        "demo.greeting.Greeter/Reset, demo.greeting.Greeter/Follow, "
        "demo.greeting.Greeter/Collect, demo.greeting.Greeter/Chat."
    )


@pytest.mark.parametrize(
    ("name", "sends_stream", "receives_stream"),
    [
        ("Greet", False, False),
        ("Follow", False, True),
        ("Collect", True, False),
        ("Chat", True, True),
    ],
)
def test_kind_of_call_is_known(
    greeter: Schema, name: str, sends_stream: bool, receives_stream: bool
) -> None:
    method = greeter.method(f"Greeter/{name}")
    assert (method.sends_stream, method.receives_stream) == (sends_stream, receives_stream)
    assert method.is_unary == (not sends_stream and not receives_stream)


def test_method_of_a_service_without_a_package_is_found(compile_proto: Compile) -> None:
    bare = 'syntax = "proto3"; service Bare { rpc Do(M) returns (M); } message M {}'
    assert compile_proto(bare).method("Bare/Do").path == "/Bare/Do"


def test_short_name_that_two_packages_have_is_refused(compile_proto: Compile) -> None:
    text = 'syntax = "proto3"; package {}; service Same {{ rpc Do(M) returns (M); }} message M {{}}'
    own = text.format('own; import "other.proto"')
    schema = compile_proto(own, other=text.format("other"))
    with pytest.raises(UsageError, match="is not clear; it could be one of: "):
        schema.method("Same/Do")


def test_protobufs_own_types_work(greeter: Schema) -> None:
    greeting = greeter.method("Greeter/Greet").response(text="Hello")
    now = datetime(2026, 1, 2, tzinfo=timezone.utc)
    greeting.at.FromDatetime(now)
    greeting.more.update({"mood": "good"})
    copy = type(greeting).FromString(greeting.SerializeToString())
    assert copy.at.ToDatetime(timezone.utc) == now
    assert copy.more["mood"] == "good"
    assert json_format.MessageToDict(copy)["at"] == "2026-01-02T00:00:00Z"


def test_messages_of_an_imported_file_can_be_made(greeter: Schema) -> None:
    assert greeter.method("Greeter/Greet").request(name="Ada").name == "Ada"


def test_module_in_the_current_folder_does_not_stand_in_for_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('not the one of Python')")
    (tmp_path / "names.proto").write_text(NAMES)
    monkeypatch.chdir(tmp_path)
    assert Schema.from_path(Path("names.proto"))


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "missing.proto"
    with pytest.raises(UsageError) as caught:
        Schema.from_path(path)
    assert str(caught.value) == f"There is no schema at '{path}'."


def test_folder_without_a_proto_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Schema.from_path(tmp_path)
    assert str(caught.value) == f"There is no .proto file in the folder '{tmp_path}'."


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('syntax = "proto3";\nmessag M {}', 2, 'Expected top-level statement (e.g. "message").'),
        ('syntax = "proto3";\n\nmessage M { Other o = 1; }', 3, '"Other" is not defined.'),
        (
            'syntax = "proto3";\nmessage M { string a = 1; string b = 1; }',
            2,
            'Field number 1 has already been used in "M" by field "a".',
        ),
        ('syntax = "proto3";\nimport "none.proto";', 2, 'Import "none.proto" was not found'),
    ],
)
def test_file_that_does_not_compile_is_refused_with_the_place_and_the_reason(
    compile_proto: Compile, text: str, line: int, reason: str
) -> None:
    with pytest.raises(UsageError) as caught:
        compile_proto(text)
    message = str(caught.value)
    assert message.startswith("The schema does not compile: ")
    assert f"tested.proto:{line}:" in message
    assert reason in message


def test_two_schemas_of_the_same_file_stand_side_by_side(
    greeter: Schema, compile_proto: Compile
) -> None:
    other = compile_proto(GREETER, names=NAMES)
    one, two = (schema.method("Greeter/Greet").request for schema in (greeter, other))
    assert one is not two
    assert one.FromString(two(name="Ada").SerializeToString()) == one(name="Ada")


def test_two_versions_of_the_same_package_stand_side_by_side(compile_proto: Compile) -> None:
    text = 'syntax = "proto3"; package p; service S {{ rpc Do(M) returns (M); }} message M {{{}}}'
    old = compile_proto(text.format("string a = 1;")).method("S/Do").request
    new = compile_proto(text.format("int32 b = 1;")).method("S/Do").request
    assert (old(a="x").a, new(b=7).b) == ("x", 7)
