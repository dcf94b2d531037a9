"""messages/: Robot Framework data to messages and back, and each refusal in a sentence."""

import copy
import json
import math
import pickle
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import message_factory
from google.protobuf.json_format import MessageToJson
from protos_of_messages import OLD, RICH, kinds
from robot.api.types import Secret

from GrpcLibrary.errors import UsageError
from GrpcLibrary.messages import Answer, Request, to_data
from GrpcLibrary.messages.redacting import redacted
from GrpcLibrary.messages.templates import describe, template

LIBRARIES = Path(__file__).parents[3] / "libraries"
HIDDEN = "tell-nobody"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return kinds(RICH, tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return kinds(OLD, tmp_path_factory.mktemp("old"))


@pytest.fixture
def send(rich: dict[str, Any]) -> Any:
    """Send fields or a message of type All, and return the data that comes back."""
    return lambda message=None, **fields: sent(rich["All"], message, **fields)


@pytest.fixture
def refusal(rich: dict[str, Any]) -> Any:
    return lambda message=None, **fields: refused(rich["All"], message, **fields)


def sent(make: Any, message: Any = None, **fields: Any) -> Any:
    built = Request.of(message, fields).build(make)
    return to_data(make.FromString(make.SerializeToString(built)))


def refused(make: Any, message: Any = None, **fields: Any) -> str:
    with pytest.raises(UsageError) as caught:
        Request.of(message, fields).build(make)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "nanosecond", "text"),
    [
        ("2026-05-01T06:30:00.123456789Z", 789, "2026-05-01 06:30:00.123456789+00:00"),
        ("2026-05-01T08:30:00.000000001+02:00", 1, "2026-05-01 06:30:00.000000001+00:00"),
        ("2026-05-01 06:30:00.1234567", 700, "2026-05-01 06:30:00.123456700+00:00"),
        ("20260501 063000.123456789", 789, "2026-05-01 06:30:00.123456789+00:00"),
        ("1969-12-31T23:59:59.999999999Z", 999, "1969-12-31 23:59:59.999999999+00:00"),
        ("0001-01-01T00:00:00.000000001Z", 1, "0001-01-01 00:00:00.000000001+00:00"),
        ("9999-12-31T23:59:59.999999999Z", 999, "9999-12-31 23:59:59.999999999+00:00"),
        ("2026-05-01T06:30:00Z", 0, "2026-05-01 06:30:00+00:00"),
        ("2026-05-01T06:30:00.5z", 0, "2026-05-01 06:30:00.500000+00:00"),
        ("2026-05-01T08:30:00.50+02", 0, "2026-05-01 06:30:00.500000+00:00"),
        ("2026-05-01T08:30:00+0200", 0, "2026-05-01 06:30:00+00:00"),
        ("2026-05-01 01:00:00.1234567 -0530", 700, "2026-05-01 06:30:00.123456700+00:00"),
        ("2026-05-01 06:30", 0, "2026-05-01 06:30:00+00:00"),
        ("2026-05-01 06:30:00.000", 0, "2026-05-01 06:30:00+00:00"),
        ("20260501 06:30:00.250", 0, "2026-05-01 06:30:00.250000+00:00"),
        ("20260501063000", 0, "2026-05-01 06:30:00+00:00"),
        ("2026-05-01", 0, "2026-05-01 00:00:00+00:00"),
    ],
)
def test_moments_keep_their_nanoseconds(send: Any, given: str, nanosecond: int, text: str) -> None:
    at = send(at=given).at
    assert (at.nanosecond, str(at)) == (nanosecond, text)
    assert send(at=at).at == at
    assert send(at=str(at)).at == at


