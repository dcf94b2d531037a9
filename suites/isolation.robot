*** Settings ***
Documentation    What one client does wrong, by the hundred, costs no instance, and no other session a single call.

Resource         ../resources/system.resource

Test Setup       Ada And Bob Call All The Time
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MS-5


*** Test Cases ***
Misdeeds Of One Client Cost Nobody Else A Call
    GROUP    Bad tokens
        Repeat Keyword    100 times
        ...    Bad Credentials Should Be Refused    MyServiceEcho    forged signature    session=Ada
        Repeat Keyword    100 times
        ...    Bad Credentials Should Be Refused    MyServiceShutdown    another session's token    session=Ada
    END
    GROUP    Refused Shutdowns
        Repeat Keyword    100 times    Expect Status    PERMISSION_DENIED    Shutdown Instance    session=Eve
    END
    GROUP    Cancelled streams
        Repeat Keyword    100 times    Subscribe And Cancel    session=Mallory
    END
    GROUP    Passed deadlines
        Repeat Keyword    100 times    Subscription Should Pass Its Deadline    10ms    session=Mallory
    END
    Calls Should Have Been Answered    Ada    Bob    moves=0
    Sessions Should Stay On Instances Of Their Own    Ada    Bob    Mallory    calls=2
    All Instances Should Be Running


*** Keywords ***
Ada And Bob Call All The Time
    Start The System    instances_needed=3
    Clients Log In    Ada    Bob    Mallory    Eve
    Sessions Should Stay On Instances Of Their Own    Ada    Bob    Mallory    calls=2
    Start Calling    Ada    Bob

Subscribe And Cancel
    [Arguments]    ${session}
    Subscribe    session=${session}
    Cancel Subscription
