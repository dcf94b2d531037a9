"""Files that are no descriptions, and schemas that cannot be read."""

from pathlib import Path

import pytest
from descriptions import CALL, PROTO, SHOP, Read, Refusal

from GrpcLibrary.errors import UsageError
from GrpcLibrary.schema import Schema
from SessionLibrary.description import Description, System, find_description


def described(file: Path) -> System:
    return Description(file).system(lambda: pytest.fail("No server is to be asked."))


@pytest.mark.parametrize(
    "text",
    ["schema = ", "schema: shop.proto", '{"schema": "x"}', 'syntax = "proto3";', f"{CALL}{CALL}"],
)
def test_what_is_not_toml_is_refused_with_the_reason(text: str, refusal: Refusal) -> None:
    sentence = refusal(text)
    assert sentence.startswith("Description 'shop.toml': found text that is not TOML (")
    assert sentence.endswith("), expected a TOML file.")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "data", [b'schema = "\xff"', SHOP.encode("utf-16"), bytes(range(128, 256))]
)
def test_what_is_not_utf_8_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        Description(file)
    assert str(caught.value) == (
        f"Description '{file}': found bytes that are not UTF-8, expected a TOML file in UTF-8."
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_editors_of_windows_are_welcome(
    encoding: str, newline: str, tmp_path: Path, odd_schema: Schema
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(SHOP, encoding=encoding, newline=newline)
    assert Description(file).system(lambda: odd_schema).call.name == "AddItem"


def test_file_that_is_too_large_is_refused(refusal: Refusal) -> None:
    assert refusal(SHOP + "#" * 1_000_000) == (
        f"Description 'shop.toml': found a file of {1_000_000 + len(SHOP)} bytes, "
        "expected a TOML file of at most 1000000."
    )


def test_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_description("shop.toml", [tmp_path, Path("/suites")])
    assert str(caught.value) == (
        f"There is no description 'shop.toml' in '{tmp_path}' or '/suites'."
    )


def test_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with pytest.raises(UsageError) as caught:
        find_description("shop", [tmp_path])
    assert str(caught.value) == (
        f"Description '{tmp_path}/shop': found a folder, expected a TOML file."
    )


def test_folder_that_is_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Description(tmp_path)
    assert str(caught.value) == f"Description '{tmp_path}' cannot be read: Is a directory."


def test_file_is_found_beside_the_suite_before_other_folders(tmp_path: Path) -> None:
    for folder in ("suite", "start"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shop.toml").touch()
    folders = [tmp_path / "suite", tmp_path / "start"]
    assert find_description("shop.toml", folders) == tmp_path / "suite" / "shop.toml"
    absolute = str(tmp_path / "start" / "shop.toml")
    assert find_description(absolute, folders) == Path(absolute)


def with_schema(schema: str) -> str:
    return SHOP.replace('"reflection"', schema)


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ('"no.file"', "found 'no.file', which does not exist, expected a file or a folder."),
        (
            '"shop.tom"',
            "found 'shop.tom', which does not exist, expected a file or a folder "
            "(near names: 'shop.toml').",
        ),
        (
            '["empty", "no.file"]',
            "found 'no.file', which does not exist, expected a file or a folder.",
        ),
        (
            f'"{"x" * 5000}"',
            f"found '{'x' * 200}…', which does not exist, expected a file or a folder.",
        ),
        (
            '["reflection", "shop.proto"]',
            "found 'reflection' in a list, expected files and folders, or 'reflection' alone.",
        ),
    ],
)
def test_schema_that_does_not_exist_is_refused(
    schema: str, problem: str, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(with_schema(schema)) == f"Description 'shop.toml', key 'schema': {problem}"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("broken.proto", "syntax = 'proto3'; message {", "does not compile: broken.proto:1:28"),
        ("shop.toml", SHOP, "is neither a .proto file nor a compiled descriptor set"),
        ("empty/readme.txt", "", "no .proto file in the folder"),
    ],
)
def test_schema_that_cannot_be_read_is_refused(
    name: str, text: str, reason: str, refusal: Refusal, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / name).write_text(text)
    given = name.partition("/")[0]
    sentence = refusal(with_schema(f'"{given}"'))
    assert sentence.startswith(
        f"Description 'shop.toml', key 'schema': found '{given}', which cannot be used ("
    )
    assert reason in sentence
    assert sentence.endswith("), expected a .proto file, a folder of them, or a descriptor set.")
    assert "\n" not in sentence


def test_schema_is_a_file_beside_the_description(tmp_path: Path) -> None:
    (tmp_path / "shop.proto").write_text(PROTO.read_text())
    (tmp_path / "shop.toml").write_text(with_schema('"shop.proto"'))
    description = Description(tmp_path / "shop.toml")
    assert not description.asks_server
    system = described(tmp_path / "shop.toml")
    assert (system.name, system.call.method.path) == ("shop", "/odd.v1.Carts/AddItem")


def test_schema_may_be_a_list(tmp_path: Path) -> None:
    other = 'syntax = "proto3"; package ops; service Server { rpc Drain(Empty) returns (Empty); }'
    (tmp_path / "ops.proto").write_text(f"{other} message Empty {{}}")
    (tmp_path / "shop.toml").write_text(
        with_schema(f'["{PROTO}", "ops.proto"]') + '[shutdown]\nmethod = "ops.Server/Drain"'
    )
    system = described(tmp_path / "shop.toml")
    assert system.shutdown is not None
    assert system.shutdown.method.path == "/ops.Server/Drain"


def test_reflection_asks_the_server(read: Read, tmp_path: Path) -> None:
    assert read(SHOP).call.method.path == "/odd.v1.Carts/AddItem"
    assert Description(tmp_path / "shop.toml").asks_server