def test_moments_compare_with_datetimes(send: Any) -> None:
    plain = datetime(2026, 5, 1, 6, 30, 0, 123456, timezone.utc)
    same, later = send(at=plain).at, send(at="2026-05-01T06:30:00.123456001Z").at
    assert same == plain
    assert plain == same
    assert hash(same) == hash(plain)
    assert later != plain
    assert later > plain >= same >= plain
    assert plain < later
    assert not later <= plain
    assert sorted([later, plain]) == [plain, later]
    assert str(later - plain) == "0:00:00.000000001"
    assert (later - plain).total_seconds() == 1e-9
    assert later - (later - plain) == plain
    assert later.replace(year=2027).nanosecond == 1
    assert later.astimezone(timezone(timedelta(hours=2))) == later
    assert copy.deepcopy(later) == later
    assert pickle.loads(pickle.dumps(later)) == later  # noqa: S301  # of our own making
    assert isinstance(later, datetime)
    with pytest.raises(TypeError):
        later < 3  # noqa: B015


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("1.500000001s", "0:00:01.500000001"),
        ("0.000000001s", "0:00:00.000000001"),
        ("-0.000000001s", "-1 day, 23:59:59.999999999"),
        ("5ns", "0:00:00.000000005"),
        ("1.5us", "0:00:00.000001500"),
        ("1 second 5 ns", "0:00:01.000000005"),
        ("1.5s", "0:00:01.500000"),
        (1.000000001, "0:00:01.000000001"),
        (2, "0:00:02"),
        (timedelta(microseconds=7), "0:00:00.000007"),
        ("00:01:02.5", "0:01:02.500000"),
    ],
)
def test_spans_keep_their_nanoseconds(send: Any, given: Any, text: str) -> None:
    took = send(took=given).took
    assert str(took) == text
    assert send(took=took).took == took
    assert copy.deepcopy(took) == took
    assert isinstance(took, timedelta)


def test_spans_compare_and_count_as_timedeltas(send: Any) -> None:
    plain, longer = timedelta(seconds=1), send(took="1.000000001s").took
    assert send(took="1s").took == plain
    assert hash(send(took="1s").took) == hash(plain)
    assert longer > plain
    assert plain < longer
    assert longer != plain
    assert longer - plain == send(took="1ns").took
    assert plain - longer == -send(took="1ns").took
    assert abs(-longer) == longer
    assert sum([longer, longer], timedelta()) == send(took="2.000000002s").took
    assert send(took="1ns").took
    assert longer.total_seconds() == 1.000000001


def test_moment_that_python_has_no_year_for_can_be_sent_again(rich: dict[str, Any]) -> None:
    message = rich["All"](at={"seconds": 2**62, "nanos": -5})
    data = to_data(message)
    assert data.at == {"seconds": 2**62, "nanos": -5}
    assert Request(data, {}).build(rich["All"]) == message


@pytest.mark.parametrize("number", [0.1, 0.3, 1e-45, 3.4028235e38, -2.5, 16777216.0, 1.1754944e-38])
def test_float_is_read_in_its_shortest_form(send: Any, number: float) -> None:
    answer = send(float=number, floats=[number], by_name={"a": number}, float_value=number)
    assert answer.float == number
    assert answer.floats == [number]
    assert answer.by_name.a == number
    assert answer.float_value == number


