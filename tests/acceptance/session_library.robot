*** Settings ***
Documentation    SessionLibrary does what the description has, and says what it does not have.

Library          GrpcLibrary
Library          SessionLibrary    descriptions/calls_only.toml
Library          SessionLibrary    descriptions/gives_ids.toml    AS    IdLibrary
Library          FakeGateway.py

Test Setup       Connect To Fake Gateway
Test Teardown    Close Sessions And Fake Gateway
Test Timeout     30 seconds


*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}
${TOKEN: Secret}       %{NO_SUCH_VARIABLE=t0ken}


*** Test Cases ***
Session Without A Login Is Opened
    ${session} =    Open Session    cart-7    ${TOKEN}    alias=Ada
    Should Be Equal    ${session.id}    cart-7
    Should Be Equal    ${session.alias}    Ada
    Should Be Equal As Strings    ${session.token}    <secret>
    ${answer} =    Call With Session    Hello!
    Should Be Equal    ${answer.client_session_id}    cart-7
    Should Be Equal    ${answer}[client_value]    Hello!

Session Id Is Unique When None Is Given
    ${first} =    Open Session
    ${second} =    Open Session
    Should Match Regexp    ${first.id}    ^robot-integration-test-session-\\d{8}-\\d{6}-[0-9a-f]{8}$
    Should Not Be Equal    ${first.id}    ${second.id}
    Should Be Equal    ${first.token}    ${None}

Token That Is Text Is Hidden
    ${session} =    Open Session    token=t0ken
    Should Be Equal As Strings    ${session.token}    <secret>

Opened Session Is Judged
    Open Session    cart-7
    Answers Have    MyServiceEcho    client_session_id=cart-8
    Run Keyword And Expect Error
    ...    EQUALS:Session 'cart-7': call 1, ${CALL}, was answered by 'myservice-1' with 'client_session_id' 'cart-8', expected 'cart-7'.
    ...    Call With Session
    Echoes Fail With    INTERNAL    session conflict
    Run Keyword And Expect Error
    ...    EQUALS:Session 'cart-7': call 2, ${CALL}, failed with INTERNAL 'session conflict', expected an answer.
    ...    Call With Session

Session Cannot Be Opened
    Open Session    cart-7    alias=Ada
    Run Keyword And Expect Error
    ...    EQUALS:There already is a session 'ADA': give another alias, or end that one.
    ...    Open Session    cart-8    alias=ADA
    SessionLibrary.Close All Sessions
    Run Keyword And Expect Error
    ...    EQUALS:There is no gateway yet; 'Connect To Gateway' connects to one.
    ...    Open Session    cart-7

What A Description Has Is Known
    ${system} =    Get System
    Should Be Equal    ${system.name}    calls_only
    Should Be Equal    ${system.login}    ${None}
    Should Be Equal    ${system.stream}    ${None}
    Should Be Equal    ${system.shutdown}    ${None}
    ${other} =    IdLibrary.Get System
    Should Be Equal    ${other.login.name}    Login
    SessionLibrary.Close All Sessions
    Run Keyword And Expect Error
    ...    EQUALS:There is no gateway yet; 'Connect To Gateway' connects to one.
    ...    Get System

What A Description Does Not Have Is Told
    [Template]    Keyword Should Be Refused
    The description of 'calls_only' has no section [login]: 'Open Session' begins its sessions.
    ...    Login    Ada    ${PASSWORD}
    The description of 'calls_only' has no section [login]: 'Open Session' begins its sessions.
    ...    Login Should Be Refused    Ada    wrong
    The description of 'calls_only' has no section [stream].    Subscribe
    The description of 'calls_only' has no section [stream].    Subscribe Until Deadline
    The description of 'calls_only' has no section [shutdown].    Shutdown Instance
    Session 'cart-7' has no token.    Token Should Fit Session
    Session 'cart-7' does not know when its token expires: no login has told it.
    ...    Wait Until Token Is Refused

Crowd Needs No Login
    Run Keyword And Expect Error
    ...    EQUALS:Session 'client 2': call 1, ${CALL}, was answered by 'myservice-1', expected another instance than that of 'client 1'.
    ...    SessionLibrary.Crowd Should Fill All Instances
    ...    clients=4
    Run Keyword And Expect Error
    ...    EQUALS:The sessions begin with a login: give 'username' and 'password'.
    ...    IdLibrary.Crowd Should Fill All Instances    clients=4

System May Choose The Ids
    ${session} =    IdLibrary.Login    Ada    ${PASSWORD}
    Should Be Equal    ${session.id}    admin
    IdLibrary.Session Should Stay On Instance    session=admin
    Run Keyword And Expect Error
    ...    EQUALS:System 'gives_ids' chooses the ids of its sessions itself: leave 'session_id' out.
    ...    IdLibrary.Login    Ada    ${PASSWORD}    session_id=cart-7
    Run Keyword And Expect Error
    ...    EQUALS:There already is a session 'admin': give another alias, or end that one.
    ...    IdLibrary.Login    Ada    ${PASSWORD}

Description That Is Not There Is Told
    Import Library    SessionLibrary    missing.toml    AS    Missing
    ${folder} =    Evaluate    pathlib.Path.cwd()
    Run Keyword And Expect Error
    ...    EQUALS:There is no description 'missing.toml' in '${CURDIR}' or '${folder}'.
    ...    Missing.Connect To Gateway    localhost:1


*** Keywords ***
Connect To Fake Gateway
    ${address} =    Start Fake Gateway
    VAR    ${CALL} =    MyServiceEcho at '${address}'    scope=TEST
    SessionLibrary.Connect To Gateway    ${address}
    IdLibrary.Connect To Gateway    ${address}
    Set Library Search Order    SessionLibrary

Close Sessions And Fake Gateway
    SessionLibrary.Close All Sessions
    IdLibrary.Close All Sessions
    Stop Fake Gateway

Keyword Should Be Refused
    [Arguments]    ${message}    @{keyword}
    Open Session    cart-7
    Run Keyword And Expect Error    EQUALS:${message}    @{keyword}
    Close Session
