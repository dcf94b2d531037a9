"""ReportLibrary's commands: the lines at the end of a run, and the picture as a file."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from stories import Story

from ReportLibrary.page import page_of
from ReportLibrary.picture import picture
from ReportLibrary.summary import summary

OUTPUT = """<robot>
<statistics>
<total><stat pass="3" fail="1" skip="1">All Tests</stat></total>
<tag>
<stat pass="3" fail="0" skip="0">FR-4</stat>
<stat pass="1" fail="1" skip="0">FR-5</stat>
<stat pass="1" fail="0" skip="1">FR-7</stat>
</tag>
</statistics>
</robot>"""


def write_calls(file: Path, *calls: tuple[str, str], kind: str = "session") -> None:
    lines = (json.dumps({kind: owner, "code": code}) for owner, code in calls)
    file.write_text("\n".join(lines), encoding="utf-8")


def test_three_lines_say_what_was_shown_and_where_to_look(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT)
    write_calls(tmp_path / "calls.jsonl", ("s1", "OK"), ("s1", "OK"), ("s2", "INTERNAL"))
    files = (f"{tmp_path}/{name}" for name in ("log.html", "report.html", "calls.jsonl"))
    assert summary(tmp_path).splitlines() == [
        "5 tests: 3 passed, 1 failed, 1 skipped. Shown: FR-4; not shown: FR-5, FR-7.",
        "3 calls of 2 sessions: OK 2, INTERNAL 1.",
        f"Look at {', '.join(files)}.",
    ]


def test_files_of_several_processes_are_added_up(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT)
    for name in ("One-calls.jsonl", "Two-calls.jsonl"):
        write_calls(tmp_path / name, ("s1", "OK"), ("", "UNAUTHENTICATED"))
    assert "4 calls of 1 session: OK 2, UNAUTHENTICATED 2." in summary(tmp_path)
    assert summary(tmp_path).endswith(f"report.html, {tmp_path / '*calls.jsonl'}.")


def test_connections_are_counted_beside_sessions(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT)
    write_calls(tmp_path / "One-calls.jsonl", ("s1", "OK"), ("s1", "OK"))
    write_calls(tmp_path / "Two-calls.jsonl", ("guide", "OK"), kind="connection")
    assert "3 calls of 1 session and 1 connection: OK 3." in summary(tmp_path)


def test_run_without_calls_says_so(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT.replace("FR-", "other-"))
    assert "\nNo call was made.\n" in summary(tmp_path)


def test_tests_without_a_call_have_shown_nothing(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT)
    assert "Shown: nothing; not shown: FR-4, FR-5, FR-7." in summary(tmp_path)


def test_tags_of_robot_framework_s_own_are_no_requirements(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text(OUTPUT.replace("FR-5", "NOT robot:exit"))
    write_calls(tmp_path / "calls.jsonl", ("s1", "OK"))
    assert "Shown: FR-4; not shown: FR-7." in summary(tmp_path)


def test_run_that_has_not_begun_is_said_to_have_not(tmp_path: Path) -> None:
    assert summary(tmp_path) == (
        f"There is no '{tmp_path / 'output.xml'}': the run did not come to its tests."
    )


def test_picture_of_a_run_stands_alone(tmp_path: Path) -> None:
    message = ET.Element("msg")
    message.text = page_of(Story().call("<a>").call("b").tell(), {})
    (tmp_path / "output.xml").write_text(f"<robot>{ET.tostring(message, 'unicode')}</robot>")
    svg = ET.fromstring(picture(tmp_path / "output.xml"))  # noqa: S314  # our own
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    style = svg.find("{http://www.w3.org/2000/svg}style")
    assert style is not None
    assert "prefers-color-scheme:dark" in str(style.text)


def test_run_without_a_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output.xml").write_text("<robot><msg>nothing</msg></robot>")
    with pytest.raises(SystemExit, match=r"There is no picture in '.*output\.xml'\."):
        picture(tmp_path / "output.xml")
