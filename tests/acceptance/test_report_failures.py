"""Which calls the report marks as those that a test failed at, and which errors were expected."""

from pathlib import Path

import pytest
from pictures import Picture, pictures_of
from robot_runs import Robot

SUITES = [Path(__file__).with_name(f"_{name}_to_report.robot") for name in ("failures", "callers")]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Picture]:
    run = Robot(tmp_path_factory.mktemp("failures") / "results").run(*SUITES)
    assert "ERROR" not in run.console
    return pictures_of(run.text())


def codes(texts: list[str]) -> list[str]:
    return [text.split()[0].rstrip(",") for text in texts]


@pytest.mark.parametrize(
    ("test", "marked"),
    [
        ("Several That Go On", ["INTERNAL", "DATA_LOSS"]),
        ("Handled By Except", ["INTERNAL"]),
        ("Not Handled By Except", ["INTERNAL"]),
        ("Handled By An Except That Fails", ["INTERNAL"]),
        ("Fails In Try And In Finally", ["INTERNAL", "DATA_LOSS"]),
        ("Expected By Its Text", []),
        ("Expected By Another Text", ["INTERNAL"]),
        ("Expected Status", []),
        ("Expected Another Status", ["INTERNAL"]),
        ("Ignored", []),
        ("Tried Until It Passes", []),
        ("Tried In Vain", ["INTERNAL"]),
        ("Fails In A Setup", ["INTERNAL"]),
        ("Fails In A Teardown", ["INTERNAL"]),
        ("Fails In A Keyword's Teardown", ["INTERNAL"]),
        ("Judged Afterwards", ["OK"]),
        ("Skipped", []),
        ("One Of Several Iterations", ["NOT_FOUND"]),
        ("Stream That Breaks", ["2"]),
    ],
)
def test_what_made_the_test_fail_is_marked_and_nothing_else(
    pictures: dict[str, Picture], test: str, marked: list[str]
) -> None:
    failing = [row for row in pictures[test].rows if row.is_failing]
    assert codes([row.answer for row in failing]) == marked
    assert all("The test failed here: expected" in row.note for row in failing)


@pytest.mark.parametrize(
    ("test", "red", "expected"),
    [
        ("Handled By Except", ["INTERNAL"], ["NOT_FOUND"]),
        ("Handled By An Except That Fails", ["INTERNAL"], ["NOT_FOUND"]),
        ("Expected By Its Text", [], ["NOT_FOUND"]),
        ("Expected Status", [], ["NOT_FOUND"]),
        ("Expected Another Status", ["INTERNAL"], []),
        ("Ignored", [], ["NOT_FOUND", "ABORTED"]),
        ("Tried Until It Passes", ["UNAVAILABLE"], []),
        ("Tried In Vain", ["UNAVAILABLE", "INTERNAL"], []),
        ("Skipped", ["INTERNAL"], []),
    ],
)
def test_error_that_the_test_has_expected_is_not_red(
    pictures: dict[str, Picture], test: str, red: list[str], expected: list[str]
) -> None:
    rows = pictures[test].rows
    assert codes([row.answer for row in rows if row.is_red]) == red
    assert codes([row.answer for row in rows if row.answer.endswith("as expected")]) == expected


def test_expected_errors_are_counted_apart(pictures: dict[str, Picture]) -> None:
    assert pictures["Handled By Except"].summary == (
        "3 calls of 1 connection, to 1 server; 1 error that the client saw (INTERNAL 1), "
        "and 1 that the test expected (NOT_FOUND 1)."
    )


def test_expectation_is_that_of_the_outermost_keyword(pictures: dict[str, Picture]) -> None:
    (row,) = [row for row in pictures["Expected Another Status"].rows if row.is_failing]
    assert row.note == "The test failed here: expected NOT_FOUND."


def test_call_in_the_background_is_marked_where_its_session_moved(
    pictures: dict[str, Picture],
) -> None:
    rows = pictures["A Session That Should Not Move"].rows
    (failing,) = [number for number, row in enumerate(rows) if row.is_failing]
    assert rows[failing].calls == 1
    assert rows[failing].label == "Ada, Echo"
    assert "moved 1 time in" in rows[failing].note
    moves = [number for number, row in enumerate(rows) if row.label == "Ada, transfer"]
    assert moves[0] < failing


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (
            "Errors That Keywords Expect",
            "and 3 that the test expected (UNAUTHENTICATED 1, DEADLINE_EXCEEDED 1, UNAVAILABLE 1).",
        ),
        ("A Crowd", "and 2 that the test expected (RESOURCE_EXHAUSTED 2)."),
    ],
)
def test_errors_that_keywords_expect_are_none_that_the_client_saw(
    pictures: dict[str, Picture], test: str, expected: str
) -> None:
    picture = pictures[test]
    assert f"0 errors that the client saw, {expected}" in picture.summary
    assert [row for row in picture.rows if row.is_red] == []
