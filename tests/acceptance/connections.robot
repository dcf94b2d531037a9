*** Settings ***
Documentation    Connections have aliases and settings of their own; what a server does wrong is told in a sentence.

Library          OperatingSystem
Library          GrpcLibrary
Library          StackLibrary
Library          ConnectionServers.py
Library          Listeners.py

Test Setup       Start Server
Test Teardown    Run Keywords    Close All Connections    AND    Stop Servers    AND    Stop Listening    AND    Stop Stack
Test Timeout     30 seconds


*** Variables ***
${PROTO}            ${CURDIR}/../../protos/my_service.proto
${TOKEN: Secret}    %{TOKEN=a.to.ken}
${ECHO}             MyServiceAPI/MyServiceEcho


*** Test Cases ***
Connections Have Aliases
    Open Connection    ${ADDRESS}    ${PROTO}    alias=one    metadata=${{ {'session-id': '1'} }}
    Open Connection    ${ADDRESS}    ${PROTO}    alias=two    metadata=${{ {'session-id': '2'} }}
    Session Should Be    2
    Session Should Be    1    connection=one
    Switch Connection    One
    Session Should Be    1

Active Connection Is Closed
    Open Connection    ${ADDRESS}    ${PROTO}    alias=one
    Open Connection    ${ADDRESS}    ${PROTO}    alias=two
    Close Connection
    Run Keyword And Expect Error
    ...    There is no active connection; 'Open Connection' opens one.
    ...    Call Rpc    ${ECHO}
    Call Rpc    ${ECHO}    connection=one
    Run Keyword And Expect Error
    ...    There is no connection 'two'; open are: 'one'.
    ...    Close Connection    two

Other Connection Is Closed
    Open Connection    ${ADDRESS}    ${PROTO}    alias=one
    Open Connection    ${ADDRESS}    ${PROTO}    alias=two
    Close Connection    one
    Call Rpc    ${ECHO}
    Run Keyword And Expect Error
    ...    There is no connection 'one'; open are: 'two'.
    ...    Switch Connection    one

Default Metadata May Be Secret
    VAR    &{metadata} =    session-id=s1    authorization=${TOKEN}
    Open Connection    ${ADDRESS}    ${PROTO}    metadata=${metadata}
    ${answer} =    Call Rpc    ${ECHO}
    Should Be Equal    ${answer.client_session_id}    s1
    Should Be Equal    ${answer.pod_name}    True

Metadata That Cannot Be Sent Is Refused
    [Template]    Metadata Should Be Refused
    Metadata key 'Session Id' should consist of a-z, 0-9, '_', '-' and '.' only.    Session Id=1
    Metadata 'session-id' should consist of printable ASCII characters only.    session-id=é
    Metadata 'session-id' has no value, expected text or bytes.    session-id=${None}
    Metadata key 'grpc-timeout' is one that gRPC itself sends.    Grpc-Timeout=1S

Key That Is Sent More Than Once
    VAR    @{values} =    one    two
    VAR    &{metadata} =    Session-Id=${values}
    Open Connection    ${ADDRESS}    ${PROTO}    metadata=${metadata}
    ${answer} =    Call Rpc    ${ECHO}
    Should Be Equal    ${answer.client_session_id}    one, two

Deadline Of The Connection And Of The Call
    Open Connection    ${ADDRESS}    ${PROTO}    deadline=0.2s
    Expect Status    DEADLINE_EXCEEDED    Call Rpc    ${ECHO}    value=hang
    Duration Should Be Below    2s
    Open Connection    ${ADDRESS}    ${PROTO}    alias=patient    deadline=20s
    Expect Status    DEADLINE_EXCEEDED    Call Rpc    ${ECHO}    value=hang    deadline=0.2s
    Duration Should Be Below    2s

Unix Socket
    ${address} =    Start Echo Server    unix:${TEMPDIR}/grpc_library.sock
    Open Connection    ${address}    ${PROTO}
    ${answer} =    Call Rpc    ${ECHO}    value=Hello!
    Should Be Equal    ${answer.client_value}    Hello!
    [Teardown]    Run Keywords    Close All Connections    AND    Stop Servers

