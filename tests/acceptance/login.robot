*** Settings ***
Documentation    Login accepts a session that can be used, and nothing else.

Resource         fake_gateway.resource

Test Setup       Connect To Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Login Returns The Session
    ${session} =    Login    TestUser    ${PASSWORD}    session_id=s1
    Should Be Equal    ${session.id}    s1
    Should Be Equal    ${session.username}    TestUser
    Should Be Equal    ${session.role}    admin
    Should Be True    3590 < ($session.expires_at - datetime.datetime.now(datetime.timezone.utc)).seconds <= 3600
    Should Be Equal As Strings    ${session.token}    <secret>

Session Id Is Unique When None Is Given
    ${first} =    Login    TestUser    ${PASSWORD}
    ${second} =    Login    TestUser    ${PASSWORD}
    Should Match Regexp    ${first.id}    ^robot-integration-test-session-\\d{8}-\\d{6}-[0-9a-f]{8}$
    Should Not Be Equal    ${first.id}    ${second.id}

Empty Token Is Refused
    Answers Have    Login    token=${EMPTY}
    Login Should Fail    was answered with an empty token.

Empty Role Is Refused
    Answers Have    Login    role=${EMPTY}
    Login Should Fail    was answered with an empty role.

Missing Expiry Is Refused
    Answers Have    Login    expires_in=${None}
    Login Should Fail    was answered without an expiry.

Past Expiry Is Refused
    Answers Have    Login    expires_in=-60
    ${now} =    Evaluate    r"'\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d' UTC"
    Login Should Fail Matching    was answered with the expiry ${now}, expected one after ${now}\\.

Failed Login Leaves No Session
    Answers Have    Login    token=${EMPTY}
    Login Should Fail    was answered with an empty token.
    Run Keyword And Expect Error    There is no active session; 'Login' opens one.    Echo With Session

Password That Is Text Is Refused And The Way Out Is Named
    Run Keyword And Expect Error
    ...    EQUALS:Argument 'password' of 'Login' is text, which logs show, expected a Secret, as in 'VAR \ \ \ \${password: Secret} \ \ \ \%{TEST_PASSWORD}'. For a wrong password of a negative test, 'Login Should Be Refused' takes text.
    ...    Login
    ...    TestUser
    ...    TestPassword

Refused Login Is Reported With Its Status
    Logins Fail With    PERMISSION_DENIED    invalid username or password
    Login Should Fail    failed with PERMISSION_DENIED 'invalid username or password', expected a session.
    ${message} =    Expect Status    PERMISSION_DENIED    Login    TestUser    ${PASSWORD}
    Should Be Equal    ${message}    invalid username or password

Wrong Passwords Of A Table Are Refused
    [Setup]    Connect To Gateway That Refuses Logins    UNAUTHENTICATED    invalid username or password
    [Template]    Login Should Be Refused
    TestUser    wrong
    TestUser    ${EMPTY}
    TestUser    ${PASSWORD}    UNAUTHENTICATED
    TestUser    wrong    16    invalid username or password
    TestUser    wrong    session_id=s1

Refusal Returns Its Message And Leaves No Session
    Logins Fail With    PERMISSION_DENIED    go away
    ${message} =    Login Should Be Refused    TestUser    wrong
    Should Be Equal    ${message}    go away
    Status Should Be    PERMISSION_DENIED    go away
    Run Keyword And Expect Error    There is no active session; 'Login' opens one.    Echo With Session

Login That Is Accepted Fails
    [Template]    Missing Refusal Should Fail
    was accepted, expected UNAUTHENTICATED or PERMISSION_DENIED.
    was accepted, expected NOT_FOUND.    NOT_FOUND
    was accepted, expected UNAUTHENTICATED 'no'.    UNAUTHENTICATED    no

Login That Is Accepted With An Empty Token Fails
    Answers Have    Login    token=${EMPTY}
    Missing Refusal Should Fail    was accepted, expected UNAUTHENTICATED or PERMISSION_DENIED.

Refusal With Another Code Fails
    Logins Fail With    UNAVAILABLE    go away
    Missing Refusal Should Fail
    ...    failed with UNAVAILABLE 'go away', expected UNAUTHENTICATED or PERMISSION_DENIED.
    Missing Refusal Should Fail
    ...    failed with UNAVAILABLE 'go away', expected PERMISSION_DENIED 'go away'.
    ...    PERMISSION_DENIED
    ...    go away

Refusal In Other Words Fails
    Logins Fail With    UNAUTHENTICATED    go away
    Missing Refusal Should Fail
    ...    failed with UNAUTHENTICATED 'go away', expected UNAUTHENTICATED 'Go away'.
    ...    UNAUTHENTICATED
    ...    Go away

Code That Is None Is Refused
    Run Keyword And Expect Error
    ...    STARTS:'DENIED' is not a gRPC status code, expected one of: OK, CANCELLED,
    ...    Login Should Be Refused    TestUser    wrong    DENIED

Second Use Of An Alias Is Refused
    Login    TestUser    ${PASSWORD}    alias=Ada
    Run Keyword And Expect Error
    ...    There already is a session 'ADA': give another alias, or end that one.
    ...    Login    TestUser    ${PASSWORD}    alias=ADA

Session Id That gRPC Cannot Carry Is Refused Without Showing The Token
    Login    TestUser    ${PASSWORD}    session_id=Zoë
    Run Keyword And Expect Error
    ...    Metadata 'session-id' should consist of printable ASCII characters only.
    ...    Echo With Session


*** Keywords ***
Connect To Gateway That Refuses Logins
    [Arguments]    ${code}    ${message}
    Connect To Fake Gateway
    Logins Fail With    ${code}    ${message}

Missing Refusal Should Fail
    [Arguments]    ${what}    @{expected}
    Run Keyword And Expect Error
    ...    EQUALS:Login of 'TestUser' at '${GATEWAY}' ${what}
    ...    Login Should Be Refused    TestUser    wrong    @{expected}

Login Should Fail
    [Arguments]    ${what}
    Run Keyword And Expect Error
    ...    EQUALS:Login of 'TestUser' for session 's1' at '${GATEWAY}' ${what}
    ...    Login    TestUser    ${PASSWORD}    session_id=s1

Login Should Fail Matching
    [Arguments]    ${pattern}
    Run Keyword And Expect Error
    ...    REGEXP:^Login of 'TestUser' for session 's1' at '${GATEWAY}' ${pattern}$
    ...    Login    TestUser    ${PASSWORD}    session_id=s1
