*** Settings ***
Documentation     Sessions at a gateway behind TLS; without it, and the other way round, the failure says so.

Library           TlsServers.py
Library           TlsFront.py
Resource          ../../resources/system.resource

Suite Setup       Start The System Behind Tls
Suite Teardown    Stop All
Test Teardown     Close All Sessions
Test Timeout      1 minute


*** Test Cases ***
Suite's Variables Protect The Connection
    VAR    ${TLS_ROOT} =    ${CERTIFICATES}/root.pem    scope=TEST
    Connect A Client    ${FRONT}
    Client Begins A Session
    Session Should Stay On Instance    calls=2

Gateway Is Called By Another Name
    VAR    ${TLS_ROOT} =    ${CERTIFICATES}/root.pem    scope=TEST
    VAR    ${TLS_SERVER_NAME} =    gateway.example.com    scope=TEST
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '${FRONT}': the server's certificate is for another name than 'gateway.example.com'.
    ...    Connect A Client
    ...    ${FRONT}

Plaintext To A Gateway That Expects Tls
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '${FRONT}': the server closed the connection; the server may expect TLS.
    ...    Connect To Gateway    ${FRONT}

Tls To A Gateway That Does Not Speak It
    VAR    &{tls} =    root=${CERTIFICATES}/root.pem    server_name=localhost
    ${address} =    Get Gateway Address
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '${address}': the server closed the connection; the server does not speak TLS.
    ...    Connect To Gateway    ${address}    tls=${tls}


*** Keywords ***
Start The System Behind Tls
    ${folder} =    Make Certificates
    VAR    ${CERTIFICATES} =    ${folder}    scope=SUITE
    Start The System
    ${address} =    Get Gateway Address
    ${front} =    Start Tls Front    ${address}    ${folder}/server.pem    ${folder}/server.key
    VAR    ${FRONT} =    ${front}    scope=SUITE

Stop All
    Stop Tls Front
    Stop The System
    Remove Certificates
