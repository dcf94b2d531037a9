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
    Should Match Regexp    ${first.id}    ^robot-\\d{8}-\\d{6}-[0-9a-f]{8}$
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

Plain String Is No Password
    Run Keyword And Expect Error
    ...    ValueError: Argument 'password' must have type 'Secret', got string.
    ...    Login    TestUser    TestPassword

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
