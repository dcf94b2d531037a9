*** Settings ***
Documentation    Connect To Gateway says why it cannot connect, at once or within its limit, and leaves nothing.

Library          Listeners.py
Library          MyServiceLibrary

Test Teardown    Run Keywords    Stop Listening    AND    Close All Sessions
Test Timeout     30 seconds


*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}


*** Test Cases ***
Address That Is None Is Refused
    [Template]    Address Should Be Refused
    localhost
    :10000
    localhost:
    localhost:http
    localhost:0
    localhost:65536
    ::1:10000
    ${EMPTY}

Port Where Nothing Listens
    ${port} =    Listen Silently
    Stop Listening
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '127.0.0.1:${port}': UNKNOWN: ipv4:127.0.0.1:${port}: Failed to connect to remote host: Connection refused.
    ...    Connect To Gateway
    ...    127.0.0.1:${port}

Host That Does Not Exist
    Run Keyword And Expect Error
    ...    STARTS:Cannot connect to 'nowhere.invalid:10000':
    ...    Connect To Gateway    nowhere.invalid:10000

Gateway That Says Nothing
    ${port} =    Listen Silently
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '127.0.0.1:${port}' within 0.5 s: no gRPC server answered.
    ...    Connect To Gateway    127.0.0.1:${port}    deadline=0.5s

Gateway That Speaks No HTTP/2
    ${port} =    Serve HTTP 1
    Run Keyword And Expect Error
    ...    STARTS:Cannot connect to '127.0.0.1:${port}':
    ...    Connect To Gateway    127.0.0.1:${port}    deadline=2s

Deadline That Is None Is Refused
    Run Keyword And Expect Error
    ...    A deadline should be longer than 0 s, got 0 s.
    ...    Connect To Gateway    localhost:10000    deadline=0s

Login Without A Gateway
    Run Keyword And Expect Error
    ...    There is no gateway yet; 'Connect To Gateway' connects to one.
    ...    Login    TestUser    ${PASSWORD}


*** Keywords ***
Address Should Be Refused
    [Arguments]    ${address}
    Run Keyword And Expect Error
    ...    EQUALS:Address '${address}' should be 'host:port', with a port from 1 to 65535.
    ...    Connect To Gateway    ${address}
