"""ReportLibrary: what is logged of a test, the lines around its failure, and the file of calls."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from stories import Story

from ReportLibrary.call_file import CallFile
from ReportLibrary.log_lines import (
    FAR_LINES,
    MAX_CHARACTERS,
    NEAR_LINES,
    all_tell_times,
    lines_around,
)
from ReportLibrary.metadata import MAX_VALUES, Metadata, versions
from ReportLibrary.page import page_of
from ReportLibrary.steps import began

HEADING = "What the parts logged around the call that failed:"


def line(at: float, text: str, zone: timezone = timezone.utc) -> str:
    return f"{datetime.fromtimestamp(at, zone).isoformat(timespec='milliseconds')} {text}\n"


def test_passed_test_has_summary_table_and_picture() -> None:
    text = page_of(Story().call("a").tell(), {"a": line(0, "a said something")})
    for part in ("<p>1 call of 1 session", "<table", "<svg"):
        assert text.count(part) == 1
    assert HEADING not in text
    assert "a said something" not in text


def test_failed_test_has_what_was_logged_around_its_failing_call() -> None:
    timeline = Story().call("a").fail(message="no <instance>", failure="Wrong.").tell()
    moment = began(timeline.failing[0])
    logs = {
        "gateway": line(moment - 0.002, "gateway before") + line(moment + 0.002, "gateway <after>"),
        "a": line(moment - 0.001, "a before"),
    }
    before, _, after = page_of(timeline, logs).partition(HEADING)[2].partition("<b>")
    assert before.index("gateway before") < before.index("a before")
    said = "UNAVAILABLE 'no &lt;instance&gt;', 125.0 ms. The test failed here: Wrong."
    assert f"{said} This is the call that failed.</b>" in after
    assert "gateway &lt;after&gt;" in after


def test_stream_that_has_not_ended_is_shown() -> None:
    text = page_of(Story().stream("opened").stream("message", "b").tell(), {})
    assert "0 calls of 1 session" in text
    assert "Subscribe message" in text


@pytest.mark.parametrize("logs", [{}, {"a": "", "gateway": ""}])
def test_stack_that_is_out_of_reach_has_no_lines(logs: dict[str, str]) -> None:
    timeline = Story().fail(failure="Wrong.").tell()
    assert HEADING not in page_of(timeline, logs)


def test_lines_nearest_to_the_moment_stand_between_earlier_and_later_ones() -> None:
    moment = 1_700_000_000.0
    logs = {"a": "".join(line(moment + n / 100, f"line {n}") for n in range(-500, 500))}
    earlier, near, later = (
        [int(one.text.split()[-1]) for one in lines] for lines in lines_around(logs, moment)
    )
    assert near == list(range(-NEAR_LINES // 2, NEAR_LINES // 2))
    assert len(earlier) + len(later) == FAR_LINES
    assert [*earlier, *near, *later] == list(range(earlier[0], later[-1] + 1))


def test_each_line_is_shown_once() -> None:
    timeline = Story().fail(failure="Wrong.").tell()
    moment = began(timeline.failing[0])
    logs = {"a": "".join(line(moment + n, f"line {n}!") for n in range(-50, 50))}
    text = page_of(timeline, logs)
    assert [text.count(f"line {n}!") for n in range(-50, 50)] == [1] * 100
    assert "<summary>38 earlier lines</summary>" in text


def test_logs_tell_times_where_all_that_have_lines_do() -> None:
    timed = f"preamble\n{line(0, 'a')}"
    assert all_tell_times([timed, "", "\n"])
    assert not all_tell_times([timed, "a line without a time\n"])


def test_long_line_is_cut() -> None:
    shown = lines_around({"a": line(0, "x" * 1_000_000)}, 0).near
    assert [len(one.text) for one in shown] == [MAX_CHARACTERS]


def test_line_without_a_time_has_that_of_the_line_before() -> None:
    moment = 1_700_000_000.0
    logs = {
        "a": f"preamble\n{line(moment, 'Traceback:')}  in some file\n",
        "b": line(moment + 1, "b"),
    }
    near = lines_around(logs, moment).near
    assert [(one.text.split()[-1], one.at - moment) for one in near][1:] == [
        ("Traceback:", 0),
        ("file", 0),
        ("b", 1),
    ]


def test_lines_of_other_time_zones_stand_where_they_belong() -> None:
    moment = 1_700_000_000.0
    nepal = timezone(timedelta(hours=5, minutes=45))
    logs = {"a": line(moment, "a") + line(moment + 2, "a"), "b": line(moment + 1, "b", nepal)}
    assert [line.text.split()[-1] for line in lines_around(logs, moment).near] == ["a", "b", "a"]


def test_each_call_is_a_line_of_json(tmp_path: Path) -> None:
    story = Story().call("a").fail("INTERNAL", "a message that may say anything")
    CallFile(tmp_path).add(story.evidence.calls, "Suite.Test")
    first, second = map(json.loads, (tmp_path / "calls.jsonl").read_text().splitlines())
    began_at = datetime.fromisoformat(first.pop("time")).timestamp()
    assert began_at == story.evidence.calls[0].at - 0.125
    assert first == {
        "id": 1,
        "test": "Suite.Test",
        "session": "s1",
        "connection": "",
        "target": "gateway:1",
        "method": "MyServiceEcho",
        "instance": "a",
        "code": "OK",
        "duration": 0.125,
    }
    assert (second["instance"], second["code"]) == ("", "INTERNAL")
    assert "anything" not in (tmp_path / "calls.jsonl").read_text()


def test_call_of_a_connection_has_its_alias(tmp_path: Path) -> None:
    CallFile(tmp_path).add(Story().connection().evidence.calls, "Test")
    call = json.loads((tmp_path / "calls.jsonl").read_text())
    assert (call["session"], call["connection"], call["target"]) == ("", "guide", "server:1")


def test_what_a_server_says_is_bounded_in_the_file(tmp_path: Path) -> None:
    CallFile(tmp_path).add(Story().call(session="x" * 1_000_000).evidence.calls, "Test")
    assert (tmp_path / "calls.jsonl").stat().st_size < 1000


HOSTILE = "\x1b[31m\x00\x07\u202e\x9b\u2028</pre>"


def test_control_characters_are_escaped_wherever_they_come_from(tmp_path: Path) -> None:
    story = Story([HOSTILE]).call(HOSTILE, session=HOSTILE)
    timeline = story.fail(message=HOSTILE, failure=HOSTILE, session=HOSTILE).tell()
    CallFile(tmp_path).add(timeline.calls, "Test")
    text = page_of(timeline, {"a": line(0, HOSTILE)}) + (tmp_path / "calls.jsonl").read_text()
    assert "\\x1b[31m" in text
    assert {one for one in text if not one.isprintable()} <= {"\n"}
    ET.fromstring(page_of(timeline, {"a": line(0, HOSTILE)}))  # noqa: S314  # our own


def test_stream_is_a_line_with_its_messages(tmp_path: Path) -> None:
    story = Story().stream("opened").stream("message", "a").stream_end("a", "OK", 1)
    CallFile(tmp_path).add(story.evidence.calls, "Test")
    (line_of_stream,) = (tmp_path / "calls.jsonl").read_text().splitlines()
    assert json.loads(line_of_stream)["messages"] == 1


def test_file_begins_anew_with_each_run_and_grows_within_it(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text("of an earlier run\n")
    file = CallFile(tmp_path)
    assert list(tmp_path.iterdir()) == []
    for _ in range(2):
        file.add(Story().call("a").evidence.calls, "Test")
    assert len((tmp_path / "calls.jsonl").read_text().splitlines()) == 2


def test_run_without_calls_leaves_no_file(tmp_path: Path) -> None:
    CallFile(tmp_path).add([], "Test")
    assert list(tmp_path.iterdir()) == []


def test_metadata_says_nothing_twice() -> None:
    first, second = Metadata(), Metadata()
    first.add("Gateway", ["one:1 (embedded)"])
    second.add("Gateway", ["one:1 (embedded)", "two:2 (running)"])
    second.add("Instances", [])
    first.update(second)
    assert first.texts() == {"Gateway": "one:1 (embedded), two:2 (running)"}


def test_long_metadata_is_cut() -> None:
    metadata = Metadata()
    metadata.add("Instances", [f"i{number}" for number in range(MAX_VALUES + 30)])
    assert metadata.texts()["Instances"].endswith(f"i{MAX_VALUES - 1} and 30 more")


def test_versions_are_those_of_libraries_and_packages() -> None:
    class Library:
        ROBOT_LIBRARY_VERSION = "1.2.3"

    told = versions({"BuiltIn": Library(), "Mine": Library(), "Old": object()})
    assert told[0] == "Mine 1.2.3"
    assert {one.split()[0] for one in told} >= {"Mine", "Python", "Robot", "grpcio", "protobuf"}
    assert not [one for one in told if one.startswith(("Old", "BuiltIn"))]