@pytest.mark.parametrize("given", ["inf", "-Infinity", math.inf, "+INF"])
def test_infinity_is_sent_where_it_is_asked_for(send: Any, given: Any) -> None:
    assert math.isinf(send(float=given).float)
    assert math.isinf(send(double=given).double)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"float": "1e39"},
            "'All.float' cannot be '1e39', expected -3.4028235e+38 to 3.4028235e+38, or inf.",
        ),
        (
            {"floats": [1, -1e39]},
            "'All.floats[1]' cannot be '-1e+39', expected -3.4028235e+38 to 3.4028235e+38, or inf.",
        ),
        (
            {"double": "1e400"},
            "'All.double' cannot be '1e400', expected -1.7976931348623157e+308 to "
            "1.7976931348623157e+308, or inf.",
        ),
        ({"double": 10**400}, "'All.double' cannot be '1000…', expected a value of type float."),
        ({"int32": 10**5000}, "'All.int32' cannot be 'a int that cannot be shown', expected …"),
        ({"string": 10**5000}, "'All.string' cannot be a int that cannot be shown."),
        ({"int32": True}, "'All.int32' cannot be 'True', expected a value of type int."),
        ({"at": True}, "'All.at' cannot be 'True', expected a value of type datetime."),
        ({"took": True}, "'All.took' cannot be 'True', expected a value of type timedelta."),
        ({"took": math.nan}, "'All.took' cannot be 'nan', expected a value of type timedelta."),
        ({"at": math.inf}, "'All.at' cannot be 'inf', expected a value of type datetime."),
        (
            {"at": "2026-05-01T06:30:00.1234567891Z"},
            "'All.at' cannot be '2026-05-01T06:30:00.1234567891Z', "
            "expected at most 9 digits after the point.",
        ),
        (
            {"took": "0.0000000001s"},
            "'All.took' cannot be '0.0000000001s', expected at most 9 digits after the point.",
        ),
        (
            {"took": 4 * 10**11},
            "'All.took' cannot be '400000000000', expected at most 315576000000 s.",
        ),
        (
            {"at": 10**12},
            "'All.at' cannot be '1000000000000', expected a moment from the year 1 to 9999.",
        ),
        (
            {"string": "\udc80"},
            "'All.string' has the character '\\udc80', which UTF-8 cannot encode.",
        ),
        (
            {"bytes": "\udc80"},
            "'All.bytes' has the character '\\udc80', which UTF-8 cannot encode.",
        ),
        ({"by_number": {1: {}, "1": {}}}, "'All.by_number' has the key '1' twice."),
        (
            {"by_name": {"\n": "x"}},
            "'All.by_name[\n]' cannot be 'x', expected a value of type float.",
        ),
        ({"pace": "77777777777"}, "'All.pace' cannot be '77777777777', expected one of: PACE_…"),
        ({"pace": True}, "'All.pace' cannot be 'True', expected one of: PACE_UNKNOWN, PACE_EASY…"),
        ({"pace": 1.0}, "'All.pace' cannot be '1.0', expected one of: PACE_UNKNOWN, PACE_EASY, …"),
        ({"string_value": []}, "'All.string_value' should be text, got list."),
        (
            {"float_value": 1e39},
            "'All.float_value' cannot be '1e+39', expected -3.4028235e+38 to …, or inf.",
        ),
        (
            {"struct": {"\udc80": 1}},
            "'All.struct[\\udc80]' has the character '\\udc80', which UTF-8 …",
        ),
        ({"value": ["\udc80"]}, "'All.value[0]' has the character '\\udc80', which UTF-8 cannot …"),
        (
            {"any": {"@type": "x/\udc80"}},
            "'All.any' has the type 'x/\\udc80', expected one of the …",
        ),
        (
            {"any": {"@type": "\udc80", "value": b""}},
            "'All.any' has the character '\\udc80', which UTF-8 cannot encode.",
        ),
        ({"pace": "\udc80"}, "'All.pace' cannot be '\\udc80', expected one of: PACE_UNKNOWN, …"),
        ({"[\udc80]": 1}, "'All' has no field '[\\udc80]', expected one of: …"),
        ({"mask": 5}, "'All.mask' should be a list, got int '5'."),
        ({"mask": [[]]}, "'All.mask.paths[0]' should be text, got list."),
        ({"struct": [1]}, "'All.struct' should be a dictionary, got list '[1]'."),
        (
            {"struct": {"a": b"x"}},
            "'All.struct[a]' cannot be 'b'x'', expected what JSON has: text, a number, "
            "true or false, a list or a dictionary.",
        ),
        ({"any": {"@type": 5}}, "'All.any' has the type '5', expected one of the schema."),
        (
            {"any": {"@type": "x/no.T"}},
            "'All.any' has the type 'x/no.T', expected one of the schema.",
        ),
        (
            {"any": {"@type": "x/google.protobuf.Duration", "value": "1s", "more": 1}},
            "'All.any' holds a 'google.protobuf.Duration', whose value stands under 'value'.",
        ),
        (
            {"any": {"@type": "x/rich.All", "int32": "x"}},
            "'All.any.int32' cannot be 'x', expected …",
        ),
        ({"any": {"name": "x"}}, "'All.any' has the type '', expected one of the schema."),
        ({"child": {5: 6}}, "'All.child' has no field '5', expected one of: 'double', 'float', …"),
        ({"secret": [HIDDEN]}, "'All.secret' cannot be '<secret>', expected a value of type text."),
        (
            {"secret_numbers": [1, HIDDEN]},
            "'All.secret_numbers' cannot be '<secret>', expected a value of type list.",
        ),
        (
            {"secret_map": {HIDDEN: []}},
            "'All.secret_map' cannot be '<secret>', expected a value of type dictionary.",
        ),
        (
            {"children": [Secret({"int32": HIDDEN})]},
            "'All.children[0]' cannot be '<secret>', expected a value of type rich.All.",
        ),
        (
            {"int32": Secret(HIDDEN)},
            "'All.int32' cannot be '<secret>', expected a value of type int.",
        ),
        (
            {"struct": Secret([HIDDEN])},
            "'All.struct' cannot be '<secret>', expected a value of type google.protobuf.Struct.",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_wrong_values_are_refused_in_a_sentence(
    refusal: Any, fields: dict[str, Any], message: str
) -> None:
    said = refusal(fields)
    assert HIDDEN not in said
    if "…" in message:
        start, _, end = message.partition("…")
        assert said.startswith(start)
        assert said.endswith(end)
    else:
        assert said == message


def test_data_that_holds_itself_is_refused(refusal: Any) -> None:
    data: dict[str, Any] = {}
    data["child"] = data
    assert refusal(data) == "The data for 'All' is nested too deeply."
    with pytest.raises(UsageError, match=r"The data of the message is nested too deeply\."):
        Request(data, {}).without_secrets()
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert refusal({"list": deep}) == "The data for 'All' is nested too deeply."
    assert refusal('{"list": ' + "[" * 100_000) == "The data for 'All' is nested too deeply."


def test_fields_named_like_methods_and_arguments(rich: dict[str, Any]) -> None:
    fields: dict[str, Any] = {
        "self": "me",
        "DESCRIPTOR": 5,
        "HasField": {"self": "inner"},
        "ListFields": [1, 2],
        "message": "m",
        "method": "x",
        "SerializeToString": {"DESCRIPTOR": 6},
        "items": {"a": 1},
        "class": "c",
    }
    answer = sent(rich["Odd"], fields)
    for name, value in fields.items():
        expected = value if not isinstance(value, dict) else answer[name]
        assert answer[name] == expected
    assert answer["HasField"]["self"] == "inner"
    assert answer["SerializeToString"]["DESCRIPTOR"] == 6
    assert answer.DESCRIPTOR == 5
    assert sent(rich["Odd"], answer) == answer


def test_enums_are_given_by_name_or_number_as_text_or_not(send: Any) -> None:
    for given, name in ((2, "PACE_BRISK"), ("2", "PACE_BRISK"), ("PACE_BACK", "PACE_BACK")):
        assert send(pace=given, paces=[given], pace_by_name={"a": given}).pace == name
        assert send(paces=[given]).paces == [name]
        assert send(pace_by_name={"a": given}).pace_by_name == {"a": name}
    assert send(pace="99").pace == send(pace=99).pace == 99
    assert send(pace="-1").pace == "PACE_BACK"
    assert send('{"pace": 2}').pace == send('{"pace": "PACE_BRISK"}').pace == "PACE_BRISK"


def test_whole_numbers_as_text_are_read_as_robot_framework_does(send: Any) -> None:
    texts = {"7": 7, "-7": -7, "007": 7, "0x10": 16, "1 000": 1000, "+5": 5, "1_0": 10}
    for text, number in texts.items():
        assert send(int32=text).int32 == number


def test_answer_is_a_dictionary_with_attributes() -> None:
    answer = Answer({"name": "Ada"})
    answer.age = 36
    assert answer == {"name": "Ada", "age": 36}
    del answer.name
    assert str(answer) == "{'age': 36}"
    assert copy.deepcopy(answer) == answer
    with pytest.raises(AttributeError, match="name"):
        answer.name  # noqa: B018
    with pytest.raises(AttributeError, match="name"):
        del answer.name


def test_secret_fields_are_secrets_in_answers(send: Any) -> None:
    answer = send(secret=HIDDEN, secret_numbers=[1, 2], secret_map={"a": HIDDEN})
    assert HIDDEN not in str(answer)
    assert answer.secret.value == HIDDEN
    assert [number.value for number in answer.secret_numbers] == [1, 2]
    assert answer.secret_map.value == {"a": HIDDEN}
    assert send().secret.value == ""
    assert send().secret_map.value == {}
    assert HIDDEN not in str(send({**answer, "string": "x"}))


def test_json_text_is_read_as_protobuf_does(send: Any) -> None:
    answer = send(
        json.dumps(
            {
                "bytesValue": "AAH_/w==",
                "value": None,
                "null": None,
                "int64": "9007199254740993",
                "float": "NaN",
                "at": "2026-05-01T06:30:00.123456789Z",
                "took": "1.000000001s",
                "mask": "intThree,child.someName",
                "any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "2s"},
                "anys": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "R"}],
                "wrapped": {"a": "/w=="},
                "byTruth": {"true": "/w=="},
            }
        )
    )
    assert answer.bytes_value == b"\x00\x01\xff\xff"
    assert answer.int64 == 9007199254740993
    assert math.isnan(answer.float)
    assert answer.at.nanosecond == 789
    assert answer.took.nanoseconds == 1
    assert answer.mask == "int_three,child.some_name"
    assert answer.any.value == timedelta(seconds=2)
    assert answer.anys[0].reason == "R"
    assert answer.wrapped.a == b"\xff"
    assert answer.by_truth["True"] == b"\xff"


