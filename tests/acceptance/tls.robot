*** Settings ***
Documentation     Open Connection protects a connection with TLS, and names the cause when it cannot.

Library           OperatingSystem
Library           GrpcLibrary
Library           TlsServers.py

Suite Setup       Make Files
Suite Teardown    Remove Certificates
Test Teardown     Run Keywords    Close All Connections    AND    Stop Servers
Test Timeout      30 seconds


*** Variables ***
${PROTO}    ${CURDIR}/../../protos/my_service.proto


*** Test Cases ***
Server Is Trusted By A Given Root
    ${address} =    Start Tls Server
    Open Connection    ${address}    ${PROTO}    tls=${TLS}
    Server Should Be Serving

Server Is Trusted By A Root Of The System
    ${address} =    Start Tls Server
    Set Environment Variable    SSL_CERT_FILE    ${CERTIFICATES}/root.pem
    Open Connection    ${address}    ${PROTO}    tls=system
    Server Should Be Serving
    [Teardown]    Run Keywords
    ...    Remove Environment Variable    SSL_CERT_FILE
    ...    AND    Close All Connections
    ...    AND    Stop Servers

Server And Client Trust Each Other
    ${address} =    Start Tls Server    asks_client=True
    Open Connection    ${address}    ${PROTO}    tls=${MUTUAL}
    Server Should Be Serving

Server Is Called By Another Name
    VAR    &{tls} =    root=${CERTIFICATES}/root.pem    server_name=greeter.example.com
    ${address} =    Start Tls Server    other_name
    Open Connection    ${address}    ${PROTO}    tls=${tls}
    Server Should Be Serving

Server Is Waited For Over TLS
    ${address} =    Start Tls Server
    Wait Until Server Is Ready    ${address}    5s    tls=${TLS}

Unknown Root
    ${address} =    Start Tls Server
    Connection Should Fail    ${address}    the server's certificate does not come from a trusted root    system

Certificate From Another Root
    ${address} =    Start Tls Server    from_other_root
    Connection Should Fail    ${address}    the server's certificate does not come from a trusted root

Expired Certificate
    ${address} =    Start Tls Server    expired
    Connection Should Fail    ${address}    the server's certificate has expired

Certificate For Another Name
    ${address} =    Start Tls Server    other_name
    Connection Should Fail    ${address}    the server's certificate is for another name than 'localhost'

Missing Client Certificate
    ${address} =    Start Tls Server    asks_client=True
    Connection Should Fail
    ...    ${address}
    ...    the server closed the connection; the server may expect a client certificate

Client Certificate From Another Root
    VAR    &{tls} =    &{TLS}
    ...    certificate=${CERTIFICATES}/from_other_root.pem    key=${CERTIFICATES}/from_other_root.key
    ${address} =    Start Tls Server    asks_client=True
    Connection Should Fail
    ...    ${address}    the server closed the connection; the server may not accept the client certificate    ${tls}

Plaintext Client And TLS Server
    ${address} =    Start Tls Server
    Connection Should Fail    ${address}    the server closed the connection; the server may expect TLS    ${None}

TLS Client And Plaintext Server
    ${address} =    Start Plaintext Server
    Connection Should Fail    ${address}    the server does not speak TLS

Files That Are No Certificates
    [Template]    Files Should Be Refused
    '${CERTIFICATES}/missing.pem' cannot be read: No such file or directory.
    ...    root=${CERTIFICATES}/missing.pem
    '${CERTIFICATES}/junk.pem' holds no certificate in PEM form.
    ...    root=${CERTIFICATES}/junk.pem
    For mutual TLS, give both 'certificate' and 'key'.
    ...    key=${CERTIFICATES}/client.key
    For mutual TLS, give both 'certificate' and 'key'.
    ...    certificate=${CERTIFICATES}/client.pem
    '${CERTIFICATES}/client.pem' and '${CERTIFICATES}/server.key' are no certificate in PEM form and its unencrypted key.
    ...    certificate=${CERTIFICATES}/client.pem    key=${CERTIFICATES}/server.key


*** Keywords ***
Make Files
    ${folder} =    Make Certificates
    Create File    ${folder}/junk.pem    junk
    VAR    ${CERTIFICATES} =    ${folder}    scope=SUITE
    VAR    &{TLS} =    root=${folder}/root.pem    scope=SUITE
    VAR    &{MUTUAL} =
    ...    &{TLS}    certificate=${folder}/client.pem    key=${folder}/client.key
    ...    scope=SUITE

Connection Should Fail
    [Arguments]    ${address}    ${cause}    ${tls}=${TLS}
    Run Keyword And Expect Error
    ...    EQUALS:Cannot connect to '${address}': ${cause}.
    ...    Open Connection    ${address}    ${PROTO}    tls=${tls}

Files Should Be Refused
    [Arguments]    ${message}    &{tls}
    Run Keyword And Expect Error
    ...    EQUALS:${message}
    ...    Open Connection    localhost:1    ${PROTO}    tls=${tls}
