"""The report of a suite that uses GrpcLibrary alone."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pictures import Picture, pictures_of
from robot_runs import Robot, Run

from ReportLibrary.summary import summary

SUITE = Path(__file__).with_name("_calls_to_report.robot")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Robot(tmp_path_factory.mktemp("calls") / "results").run(SUITE)
    assert run.exit_code == 2, run.console
    assert "ERROR" not in run.console
    return run


@pytest.fixture(scope="module")
def pictures(run: Run) -> dict[str, Picture]:
    return pictures_of(run.text())


def test_picture_has_methods_statuses_and_streams(pictures: dict[str, Picture]) -> None:
    picture = pictures["Calls And A Stream"]
    client, server = picture.names
    assert client == "client"
    assert server.startswith("127.0.0.1:")
    answers = [(row.label, row.answer.split(", ")[0]) for row in picture.rows]
    assert answers == [
        ("GetPlace × 2", "OK"),
        ("GetPlace", "NOT_FOUND 'no such place'"),
        ("ListPlaces opened", ""),
        ("ListPlaces message × 3", ""),
        ("ListPlaces ended", "3 messages"),
    ]
    assert picture.summary == (
        "4 calls of 1 connection, to 1 server; 0 errors that the client saw, "
        "and 1 that the test expected (NOT_FOUND 1)."
    )


def test_connections_are_named_where_there_are_several(pictures: dict[str, Picture]) -> None:
    picture = pictures["Two Connections"]
    assert [row.label for row in picture.rows] == ["another, GetPlace × 20", "guide, GetPlace"]
    assert picture.summary.startswith("21 calls of 2 connections, to 1 server; 0 errors")


def test_failing_call_is_marked(pictures: dict[str, Picture]) -> None:
    rows = pictures["A Call That Fails"].rows
    assert [row.is_failing for row in rows] == [False, True]
    assert rows[1].answer.startswith("INTERNAL 'the map is torn', ")
    assert rows[1].note == "The test failed here: expected OK."


def test_what_a_server_says_is_shown_as_text_and_bounded(run: Run) -> None:
    (row,) = pictures_of(run.text())["Hostile Words"].rows
    assert row.answer.startswith("INTERNAL '</svg><script>alert(1)")
    pages = [text for text in ET.fromstring(run.text()).itertext() if "s-row" in text]  # noqa: S314
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m\\u202ewww" in pages[-1]
    assert "<script" not in pages[-1]
    assert max(map(len, re.findall("w+", pages[-1]))) < 1000


def test_table_has_the_connections(run: Run) -> None:
    assert 'scope="col"&gt;connection' in run.text()
    assert 'scope="col"&gt;session' not in run.text()


def test_each_call_stands_in_the_file(run: Run) -> None:
    calls = [json.loads(line) for line in run.text("calls.jsonl").splitlines()]
    assert {call["session"] for call in calls} == {""}
    connections = ["guide"] * 4 + ["another"] * 20 + ["guide"] * 4
    assert [call["connection"] for call in calls] == connections
    assert len({call["id"] for call in calls}) == len(calls)
    assert [call["messages"] for call in calls if "messages" in call] == [3]
    assert summary(run.results).splitlines()[1] == (
        "28 calls of 2 connections: OK 25, INTERNAL 2, NOT_FOUND 1."
    )
