*** Settings ***
Documentation    What one client does wrong, by the hundred, costs no instance, and no other session a single call.

Resource         ../resources/system.resource

Test Setup       Ada And Bob Call All The Time
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MS-5


*** Test Cases ***
Misdeeds Of One Client Cost Nobody Else A Call
    IF    $SYSTEM is None    Bad Tokens And Refused Shutdowns
    Cancelled Streams And Passed Deadlines
    Background Calls Should Succeed    Ada    Bob    moves=0
    Clients Should Stay On Their Instances    Ada    Bob    Mallory    calls=2
    All Instances Should Be Running


*** Keywords ***
Bad Tokens And Refused Shutdowns
    Repeat Keyword    100 times
    ...    Bad Credentials Should Be Refused    MyServiceEcho    forged signature    session=Ada
    Repeat Keyword    100 times
    ...    Bad Credentials Should Be Refused    MyServiceShutdown    another session's token    session=Ada
    Repeat Keyword    100 times    Expect Status    PERMISSION_DENIED    Shutdown Instance    session=Eve

Cancelled Streams And Passed Deadlines
    Repeat Keyword    100 times    Subscribe And Cancel    session=Mallory
    Repeat Keyword    100 times    Subscribe Until Deadline    10ms    session=Mallory

Ada And Bob Call All The Time
    Start The System    instances_needed=3
    Skip Unless System Has    stream
    Clients Log In    Ada    Bob    Mallory    Eve
    Clients Should Stay On Their Instances    Ada    Bob    Mallory    calls=2
    Start Background Calls    Ada    Bob

Subscribe And Cancel
    [Arguments]    ${session}
    Subscribe    session=${session}
    Cancel Subscription
