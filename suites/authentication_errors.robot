*** Settings ***
Documentation    Echo, Subscribe and Shutdown are for those with a genuine, valid token of the very session: at the
...              gateway, and at each instance itself as well. What is refused changes nothing.

Resource         ../resources/system.resource

Test Setup       Ada Holds An Instance
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-MS-5


*** Variables ***
# What a client with an expired token is told; None, on another system than MyService, stands for any words.
${EXPIRED}    ${{ 'missing or invalid token' if $SYSTEM is None else None }}


*** Test Cases ***
Gateway Refuses Bad Credentials
    All Bad Credentials Should Be Refused    session=Ada
    Session Should Stay On Instance    calls=2    session=Ada

Instance Refuses Bad Credentials
    [Setup]    Ada Holds An Instance Within Reach
    Ada Calls Her Instance Directly
    All Bad Credentials Should Be Refused    session=Ada directly
    Session Should Stay On Instance    calls=2    session=Ada directly

Expired Token Is Refused
    [Setup]    Ada Holds A Token That Expires    token_lifetime=4s
    Ada's Token Expires Soon
    Wait Until Token Is Refused    leeway=1s    message=${EXPIRED}    session=Ada
    Calls With Expired Token Should Be Refused    session=Ada

Instance Refuses Expired Token
    [Setup]    Ada Holds An Instance Within Reach    token_lifetime=4s
    Ada Calls Her Instance Directly
    Ada's Token Expires Soon
    Wait Until Token Is Refused    leeway=1s    message=${EXPIRED}    session=Ada directly
    Calls With Expired Token Should Be Refused    session=Ada directly


*** Keywords ***
Ada Holds An Instance
    [Arguments]    &{settings}
    Skip Unless System Is MyService    the credentials
    Start The System    &{settings}
    Ada Calls Beside Mallory

Ada Holds An Instance Within Reach
    [Documentation]    Takes no instance of a system whose instances cannot be called directly.
    [Arguments]    &{settings}
    Skip Unless System Is MyService    the credentials
    Start The System    &{settings}
    Get Address Of Instance    myservice-1
    Ada Calls Beside Mallory

Ada Holds A Token That Expires
    [Documentation]    Skips the test on a system whose logins do not tell when a token expires.
    [Arguments]    &{settings}
    Start The System    &{settings}
    Skip Unless System Has    login
    ${system} =    Get System
    Skip If    $system.login.expires is None
    ...    The description of '${system.name}' has no key 'expires' in [login], which this test needs.
    Clients Log In    Ada
    Call With Session    session=Ada

Ada Calls Beside Mallory
    Clients Log In    Mallory    Ada
    Call With Session    session=Ada

Ada Calls Her Instance Directly
    ${session} =    Switch Session    Ada
    ${address} =    Get Address Of Instance    ${session.instance}
    Copy Session    ${address}    alias=Ada directly

All Bad Credentials Should Be Refused
    [Arguments]    ${session}
    FOR    ${method}    IN    MyServiceEcho    MyServiceSubscribe    MyServiceShutdown
        Each Bad Credential Should Be Refused    ${method}    session=${session}
    END

Each Bad Credential Should Be Refused
    [Arguments]    ${method}    ${session}
    FOR    ${credentials}    IN
    ...    no token    empty token    garbage    no signature    forged signature    forged claims    alg none
    ...    another key    another session's token    another session-id    no session-id    empty session-id
        Bad Credentials Should Be Refused    ${method}    ${credentials}    session=${session}
    END

Ada's Token Expires Soon
    [Documentation]    Skips the test where that would take too long to be waited for.
    ${session} =    Switch Session    Ada
    ${left} =    Evaluate    ($session.expires_at - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
    Skip If    ${left} > 30    The token is valid for ${left} s more, too long to wait for its expiry.

Calls With Expired Token Should Be Refused
    [Arguments]    ${session}
    ${system} =    Get System
    VAR    &{calls} =
    ...    Call With Session=${system.call}    Subscribe=${system.stream}    Shutdown Instance=${system.shutdown}
    FOR    ${call}    ${described}    IN    &{calls}
        IF    not $described    CONTINUE
        Expect Status    UNAUTHENTICATED    ${call}    session=${session}
        IF    $EXPIRED is not None
            Status Should Be    UNAUTHENTICATED    ${EXPIRED}
        END
    END