def test_null_in_json_text_is_a_value(rich: dict[str, Any]) -> None:
    built: Any = Request.of('{"value": null, "list": [null]}', {}).build(rich["All"])
    assert built.value.WhichOneof("kind") == "null_value"
    assert built.list.values[0].WhichOneof("kind") == "null_value"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"string": true}',
            "The JSON text does not fit 'All': Failed to parse string field: expected string or "
            "bytes-like object, got 'bool'.",
        ),
        ('{"int32": 1, "int32": 2}', "The JSON text for 'All' gives 'int32' twice in one object."),
        (
            '{"byName": {"x": 1, "x": 2}}',
            "The JSON text for 'All' gives a key twice in one object.",
        ),
        (
            '{"maybeNumber": 1, "maybe_number": 2}',
            "The JSON text gives 'All.maybe_number' twice, in two spellings.",
        ),
        ('{"bytes": "?"}', "'All.bytes' should be base64 in JSON text."),
        ('{"bytes": "A"}', "'All.bytes' should be base64 in JSON text."),
        (
            '{"children": [{"bytesValue": "*"}]}',
            "'All.children[0].bytes_value' should be base64 in …",
        ),
        ('{"byTruth": {"true": "*"}}', "'All.by_truth' should be base64 in JSON text."),
        ('{"wrapped": {"a": "*"}}', "'All.wrapped[a]' should be base64 in JSON text."),
        ('{"titel": 1}', "'All' has no field 'titel', expected one of: 'double', 'float', 'int32…"),
        ('{"child": {"titel": 1}}', "'All.child' has no field 'titel', expected one of: 'double'…"),
        ('{"float": 1e39}', "The JSON text does not fit 'All': Failed to parse float field: …"),
        ('{"double": 1e400}', "The JSON text does not fit 'All': Failed to parse double field: …"),
        ('{"int32": "many"}', "The JSON text does not fit 'All': Failed to parse int32 field: …"),
        ('{"child": 5}', "The JSON text does not fit 'All': …"),
        ('{"child": [5]}', "The JSON text does not fit 'All': …"),
        ('{"by_name": [1]}', "The JSON text does not fit 'All': …"),
        (
            '{"any": {"@type": "x/no.T"}}',
            "'All.any' has the type 'x/no.T', expected one of the schema.",
        ),
        ('{"any": {"a": 1}}', "'All.any' has the type 'None', expected one of the schema."),
        ("[1]", "The JSON text for 'All' should be an object, got an array."),
        ("null", "The JSON text for 'All' should be an object, got null."),
        ("5", "The JSON text for 'All' should be an object, got a number."),
        ('"a"', "The JSON text for 'All' should be an object, got text."),
        (
            "{",
            "The message is not JSON: Expecting property name enclosed in double quotes: line 1…",
        ),
    ],
)
def test_wrong_json_text_is_refused_in_a_sentence(refusal: Any, text: str, message: str) -> None:
    said = refusal(text)
    assert "\n" not in said
    assert said.endswith(".")
    start, _, end = message.partition("…")
    assert said.startswith(start)
    assert said.endswith(end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ({"secret": [HIDDEN]}, "'All.secret' cannot be '<secret>', expected a value of type text."),
        (
            {"child": {"secretNumbers": [HIDDEN]}},
            "'All.child.secret_numbers' cannot be '<secret>', expected a value of type list.",
        ),
        (
            {"secret": HIDDEN, "secretMap": {"a": [HIDDEN]}},
            "'All.secret' cannot be '<secret>', expected a value of type text or "
            "'All.secret_map' cannot be '<secret>', expected a value of type dictionary.",
        ),
        (
            {"any": {"@type": "x/rich.All", "secret": [HIDDEN]}},
            "'All.any.secret' cannot be '<secret>', expected a value of type text.",
        ),
        (
            {"secret": HIDDEN, "int32": "many"},
            "The JSON text does not fit 'All': Failed to parse int32 field: …",
        ),
    ],
)
def test_wrong_json_text_does_not_show_secrets(refusal: Any, text: Any, message: str) -> None:
    said = refusal(json.dumps(text))
    assert HIDDEN not in said
    start, _, end = message.partition("…")
    assert said.startswith(start)
    assert said.endswith(end)


