*** Settings ***
Documentation    The gateway is restarted, killed, or hangs for a while. How long clients are not served is measured;
...              afterwards each session is on its instance again, and new streams are served there, too.

Resource         ../resources/system.resource

Test Setup       Clients Call All The Time
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5


*** Test Cases ***
Gateway Is Restarted
    Restart Gateway
    Sessions Should Be There Again

Gateway Is Killed And Started Again
    Kill Gateway
    Start Gateway
    Sessions Should Be There Again

Gateway Hangs And Goes On
    Skip Unless Stack Can    Pause Gateway    Resume Gateway
    Impatient Client Begins A Session
    Pause Gateway
    Expect Status    DEADLINE_EXCEEDED    Call With Session    session=Impatient
    Resume Gateway
    Sessions Should Be There Again


*** Keywords ***
Clients Call All The Time
    Start The System    instances_needed=2
    Skip Unless Instances Are Within Reach
    Clients Hold An Instance Each    Ada    Bob
    Start Background Calls    Ada    Bob    outage=${OUTAGE_LIMIT}

Impatient Client Begins A Session
    [Documentation]    Its calls have a short deadline, so that they show quickly that the gateway hangs.
    ${address} =    Get Gateway Address
    Connect A Client    ${address}    deadline=1s
    Client Begins A Session    alias=Impatient

Sessions Should Be There Again
    ${results} =    Background Calls Should Succeed    Ada    Bob    moves=0
    FOR    ${one}    IN    @{results}
        Log    '${one.alias}' was not served for ${one.outage.seconds} s, ${one.outage.calls} of ${one.calls} calls.
    END
    FOR    ${session}    IN    Ada    Bob
        Wait Until Session Is Served    session=${session}
    END
    Clients Should Stay On Their Instances    Ada    Bob    calls=5
    New Stream Should Be Served By The Session's Instance    Ada

New Stream Should Be Served By The Session's Instance
    [Arguments]    ${name}
    ${system} =    Get System
    IF    not $system.stream    RETURN
    ${session} =    Get Session    ${name}
    VAR    ${own} =    ${session.instance}
    ${instance} =    Subscribe    session=${name}
    Should Be Equal    ${instance}    ${own}
