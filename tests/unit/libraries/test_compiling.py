"""compiling.py: schemas from files of every kind, compiled once, leaving nothing behind."""

import gzip
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from GrpcLibrary import compiling
from GrpcLibrary.compiling import Compiler
from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema

SERVICE = 'syntax = "proto3"; package {0}; {1} service S {{ rpc Do(M) returns (M); }} message M {2}'
LIMIT_SECONDS = 10


def proto(package: str, imports: str = "", body: str = "{}") -> str:
    return SERVICE.format(package, imports, body)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The runs of the compiler."""
    runs: list[Any] = []
    real = compiling._compile

    def compile_and_count(*arguments: Any) -> Any:
        runs.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(compiling, "_compile", compile_and_count)
    return runs


def write(folder: Path, **protos: str) -> Path:
    for name, text in protos.items():
        file = folder / f"{name.replace('__', '/')}.proto"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def compiled(folder: Path, name: str, *options: str) -> FileDescriptorSet:
    target = folder / "compiled"
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{folder}"]
    subprocess.run([*command, f"--descriptor_set_out={target}", *options, name], check=True)
    return FileDescriptorSet.FromString(target.read_bytes())


def test_schema_is_compiled_once_until_a_file_changes(tmp_path: Path, counted: list[Any]) -> None:
    write(tmp_path, a=proto("a", 'import "b.proto";'), b=proto("b"))
    compiler = Compiler()
    first = compiler.read(tmp_path / "a.proto")
    assert compiler.read(tmp_path / "a.proto") is first
    assert len(counted) == 1
    times = (tmp_path / "b.proto").stat()
    write(tmp_path, b=proto("c"))  # as long as before, and as old
    os.utime(tmp_path / "b.proto", ns=(times.st_atime_ns, times.st_mtime_ns))
    changed = compiler.read(tmp_path / "a.proto")
    assert len(counted) == 2
    assert {file.package for file in changed[0].file} == {"a", "c"}


def test_folder_is_compiled_again_when_it_has_a_new_file(
    tmp_path: Path, counted: list[Any]
) -> None:
    compiler = Compiler()
    for name, runs in (("a", 1), ("b", 2)):
        write(tmp_path, **{name: proto(name)})
        for _ in range(2):
            compiler.read(tmp_path)
        assert len(counted) == runs


def test_connections_that_ask_at_the_same_time_wait_for_one_compilation(
    tmp_path: Path, counted: list[Any]
) -> None:
    write(tmp_path, a=proto("a"))
    compiler = Compiler()
    threads = [threading.Thread(target=compiler.read, args=(tmp_path,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_SECONDS)
    assert len(counted) == 1


def test_file_that_does_not_compile_is_tried_again(tmp_path: Path, counted: list[Any]) -> None:
    write(tmp_path, a="nonsense")
    compiler = Compiler()
    for _ in range(2):
        with pytest.raises(UsageError, match="The schema does not compile"):
            compiler.read(tmp_path / "a.proto")
    write(tmp_path, a=proto("a"))
    assert compiler.read(tmp_path / "a.proto")


def test_only_the_latest_schemas_are_kept(tmp_path: Path, counted: list[Any]) -> None:
    write(tmp_path, a=proto("a"), b=proto("b"))
    compiler = Compiler()
    kept = compiling._MOST_KEPT
    sets = compiled(tmp_path, "a.proto")
    for number in range(kept):
        (tmp_path / f"{number}.binpb").write_bytes(sets.SerializeToString())
    compiler.read(tmp_path / "a.proto")
    for number in range(kept):
        compiler.read(tmp_path / f"{number}.binpb")
    compiler.read(tmp_path / "a.proto")
    assert len(counted) == 2


def test_nothing_is_left_when_it_is_killed_while_it_compiles(tmp_path: Path) -> None:
    """The compiler waits for a file that is a pipe, and goes on when that is written to."""
    pipe = tmp_path / "a.proto"
    os.mkfifo(pipe)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = f"""
