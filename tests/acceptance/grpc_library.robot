*** Settings ***
Documentation     GrpcLibrary calls the methods of a .proto file and fails on every status but OK.

Library           GrpcLibrary
Library           FakeGateway.py

Suite Setup       Open Connection To Fake Gateway
Suite Teardown    Run Keywords    Close All Connections    AND    Stop Fake Gateway
Test Timeout      30 seconds


*** Variables ***
${PROTO}            ${CURDIR}/../../protos/my_service.proto
${TOKEN: Secret}    %{NO_SUCH_VARIABLE=a.to.ken}


*** Test Cases ***
Call Returns The Response
    VAR    &{request} =    value=Hello!
    VAR    &{metadata} =    session-id=s1    authorization=${TOKEN}
    ${answer} =    Call Rpc    MyServiceAPI/MyServiceEcho    ${request}    metadata=${metadata}
    Should Be Equal    ${answer.client_value}    Hello!
    Should Be Equal    ${answer.client_session_id}    s1

Call Without A Message Sends An Empty One
    ${answer} =    Call Rpc    my_service.MyServiceAPI/Login
    Should Be Equal    ${answer.role}    admin

Failed Call Is Reported With Its Status
    VAR    &{metadata} =    session-id=s1
    Echoes Fail With    INTERNAL    session conflict    times=2
    Run Keyword And Expect Error
    ...    EQUALS:Call of '/my_service.MyServiceAPI/MyServiceEcho' at '${ADDRESS}' failed with INTERNAL 'session conflict', expected OK.
    ...    Call Rpc
    ...    MyServiceAPI/MyServiceEcho
    ...    metadata=${metadata}
    ${message} =    Expect Status    INTERNAL    Call Rpc    MyServiceAPI/MyServiceEcho    metadata=${metadata}
    Should Be Equal    ${message}    session conflict

Passed Deadline Fails
    VAR    &{metadata} =    session-id=s1
    Echoes Hang
    Run Keyword And Expect Error
    ...    GLOB:Call of '/my_service.MyServiceAPI/MyServiceEcho' at '${ADDRESS}' failed with DEADLINE_EXCEEDED '*Deadline Exceeded*', expected OK.
    ...    Call Rpc
    ...    MyServiceAPI/MyServiceEcho
    ...    metadata=${metadata}
    ...    deadline=0.2s

Unknown Method Is Refused
    Run Keyword And Expect Error
    ...    EQUALS:There is no method 'MyServiceAPI/Logout'; near names are: my_service.MyServiceAPI/Login, my_service.MyServiceAPI/MyServiceShutdown, my_service.MyServiceAPI/MyServiceEcho.
    ...    Call Rpc
    ...    MyServiceAPI/Logout

Unknown Field Is Refused
    VAR    &{request} =    user=Ada
    Run Keyword And Expect Error
    ...    EQUALS:'LoginRequest' has no field 'user', expected one of: 'username', 'password', 'session_id'.
    ...    Call Rpc
    ...    MyServiceAPI/Login
    ...    ${request}

Second Use Of An Alias Is Refused
    Run Keyword And Expect Error
    ...    There already is a connection '${ADDRESS}': give another alias, or end that one.
    ...    Open Connection    ${ADDRESS}    ${PROTO}

Unknown Alias Is Refused
    Run Keyword And Expect Error
    ...    There is no connection 'other'; open are: '${ADDRESS}'.
    ...    Call Rpc    MyServiceAPI/Login    connection=other

Missing Proto Is Refused
    Run Keyword And Expect Error
    ...    There is no schema at '${CURDIR}${/}missing.proto'.
    ...    Open Connection    ${ADDRESS}    ${CURDIR}${/}missing.proto    alias=other

Call Without A Connection
    Close All Connections
    Run Keyword And Expect Error
    ...    There is no active connection; 'Open Connection' opens one.
    ...    Call Rpc    MyServiceAPI/Login


*** Keywords ***
Open Connection To Fake Gateway
    ${address} =    Start Fake Gateway
    Open Connection    ${address}    ${PROTO}
    VAR    ${ADDRESS} =    ${address}    scope=SUITE
