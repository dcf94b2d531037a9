*** Settings ***
Documentation    A client logs in again under the same session id, as it does when its token is about to expire. The
...              session stays on its instance. What becomes of a stream whose token expires is as the system declares.

Resource         ../resources/system.resource

Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MS-5


*** Test Cases ***
Session With A Renewed Token Stays On Its Instance
    [Setup]    Start The System    instances_needed=2
    Skip Unless Clients Choose Session Ids
    Clients Hold An Instance Each    Ada    Bob
    ${ada} =    Get Session    Ada
    Login    ${USERNAME}    ${PASSWORD}    session_id=${ada.id}    alias=Ada renewed
    ${instance} =    Session Should Stay On Instance    calls=5    session=Ada renewed
    Should Be Equal    ${instance}    ${ada.instance}
    Clients Should Stay On Their Instances    Ada    Bob    calls=2

Stream Whose Token Expires Does As The System Declares
    [Setup]    Start The System    instances_needed=2    token_lifetime=2s
    Skip Unless System Has    stream
    Clients Log In    Ada
    ${seconds} =    Token Of Ada Should Expire Soon
    Subscribe    session=Ada
    Wait Until Token Is Refused    session=Ada
    IF    $EXPIRED_STREAM == 'goes on'
        ${messages} =    Messages Until One Is Sent After    ${seconds}
        Subscription Should Receive Messages    messages=${messages}    interval=${SUBSCRIBE_INTERVAL}
    ELSE
        Subscription Should End    ${EXPIRED_STREAM}
    END


*** Keywords ***
Skip Unless Clients Choose Session Ids
    Skip Unless System Has    login
    ${system} =    Get System
    Skip If
    ...    $system.login.gives_id
    ...    The system gives ids to sessions itself, so that no client can renew one's token.

Token Of Ada Should Expire Soon
    [Documentation]    Skips the test if it does not. Returns how many seconds the token is still valid.
    ${ada} =    Get Session    Ada
    Skip If    $ada.expires_at is None    The system's logins do not tell when tokens expire.
    ${left} =    Evaluate    ($ada.expires_at - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
    Skip If    ${left} > 30    The token is valid for ${left} s more, too long to wait for its expiry.
    RETURN    ${left}

Messages Until One Is Sent After
    [Documentation]    Messages sent before the expiry are already buffered, so that receiving them proves nothing.
    [Arguments]    ${seconds}
    ${interval} =    Evaluate    robot.utils.timestr_to_secs($SUBSCRIBE_INTERVAL)    modules=robot.utils
    ${messages} =    Evaluate    int($seconds / $interval) + 2
    RETURN    ${messages}