Message Size Is Limited By A Channel Option
    VAR    &{options} =    grpc.max_receive_message_length=${10}
    Open Connection    ${ADDRESS}    ${PROTO}    options=${options}
    Run Keyword And Expect Error
    ...    GLOB:Call of '/my_service.MyServiceAPI/MyServiceEcho' at '${ADDRESS}' failed with RESOURCE_EXHAUSTED '*CLIENT: Received message larger than max (21 vs. 10)*', expected OK.
    ...    Call Rpc
    ...    ${ECHO}
    ...    value=twelve_bytes

Message Is Compressed
    ${relay} =    Start Relay    ${ADDRESS}
    Open Connection    ${relay}    ${PROTO}    compression=gzip
    ${answer} =    Call Rpc    ${ECHO}    value=${{ 'a' * 100_000 }}
    Length Should Be    ${answer.client_value}    100000
    ${bytes} =    Get Relayed Bytes
    Should Be True    ${bytes} < 5000

Message Is Not Compressed
    ${relay} =    Start Relay    ${ADDRESS}
    Open Connection    ${relay}    ${PROTO}
    Call Rpc    ${ECHO}    value=${{ 'a' * 100_000 }}
    ${bytes} =    Get Relayed Bytes
    Should Be True    ${bytes} > 100_000

Server That Comes Up Later Is Waited For
    ${address} =    Start Echo Server After First Attempt
    Wait Until Server Is Ready    ${address}    10s
    Open Connection    ${address}    ${PROTO}

Server That Never Comes Up
    ${port} =    Listen Silently
    Stop Listening
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '127.0.0.1:${port}' within 0.3 s: UNKNOWN: ipv4:127.0.0.1:${port}: Failed to connect to remote host: Connection refused.
    ...    Wait Until Server Is Ready
    ...    127.0.0.1:${port}
    ...    0.3s

Health Is Judged
    Open Connection    ${ADDRESS}    ${PROTO}
    Server Should Be Serving
    Run Keyword And Expect Error
    ...    EQUALS:Service 'resting' at '${ADDRESS}' is 'NOT_SERVING', expected 'SERVING'.
    ...    Server Should Be Serving    resting
    Run Keyword And Expect Error
    ...    EQUALS:Service 'other' at '${ADDRESS}' does not tell its health: NOT_FOUND with an empty message, expected SERVING.
    ...    Server Should Be Serving
    ...    other

Server Without Health Service
    ${address} =    Start Echo Server    has_health=False
    Open Connection    ${address}    ${PROTO}
    Run Keyword And Expect Error
    ...    EQUALS:The server at '${address}' does not tell its health: UNIMPLEMENTED 'Method not found!', expected SERVING.
    ...    Server Should Be Serving

Instance Of A Stack Is Called Without Its Gateway
    Start Stack    instances=1
    ${instances} =    Get Instances
    Open Connection    ${instances[0].address}
    Server Should Be Serving
    ${message} =    Expect Status    UNAUTHENTICATED    Call Rpc    MyServiceAPI/MyServiceEcho
    Should Not Be Empty    ${message}

Server That Resets The Connection
    ${address} =    Listen And Reset
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '${address}': the server closed the connection; the server may expect TLS.
    ...    Open Connection    ${address}    ${PROTO}

Server That Says Nothing
    ${port} =    Listen Silently
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '127.0.0.1:${port}' within 0.3 s: no gRPC server answered.
    ...    Open Connection    127.0.0.1:${port}    ${PROTO}    deadline=0.3s

Server Of Web Pages
    ${address} =    Serve Web Pages
    Open Connection    ${address}    ${PROTO}
    Run Keyword And Expect Error
    ...    EQUALS:Call of '/my_service.MyServiceAPI/MyServiceEcho' at '${address}' failed with UNKNOWN 'No status received', expected OK.
    ...    Call Rpc
    ...    ${ECHO}


*** Keywords ***
Start Server
    ${address} =    Start Echo Server
    VAR    ${ADDRESS} =    ${address}    scope=TEST

Session Should Be
    [Arguments]    ${id}    &{call}
    ${answer} =    Call Rpc    ${ECHO}    &{call}
    Should Be Equal    ${answer.client_session_id}    ${id}

Metadata Should Be Refused
    [Arguments]    ${message}    &{metadata}
    Open Connection    ${ADDRESS}    ${PROTO}    metadata=${metadata}    alias=${message}
    Run Keyword And Expect Error    EQUALS:${message}    Call Rpc    ${ECHO}
