*** Settings ***
Documentation     GrpcLibrary stands beside the suites' resource, and judges the calls of both libraries.

Library           GrpcLibrary
Resource          ../../resources/system.resource
Resource          route_guide.resource
Library           FakeGateway.py

Suite Setup       Connect To Both
Suite Teardown    Close Both
Test Timeout      30 seconds


*** Test Cases ***
Latest Call Of Either Library Is Judged
    Echo With Session
    ${outcome} =    Get Outcome
    Should Be Equal    ${outcome.method}    /my_service.MyServiceAPI/MyServiceEcho
    Call Rpc    RouteGuide/GetPlace    name=the mill
    ${outcome} =    Get Outcome
    Should Be Equal    ${outcome.method}    /route_guide.RouteGuide/GetPlace
    Echo With Session
    Duration Should Be Below    5s
    Run Keyword And Expect Error
    ...    EQUALS:Call of '/my_service.MyServiceAPI/MyServiceEcho' at '${GATEWAY_ADDRESS}' ended with OK, expected NOT_FOUND.
    ...    Status Should Be
    ...    NOT_FOUND

Status Of Either Library's Call Is Expected
    Echoes Fail With    INTERNAL    session conflict    times=3
    Expect Status    INTERNAL    Echo With Session
    Call Should Be Refused    INTERNAL    session conflict    Echo With Session
    Guide Fails With    NOT_FOUND    no place of this name
    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace
    Status Should Be    NOT_FOUND    no place of this name
    Run Keyword And Expect Error
    ...    EQUALS:'Session Should Stay On Instance' failed with INTERNAL 'session conflict', expected NOT_FOUND.
    ...    Expect Status    NOT_FOUND    Session Should Stay On Instance

Outcome Of Another Test Is Forgotten
    Run Keyword And Expect Error
    ...    EQUALS:There is no outcome yet: no call has been made.
    ...    Status Should Be    OK


*** Keywords ***
Connect To Both
    Open Connection To Route Guide
    ${address} =    Start Fake Gateway
    VAR    ${GATEWAY_ADDRESS} =    ${address}    scope=SUITE
    Connect To Gateway    ${address}
    Login    ${USERNAME}    ${PASSWORD}    alias=Ada

Close Both
    Close All Sessions
    Stop Fake Gateway
    Close Connections And Stop Route Guide
