*** Settings ***
Documentation    An instance crashes, is terminated, or hangs, instead of shutting down when asked. Its session moves
...              once, with no error that the client can see, though it has more than one other instance to move to. It
...              stays for longer than gateways take to change their minds; no other session moves.

Resource         ../resources/system.resource

Test Setup       Start A System With Two Instances To Move To
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Test Cases ***
Session Moves Once When Its Instance Is Killed
    ${instance} =    Ada And Bob Hold An Instance Each
    Kill Instance    ${instance}
    Ada Should Move Once And Bob Should Stay

Session Moves Once When Its Instance Is Terminated
    ${instance} =    Ada And Bob Hold An Instance Each
    Stop Instance    ${instance}
    Ada Should Move Once And Bob Should Stay

Session Moves Once When Its Instance Hangs
    ${instance} =    Ada And Bob Hold An Instance Each
    Pause Instance    ${instance}
    Ada Should Move Once And Bob Should Stay


*** Keywords ***
Ada And Bob Hold An Instance Each
    Skip Unless Instances Are Within Reach
    Clients Hold An Instance Each    Ada    Bob
    ${ada} =    Switch Session    Ada
    RETURN    ${ada.instance}

Ada Should Move Once And Bob Should Stay
    Session Should Move To The Next Instance    session=Ada
    Clients Should Stay On Their Instances    Ada    Bob    calls=50    duration=${WATCH_TIME}
