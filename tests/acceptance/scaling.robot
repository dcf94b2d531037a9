*** Settings ***
Documentation     Instances are added, removed and slowed down while the stack runs; the rest is refused in words.

Resource          ../../resources/system.resource

Suite Setup       Start The System    capacity=0
Suite Teardown    Stop The System
Test Teardown     Close All Sessions
Test Timeout      1 minute


*** Test Cases ***
Added Instance Is One Of The Stack
    ${before} =    Get Instances
    ${name} =    Add Instance
    ${instances} =    Get Instances
    Should Be Equal    ${instances[:-1]}    ${before}
    Should Be Equal    ${instances[-1].name}    ${name}
    Should Be Equal    ${instances[-1].state}    running
    Remove Instance    ${name}
    ${instances} =    Get Instances
    Should Be Equal    ${instances}    ${before}

Removed Instance Is Not Known Any More
    ${name} =    Add Instance
    Remove Instance    ${name}
    Run Keyword And Expect Error
    ...    EQUALS:The stack has no instance '${name}'; it has myservice-1, myservice-2, myservice-3.
    ...    Kill Instance
    ...    ${name}

Slowed Instance Must Run And Delays Are Not Negative
    Run Keyword And Expect Error
    ...    EQUALS:'delay' should be 0 or more, got '-1 s'.
    ...    Slow Down Instance    myservice-1    delay=-1s
    Kill Instance    myservice-1
    Run Keyword And Expect Error
    ...    EQUALS:Instance 'myservice-1' has exited, expected it to be running.
    ...    Slow Down Instance    myservice-1    delay=1s
    Start Instance    myservice-1

Last Instance Cannot Be Removed
    [Setup]    Start Anew    instances=1
    Run Keyword And Expect Error
    ...    EQUALS:Instance 'myservice-1' is the only one, which cannot be removed.
    ...    Remove Instance    myservice-1
    [Teardown]    Start Anew

Restarted Gateway Knows The Instances That There Are Now
    Add Instance
    Remove Instance    myservice-2
    Restart Gateway
    ${address} =    Get Gateway Address
    Connect A Client    ${address}
    Sessions Should Be Spread Evenly    ${USERNAME}    ${PASSWORD}    sessions=60    at_most=70%
    [Teardown]    Start Anew

Stack That Was Not Started Here Has No Instances To Add
    Stop The System
    Use Stack    127.0.0.1:1
    ${can} =    Stack Can    Add Instance
    Should Not Be True    ${can}
    Run Keyword And Expect Error
    ...    EQUALS:No instance can be added to this stack.
    ...    Add Instance
    [Teardown]    Start Anew

Numbers Of Gateways Are Checked
    Stop The System
    Run Keyword And Expect Error
    ...    EQUALS:A stack has at least 1 gateway, got 0.
    ...    Start Stack    gateways=0
    [Teardown]    Start Anew


*** Keywords ***
Start Anew
    [Arguments]    &{settings}
    Stop The System
    Start The System    capacity=0    &{settings}
