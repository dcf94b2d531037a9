"""messages/: whatever an answer holds can be sent as it was read."""

import json
import math
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from google.protobuf import message_factory
from google.rpc import error_details_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protos_of_messages import RICH, kinds
from robot.api.types import Secret

from GrpcLibrary.errors import UsageError
from GrpcLibrary.messages import Request, to_data

INTS = {
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "uint32": st.integers(0, 2**32 - 1),
    "uint64": st.integers(0, 2**64 - 1),
}
TEXTS = st.text(max_size=5)
VALUES = {
    **INTS,
    "double": st.floats(),
    "float": st.floats(width=32),
    "bool": st.booleans(),
    "string": TEXTS,
    "bytes": st.binary(max_size=5),
}
TYPES = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 6: "uint64", 7: "uint32"}
TYPES |= {8: "bool", 9: "string", 12: "bytes", 13: "uint32", 15: "int32", 16: "int64"}
TYPES |= {17: "int32", 18: "int64"}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)

KEYS = st.sampled_from(re.findall(r"(\w+) = \d+", RICH.partition("message All")[2]))


def anys(inner: Any) -> Any:
    types = st.sampled_from(["x/rich.All", "x/google.protobuf.Value", "x/google.protobuf.Any", ""])
    return st.fixed_dictionaries({"@type": types | inner, "value": inner})


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return kinds(RICH, tmp_path_factory.mktemp("rich"))


@st.composite
def messages(draw: Any, make: Any, depth: int = 2) -> Any:
    """Draw a message of any type, with any of its fields set."""
    kind = make.DESCRIPTOR
    if kind.full_name == "google.protobuf.Any":
        return draw(packed(make, depth))
    if kind.full_name == "google.protobuf.Timestamp":
        seconds = draw(st.integers(-62_135_596_800, 253_402_300_799) | VALUES["int64"])
        return make(seconds=seconds, nanos=draw(st.integers(0, 10**9 - 1) | VALUES["int32"]))
    if kind.full_name == "google.protobuf.Duration":
        seconds = draw(st.integers(-(10**6), 10**6) | VALUES["int64"])
        return make(seconds=seconds, nanos=draw(st.integers(-(10**9) + 1, 10**9 - 1)))
    if kind.full_name == "google.protobuf.FieldMask":
        return make(paths=draw(st.lists(st.sampled_from(["a", "b.c", "d_e"]), max_size=3)))
    if kind.file.name == "google/protobuf/struct.proto":
        return draw(structs(make))
    values: dict[str, Any] = {}
    taken: set[str] = set()
    for field in draw(some_fields(kind)):
        oneof = field.containing_oneof.name if field.containing_oneof else field.name
        if oneof not in taken:
            taken.add(oneof)
            values[field.name] = draw(field_values(field, depth))
    return make(**{name: value for name, value in values.items() if value is not None})


def some_fields(kind: Any) -> Any:
    fields = list(kind.fields)
    if not fields:
        return st.just([])
    return st.lists(st.sampled_from(fields), max_size=6, unique_by=lambda field: field.name)


def field_values(field: Any, depth: int) -> Any:
    kind = field.message_type
    if kind is not None and kind.GetOptions().map_entry:
        parts = kind.fields_by_name
        return st.dictionaries(
            single(parts["key"], depth), single(parts["value"], depth - 1), max_size=2
        )
    one = single(field, depth - 1)
    return st.lists(one, max_size=2) if field.is_repeated else one


def single(field: Any, depth: int) -> Any:
    if field.message_type is not None:
        make = message_factory.GetMessageClass(field.message_type)
        return messages(make, depth) if depth > 0 else st.just(make())
    if field.enum_type is not None:
        return st.sampled_from([value.number for value in field.enum_type.values]) | st.just(99)
    return VALUES[TYPES[field.type]]


@st.composite
def packed(draw: Any, make: Any, depth: int) -> Any:
    form = draw(st.sampled_from(["empty", "unknown", "google.rpc", "broken", "type"]))
    if form == "empty":
        return make()
    if form == "unknown":
        return make(type_url="type.example.com/other.Unknown", value=draw(st.binary(max_size=4)))
    if form == "broken":
        return make(type_url="type.googleapis.com/rich.All", value=b"\xff")
    if form == "google.rpc":
        inner = error_details_pb2.ErrorInfo(reason=draw(TEXTS), metadata={"a": draw(TEXTS)})
    else:
        names = ["rich.All", "rich.Odd"] + [
            f"google.protobuf.{name}"
            for name in (
                "Any",
                "Timestamp",
                "Duration",
                "Struct",
                "Value",
                "ListValue",
                "FieldMask",
                "Empty",
                "FloatValue",
                "StringValue",
                "BytesValue",
            )
        ]
        name = draw(st.sampled_from(names))
        kind = make.DESCRIPTOR.file.pool.FindMessageTypeByName(name)
        inner_make = message_factory.GetMessageClass(kind)
        inner = draw(messages(inner_make, depth - 1)) if depth > 0 else inner_make()
    content = type(inner).SerializeToString(inner)
    return make(type_url=f"type.googleapis.com/{type(inner).DESCRIPTOR.full_name}", value=content)


@st.composite
def structs(draw: Any, make: Any) -> Any:
    message = make()
    name = make.DESCRIPTOR.name
    data = draw(
        {
            "Struct": st.dictionaries(TEXTS, JSON, max_size=3),
            "ListValue": st.lists(JSON, max_size=3),
        }.get(name, JSON.filter(lambda value: value is not None))
    )
    if name == "Value":
        holder = draw(st.just(data))
        kind = make.DESCRIPTOR.file.pool.FindMessageTypeByName("google.protobuf.ListValue")
        listed: Any = message_factory.GetMessageClass(kind)()
        listed.extend([holder])
        return make.FromString(listed.values[0].SerializeToString())
    if name == "Struct":
        message.update(data)
    else:
        message.extend(data)
    return message


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, secrets and what is not a number included."""
    if isinstance(one, Secret) and isinstance(other, Secret):
        return same(one.value, other.value)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return type(one) is type(other) and one == other


@settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(st.data())
@pytest.mark.parametrize("name", ["All", "Odd"])
def test_what_is_read_can_be_sent(rich: dict[str, Any], name: str, data: st.DataObject) -> None:
    make = rich[name]
    message = data.draw(messages(make))
    read = to_data(message)
    sent = Request(read, {}).build(make)
    assert same(to_data(sent), read)
    assert same(to_data(make.FromString(make.SerializeToString(sent))), read)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.binary(max_size=4)
    | st.sampled_from(
        [Secret("x"), Secret([]), datetime.max, datetime.min, timedelta.max, object(), {1}, "1e400"]
    )
    | st.sampled_from(
        ["rich.All", "x/google.protobuf.Any", "@type", "0x", "٣", "1.2.3", "-", "nan"]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(KEYS | TEXTS, inner, max_size=3) | anys(inner)
    ),
    max_leaves=6,
)


@settings(
    max_examples=600, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(st.data())
def test_whatever_is_given_is_built_or_refused_in_a_sentence(
    rich: dict[str, Any], data: st.DataObject
) -> None:
    fields = data.draw(st.dictionaries(KEYS, JUNK, max_size=3))
    for message in (fields, _json(fields)):
        said = _built_or_refused(rich["All"], message)
        assert said.endswith(".")
        assert len(said) < 3000


def _built_or_refused(make: Any, message: Any) -> str:
    try:
        to_data(Request.of(message, {}).build(make))
    except UsageError as err:
        return str(err)
    return "It is built."


def _json(fields: Any) -> str:
    return json.dumps(fields, default=str, skipkeys=True)
