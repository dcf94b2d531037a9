*** Settings ***
Documentation    An instance that had gone comes back. Sessions and their streams stay where they are, as the instances
...              that serve them live; newcomers fill exactly the free places.

Resource         ../resources/system.resource
Resource         ../resources/many_sessions.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Variables ***
${SHORT_IDLE_TIME}          3s
${SHORT_IDLE_TIME_LIMIT}    15s


*** Test Cases ***
Sessions Stay When A Killed Instance Comes Back
    ${gone} =    Ada Moves Because Her Instance Is Killed
    Bring Instance Back    ${gone}
    Clients Should Stay On Their Instances    Ada    Bob    calls=20    duration=${WATCH_TIME}

Stream And Calls Stay Together When A Killed Instance Comes Back
    ${gone} =    Ada Moves Because Her Instance Is Killed
    Skip Unless System Has    stream
    Subscribe    session=Ada
    Bring Instance Back    ${gone}
    Clients Should Stay On Their Instances    Ada    Bob    calls=20
    Subscription Should Receive Messages    messages=2    interval=${SUBSCRIBE_INTERVAL}
    Clients Should Stay On Their Instances    Ada    Bob    calls=20    duration=${WATCH_TIME}

Sessions Stay When A Stopped Instance Comes Back While They Call
    Ada And Bob Hold An Instance Each
    Start Background Calls    Ada    Bob    outage=${TRANSFER_TIMEOUT}
    ${ada} =    Get Session    Ada
    Stop Instance    ${ada.instance}
    Session Should Move To The Next Instance    session=Ada
    Bring Instance Back    ${ada.instances}[0]
    Clients Should Stay On Their Instances    Ada    Bob    calls=20    duration=${WATCH_TIME}
    Background Calls Should Succeed    Ada    moves=1
    Background Calls Should Succeed    Bob    moves=0
    Clients Should Stay On Their Instances    Ada    Bob    calls=10

Of Many Sessions None Moves When A Killed Instance Comes Back
    [Setup]    Start A System For Many Sessions
    Skip Unless Instances Are Within Reach
    @{clients} =    Many Clients Are Served    Client
    ${first} =    Get Session    ${clients}[0]
    VAR    ${killed} =    ${first.instance}
    Kill Instance    ${killed}
    Only Sessions Of Instance Should Move    ${killed}    @{clients}
    Bring Instance Back    ${killed}
    Sessions Should Stay On Their Instances    @{clients}    calls=2    duration=${WATCH_TIME}

Newcomers Fill Exactly The Free Places
    Skip Unless Places Are Counted
    ${gone} =    Ada Moves Because Her Instance Is Killed
    Bring Instance Back    ${gone}
    Clients Log In    Cleo    Late
    ${instance} =    Session Should Stay On Instance    calls=2    session=Cleo
    Should Be Equal    ${instance}    ${gone}
    Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=Late
    Clients Should Stay On Their Instances    Ada    Bob    Cleo    calls=5

Place Of A Session That Has Moved Away Is Given Back
    [Documentation]    The instance hangs instead of ending, so that it goes on holding the session that has left it,
    ...    until that has been idle there for the idle time.
    [Setup]    Start A System With A Short Idle Time
    Skip Unless Places Are Counted
    Ada And Bob Hold An Instance Each
    Start Background Calls    Ada    Bob    outage=${TRANSFER_TIMEOUT}
    ${ada} =    Get Session    Ada
    VAR    ${paused} =    ${ada.instance}
    Pause Instance    ${paused}
    Session Should Move To The Next Instance    session=Ada
    Resume Instance    ${paused}
    Instance Has Come Back    ${paused}
    Clients Log In    Cleo
    ${instance} =    Wait Until Session Is Served    timeout=${SHORT_IDLE_TIME_LIMIT}    session=Cleo
    Should Be Equal    ${instance}    ${paused}
    Background Calls Should Succeed    Ada    moves=1
    Background Calls Should Succeed    Bob    moves=0
    Clients Should Stay On Their Instances    Ada    Bob    Cleo    calls=5


*** Keywords ***
Start A System With A Short Idle Time
    [Documentation]    A system that is already up has the idle time that IDLE_TIME tells.
    Skip If    $GATEWAY not in ('embedded', 'compose') and $IDLE_TIME != $SHORT_IDLE_TIME
    ...    This test needs an idle time of ${SHORT_IDLE_TIME}, and IDLE_TIME is ${IDLE_TIME}.
    Start The System    instances_needed=3    idle_time=${SHORT_IDLE_TIME}

Ada And Bob Hold An Instance Each
    Skip Unless Instances Are Within Reach
    Clients Hold An Instance Each    Ada    Bob

Ada Moves Because Her Instance Is Killed
    Ada And Bob Hold An Instance Each
    ${ada} =    Get Session    Ada
    VAR    ${killed} =    ${ada.instance}
    Kill Instance    ${killed}
    Session Should Move To The Next Instance    session=Ada
    RETURN    ${killed}
