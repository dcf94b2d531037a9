"""A folder of suites with one stack, which `__init__.robot` starts and every suite below breaks."""

from pathlib import Path

from robot_runs import Robot

INIT = """
*** Settings ***
Library           StackLibrary
Suite Setup       Start Stack    capacity=0
"""
SUITE = """
*** Settings ***
Library           MyServiceLibrary
Library           StackLibrary
Test Setup        Open Session

*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}

*** Test Cases ***
Killed Instance Comes Back
    ${answer} =    Echo With Session
    Kill Instance    ${answer.pod_name}
    Session Should Move To Another Instance
    Start Instance    ${answer.pod_name}

Stack Of The Suite Above Is Not Replaced
    Run Keyword And Expect Error    A stack is already up; 'Stop Stack' stops it.    Start Stack

*** Keywords ***
Open Session
    ${address} =    Get Gateway Address
    Connect To Gateway    ${address}
    Login    TestUser    ${PASSWORD}    alias=${TEST NAME}
"""
AFTER = """
*** Settings ***
Library           StackLibrary

*** Test Cases ***
Stack Has Ended With Its Suite
    Run Keyword And Expect Error    No stack is up; 'Start Stack' starts one.    Get Gateway Address
"""


def test_one_stack_serves_a_folder_and_ends_with_it(robot: Robot, tmp_path: Path) -> None:
    top = tmp_path / "top"
    folder = top / "1_folder"
    folder.mkdir(parents=True)
    (folder / "__init__.robot").write_text(INIT)
    for name in ("one", "two"):
        (folder / f"{name}.robot").write_text(SUITE)
    (top / "2_after.robot").write_text(AFTER)
    run = robot.run(top)
    assert run.exit_code == 0, run.console
    assert run.text().count("Started a stack: ") == 1