def test_answers_in_json_can_be_sent(rich: dict[str, Any]) -> None:
    message = rich["All"](any={"type_url": ""}, floats=[0.5], by_number={3: {"string": "x"}})
    text = MessageToJson(message, descriptor_pool=rich["All"].DESCRIPTOR.file.pool)
    assert Request.of(text, {}).build(rich["All"]) == message


@pytest.mark.parametrize(
    ("name", "given", "data"),
    [
        ("StringValue", "hello", "hello"),
        ("StringValue", '"hello"', "hello"),
        ("StringValue", "5", "5"),
        ("Int32Value", 5, 5),
        ("Int32Value", "5", 5),
        ("BytesValue", b"x", b"x"),
        ("Timestamp", "2026-05-01 06:30", datetime(2026, 5, 1, 6, 30, tzinfo=timezone.utc)),
        ("Timestamp", '"2026-05-01T06:30:00Z"', datetime(2026, 5, 1, 6, 30, tzinfo=timezone.utc)),
        ("Duration", "2s", timedelta(seconds=2)),
        ("Struct", {"a": [1, None]}, {"a": [1, None]}),
        ("Struct", '{"a": [1, null]}', {"a": [1, None]}),
        ("ListValue", [1, "a"], [1, "a"]),
        ("Value", "hello", "hello"),
        ("Value", '{"a": true}', {"a": True}),
        ("FieldMask", "a,b_c", "a,b_c"),
        ("Empty", {}, {}),
        ("Any", {"@type": "x/rich.Odd"}, None),
    ],
)
def test_well_known_types_at_the_top(
    rich: dict[str, Any], name: str, given: Any, data: Any
) -> None:
    pool = rich["All"].DESCRIPTOR.file.pool
    kind = pool.FindMessageTypeByName(f"google.protobuf.{name}")
    make = message_factory.GetMessageClass(kind)
    read = sent(make, given)
    if data is not None:
        assert read == data
    assert sent(make, read) == read


