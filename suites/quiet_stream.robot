*** Settings ***
Documentation    A stream that is silent for a time goes on afterwards: nothing between client and instance cuts it, or
...              forgets the session. Common limits of idle streams are 15 s, 60 s and 5 min: see QUIET_TIME.

Resource         ../resources/system.resource

Test Setup       Start A System With Streams    subscribe_interval=${QUIET_TIME}
Test Teardown    Stop The System
Test Timeout     15 minutes

Test Tags        FR-4


*** Variables ***
# Much shorter than the time for which a newcomer keeps trying.
${BRIEF_IDLE_TIME}    500ms
${NEWCOMER'S_TIME}    2s


*** Test Cases ***
Stream Goes On After A Silence
    Clients Log In    Ada
    ${instance} =    Subscribe    session=Ada
    Subscription Should Receive Messages    messages=1    interval=${QUIET_TIME}
    ${own} =    Session Should Stay On Instance    calls=2    session=Ada
    Should Be Equal    ${own}    ${instance}
    Cancel Subscription

Session With A Stream Alone Keeps Its Place
    [Documentation]    An open stream is a call: its session is not idle, even while the stream is silent.
    [Setup]    Start A System With A Brief Idle Time
    Skip Unless Places Are Counted
    @{clients} =    Clients Hold All Instances
    FOR    ${client}    IN    @{clients}
        Subscribe    session=${client}
    END
    Clients Log In    Late
    Run Keyword And Expect Error    *, expected an answer within *
    ...    Wait Until Session Is Served    timeout=${NEWCOMER'S_TIME}    session=Late
    Clients Should Stay On Their Instances    @{clients}    calls=2


*** Keywords ***
Start A System With A Brief Idle Time
    [Documentation]    A system that is already up has the idle time that IDLE_TIME tells.
    Skip If    $GATEWAY not in ('embedded', 'compose') and $IDLE_TIME != $BRIEF_IDLE_TIME
    ...    This test needs an idle time of ${BRIEF_IDLE_TIME}, and IDLE_TIME is ${IDLE_TIME}.
    Start A System With Streams    subscribe_interval=${QUIET_TIME}    idle_time=${BRIEF_IDLE_TIME}