from pathlib import Path
from GrpcLibrary.compiling import _compile
_compile([Path({str(pipe)!r})], [Path({str(tmp_path)!r})])
"""
    running = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)}
    )
    try:
        with pipe.open("w"):  # returns when the compiler has opened the pipe
            running.send_signal(signal.SIGKILL)
            running.wait(LIMIT_SECONDS)
            assert list(temporary.iterdir()) == []
    finally:
        running.kill()
        running.wait(LIMIT_SECONDS)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("imported", "type_name"),
    [
        ("google/api/http.proto", "google.api.HttpRule"),
        ("google/rpc/status.proto", "google.rpc.Status"),
        ("google/type/date.proto", "google.type.Date"),
        ("google/protobuf/duration.proto", "google.protobuf.Duration"),
    ],
)
def test_googles_own_files_are_found_without_asking(
    tmp_path: Path, imported: str, type_name: str
) -> None:
    write(tmp_path, a=proto("a", f'import "{imported}";', f"{{ {type_name} of = 1; }}"))
    for path in (tmp_path, tmp_path / "a.proto"):
        assert Schema.from_path(path).types.FindMessageTypeByName(type_name)


def test_googles_own_files_need_not_be_in_a_descriptor_set(tmp_path: Path) -> None:
    body = "{ google.rpc.Status status = 1; }"
    write(tmp_path, a=proto("a", 'import "google/rpc/status.proto";', body))
    sets = Compiler().read(tmp_path / "a.proto")
    alone = FileDescriptorSet(file=[file for file in sets[0].file if file.package == "a"])
    (tmp_path / "a.binpb").write_bytes(alone.SerializeToString())
    assert Schema.from_path(tmp_path / "a.binpb").method("a.S/Do")


@pytest.mark.parametrize(
    "written",
    [
        FileDescriptorSet.SerializeToString,
        lambda files: gzip.compress(files.SerializeToString()),
        lambda files: json_format.MessageToJson(files).encode(),
        lambda files: gzip.compress(json_format.MessageToJson(files).encode()),
        lambda files: FileDescriptorSet(file=[*files.file][::-1]).SerializeToString(),
        lambda files: FileDescriptorSet(file=[*files.file] * 2).SerializeToString(),
    ],
    ids=["plain", "gzipped", "JSON", "gzipped JSON", "unsorted", "repeated"],
)
def test_descriptor_set_in_any_form(
    tmp_path: Path, written: Callable[[FileDescriptorSet], bytes]
) -> None:
    write(tmp_path, a=proto("a", 'import "b.proto";', "{ b.M m = 1; }"), b=proto("b"))
    files = compiled(tmp_path, "a.proto", "--include_imports")
    target = tmp_path / "set"
    target.write_bytes(written(files))
    assert Schema.from_path(target).method("a.S/Do")


@pytest.mark.parametrize("content", [b"\x1f\x8bjunk", b"{junk", b"{}}", b"junk", b'{"file": 5}'])
def test_what_is_not_a_descriptor_set_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "set").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        Schema.from_path(tmp_path / "set")
    assert str(caught.value) == (
        f"'{tmp_path / 'set'}' is neither a .proto file nor a compiled descriptor set."
    )


def test_files_of_a_folder_may_import_their_neighbours_by_bare_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        one__a=proto("one.a", 'import "types.proto";', "{ one.T t = 1; }"),
        one__types='syntax = "proto3"; package one; message T {}',
        two__b=proto(
            "two.b", 'import "types.proto"; import "one/types.proto";', "{ two.T t = 1; }"
        ),
        two__types='syntax = "proto3"; package two; message T { string differs = 1; }',
    )
    schema = Schema.from_path(tmp_path)
    assert schema.method("one.a.S/Do")
    assert schema.method("two.b.S/Do")


def test_folder_that_does_not_compile_in_any_way_says_why_in_the_plain_one(tmp_path: Path) -> None:
    write(tmp_path, one__a=proto("a", 'import "none.proto";'))
    with pytest.raises(
        UsageError, match=r"The schema does not compile: none\.proto: File not found"
    ):
        Schema.from_path(tmp_path)


def test_several_sources_make_one_schema(tmp_path: Path) -> None:
    write(tmp_path, one__a=proto("a"), two__b=proto("b", 'import "c.proto";'), two__c=proto("c"))
    write(tmp_path, three__c=proto("c"))
    schema = Schema.from_paths([tmp_path / "one" / "a.proto", tmp_path / "two", tmp_path / "three"])
    for name in ("a.S/Do", "b.S/Do", "c.S/Do"):
        assert schema.method(name)


def test_sources_that_define_a_symbol_differently_are_refused(tmp_path: Path) -> None:
    write(tmp_path, one__a=proto("a"), two__a=proto("a", "", "{ string more = 1; }"))
    with pytest.raises(UsageError) as caught:
        Schema.from_paths([tmp_path / "one", tmp_path / "two"])
    assert str(caught.value).startswith(
        "The schema's file 'a.proto (of another source)' is not valid: "
        "Couldn't build proto file into descriptor pool: duplicate symbol 'a."
    )


def test_method_with_a_dot_before_its_name_is_found(tmp_path: Path) -> None:
    write(tmp_path, a=proto("pkg.sub"))
    schema = Schema.from_path(tmp_path)
    for name in ("pkg.sub.S.Do", "S.Do", "/pkg.sub.S/Do"):
        assert schema.method(name).path == "/pkg.sub.S/Do"