def test_well_known_types_at_the_top_by_field(rich: dict[str, Any]) -> None:
    pool = rich["All"].DESCRIPTOR.file.pool

    def make(name: str) -> Any:
        return message_factory.GetMessageClass(
            pool.FindMessageTypeByName(f"google.protobuf.{name}")
        )

    assert sent(make("StringValue"), value="x") == "x"
    assert sent(make("Duration"), seconds=1, nanos=5).nanoseconds == 5
    assert sent(make("Struct"), name="Ada") == {"name": "Ada"}
    assert sent(make("FieldMask"), paths=["a"]) == "a"


def test_extensions_go_both_ways(old: dict[str, Any]) -> None:
    fields = {
        "name": "x",
        "[old.rank]": "3",
        "[old.nested]": {"number": 4},
        "[old.labels]": ["a", "b"],
        "[old.mood]": "CLOSED_TWO",
        "[old.code]": HIDDEN,
        "[old.Nested.inside]": {},
    }
    answer = sent(old["Base"], fields)
    assert answer["[old.rank]"] == 3
    assert answer["[old.nested]"].number == 4
    assert answer["[old.labels]"] == ["a", "b"]
    assert answer["[old.mood]"] == "CLOSED_TWO"
    assert answer["[old.code]"].value == HIDDEN
    assert answer["[old.Nested.inside]"] == {"number": None}
    again = sent(old["Base"], answer)
    assert {**again, "[old.code]": None} == {**answer, "[old.code]": None}


