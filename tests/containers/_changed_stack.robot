*** Settings ***
Documentation     Changes the instances of a stack in containers, and what two gateways know of them.
...               test_runs.py runs it, and looks at what it leaves.

Library           MyServiceLibrary
Library           StackLibrary

Suite Setup       Start A Stack Of Five
Suite Teardown    Stop Stack
Test Timeout      2 minutes


*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}
${LIMIT}               1 minute


*** Test Cases ***
Added Instance Serves The Next Session, Also After A Restart Of The Gateway
    Add Instance    ${LIMIT}
    ${instance} =    Session Should Stay On Instance    session=Sixth
    Should Be Equal    ${instance}    myservice-6
    Restart Gateway    ${LIMIT}
    Session Should Be On    myservice-6    session=Sixth

Gateway Is Started While An Added Instance Is Dead
    Kill Instance    myservice-6
    Restart Gateway    ${LIMIT}
    Start Instance    myservice-6    ${LIMIT}
    Session Should Be On    myservice-6    session=Sixth

Second Gateway Knows The Added Instance
    ${addresses} =    Get Gateway Addresses
    Copy Session    ${addresses}[1]    session=Sixth    alias=Sixth at the other gateway
    Session Should Be On    myservice-6    session=Sixth at the other gateway

Slow Instance Answers Late
    Slow Down Instance    myservice-6    delay=1s
    VAR    ${started} =    ${{ time.monotonic() }}
    Session Should Be On    myservice-6    session=Sixth
    Should Be True    time.monotonic() - $started >= 1
    Slow Down Instance    myservice-6    delay=0s

Removed Instance Has Gone And Can Be Added Again
    Remove Instance    myservice-6
    Expect Unavailable    session=Sixth
    Run Keyword And Expect Error    The stack has no instance 'myservice-6'; it has *
    ...    Remove Instance    myservice-6
    Add Instance    ${LIMIT}
    Session Should Be On    myservice-6    session=Sixth


*** Keywords ***
Start A Stack Of Five
    [Documentation]    Each instance has a session, and one session waits for a sixth.
    ${address} =    Start Stack    compose    instances=5    gateways=2
    Connect To Gateway    ${address}
    VAR    @{names} =    First    Second    Third    Fourth    Fifth
    FOR    ${name}    IN    @{names}    Sixth
        Login    TestUser    ${PASSWORD}    alias=${name}
    END
    Sessions Should Stay On Instances Of Their Own    @{names}
    Expect Unavailable    session=Sixth

Session Should Be On
    [Arguments]    ${expected}    ${session}
    ${instance} =    Session Should Stay On Instance    calls=1    session=${session}
    Should Be Equal    ${instance}    ${expected}
