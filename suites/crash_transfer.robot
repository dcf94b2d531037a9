*** Settings ***
Documentation    An instance crashes, is terminated, or hangs, instead of shutting down when asked. Its session moves
...              once, with no error that the client can see, and stays; no other session moves.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=3
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
    Clients Log In    Ada    Bob
    Sessions Should Stay On Instances Of Their Own    Ada    Bob    calls=2
    ${ada} =    Switch Session    Ada
    RETURN    ${ada.instance}

Ada Should Move Once And Bob Should Stay
    Session Should Move To The Next Instance    session=Ada
    Sessions Should Stay On Instances Of Their Own    Ada    Bob    calls=50