def test_extensions_that_are_not_set_are_not_in_answers(old: dict[str, Any]) -> None:
    answer = sent(old["Base"], {"name": "x", "[old.rank]": None})
    assert list(answer) == ["name", "count", "closed", "part", "child"]
    assert sent(old["Base"], {"name": "x", "[old.rank]": 0})["[old.rank]"] == 0


def test_presence_of_proto2(old: dict[str, Any]) -> None:
    answer = sent(old["Base"], name="x")
    assert (answer.count, answer.closed, answer.part) == (None, None, None)
    answer = sent(old["Base"], name="x", count=7, closed="2", part={"label": "a"})
    assert (answer.count, answer.closed, answer.part.label) == (7, "CLOSED_TWO", "a")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"name": "x", "[old.foreign]": 1},
            "'Base' has no field '[old.foreign]', expected one of…",
        ),
        ({"name": "x", "[old.none]": 1}, "'Base' has no field '[old.none]', expected one of…"),
        (
            {"name": "x", "[old.rank]": "y"},
            "'Base.[old.rank]' cannot be 'y', expected a value of …",
        ),
        (
            {"name": "x", "closed": 3},
            "'Base.closed' cannot be '3', expected one of: CLOSED_ONE, C…",
        ),
        ({}, "'Base' lacks fields that its schema requires: 'name'.…"),
        (
            {"name": "x", "child": {}},
            "'Base' lacks fields that its schema requires: 'child.name'.…",
        ),
    ],
)
def test_wrong_data_of_proto2_is_refused(
    old: dict[str, Any], fields: dict[str, Any], message: str
) -> None:
    assert refused(old["Base"], fields).startswith(message.rstrip("…"))


def test_extensions_in_json_text(old: dict[str, Any]) -> None:
    assert sent(old["Base"], '{"name": "x", "[old.rank]": 5}')["[old.rank]"] == 5
    said = refused(old["Base"], '{"name": "x", "[old.code]": ["' + HIDDEN + '"]}')
    assert HIDDEN not in said
    assert said == "'Base.[old.code]' cannot be '<secret>', expected a value of type text."


def test_template_has_all_fields_and_can_be_sent(rich: dict[str, Any], old: dict[str, Any]) -> None:
    for make in (rich["All"], rich["Odd"], old["Base"]):
        data = template(make.DESCRIPTOR)
        assert list(data) == [field.name for field in make.DESCRIPTOR.fields]
        assert sent(make, data)
    data = template(rich["All"].DESCRIPTOR)
    assert (data.child, data.children, data.by_number) == (None, [], {})
    assert (data.floats, data.paces, data.by_truth) == ([0.0], ["PACE_UNKNOWN"], {False: b""})
    assert (data.one, data.other, data.nothing) == ("", None, None)
    assert (data.int64_value, data.bytes_value, data.wrapped) == (0, b"", {"": b""})


def test_description_is_like_a_proto_file(old: dict[str, Any], rich: dict[str, Any]) -> None:
    assert describe(old["Base"].DESCRIPTOR).text == (
        "message old.Base {\n"
        "  required string name = 1;\n"
        "  optional int32 count = 2;\n"
        "  optional old.Closed closed = 3;\n"
        "  old.Base.Part part = 4;\n"
        "  old.Base child = 5;\n"
        "}"
    )
    labels = {field.name: field.label for field in describe(rich["All"].DESCRIPTOR).fields}
    assert labels["maybe_number"] == "optional"
    assert labels["floats"] == "repeated"
    assert labels["by_name"] is labels["int32"] is labels["one"] is labels["child"] is None


def test_messages_are_redacted_wherever_secrets_are(
    rich: dict[str, Any], old: dict[str, Any]
) -> None:
    inner = rich["All"](secret=HIDDEN, secret_map={HIDDEN: HIDDEN}, secret_numbers=[4711])
    packed: Any = rich["All"](string="open")
    packed.any.Pack(inner)
    packed.by_number[1].CopyFrom(inner)
    packed.children.append(inner)
    packed.anys.add(type_url="x/no.Type", value=HIDDEN.encode())
    for message in (inner, packed):
        shown = redacted(message)
        assert HIDDEN.encode() not in shown.SerializeToString()
        assert b"<secret>" in shown.SerializeToString()
        assert HIDDEN.encode() in message.SerializeToString()
    assert redacted(packed).string == "open"  # type: ignore[attr-defined]
    assert redacted(packed, ["string"]).string == "<secret>"  # type: ignore[attr-defined]
    built = Request({"name": "x", "[old.code]": HIDDEN}, {}).build(old["Base"])
    assert HIDDEN.encode() not in redacted(built, ["[old.code]"]).SerializeToString()
    odd = rich["Odd"](DESCRIPTOR=1, HasField={"self": "x"})
    assert redacted(odd) == odd


def test_messages_do_not_load_robot_framework() -> None:
    """Neither by being imported, nor by values that need no conversion."""
    code = f"""
import sys, types
package = types.ModuleType("GrpcLibrary")
package.__path__ = [{str(LIBRARIES / "GrpcLibrary")!r}]
sys.modules["GrpcLibrary"] = package
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import ErrorInfo
from GrpcLibrary.messages import Request, to_data
answer = to_data(Request.of(None, {{"reason": "x", "metadata": {{"a": "b"}}}}).build(ErrorInfo))
assert answer.metadata.a == "b"
assert to_data(Request.of("1.5s", {{}}).build(Duration)).total_seconds() == 1.5
print([name for name in sys.modules if name.partition(".")[0] == "robot"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
