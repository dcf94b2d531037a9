*** Settings ***
Documentation    What is wrong with a token is told, and bad credentials must be refused in the right words.

Resource         fake_gateway.resource

Test Setup       Connect To Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Variables ***
${REFUSAL}    UNAUTHENTICATED 'missing or invalid token'


*** Test Cases ***
Token Fits Its Session
    Log In As S1
    Token Should Fit Session

Each Claim Is Judged
    [Template]    Token With Wrong Claim Should Fail
    sub    nobody    TestUser
    role    root    admin
    session_id    other    s1

Expiry And Moment Of Issue Are Judged
    Logins Are Answered With Token    exp=${1}    iat=${0}
    ${session} =    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token has the claim 'exp' '1', expected '${{ int($session.expires_at.timestamp()) }}'.
    ...    Token Should Fit Session
    Close Session
    Logins Are Answered With Token    iat=${None}
    ${session} =    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token has the claim 'iat' 'None', expected a moment before '${{ int($session.expires_at.timestamp()) }}', its expiry.
    ...    Token Should Fit Session

Other Algorithm Fails
    Logins Are Answered With Token    algorithm=HS384
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token is signed with 'HS384', expected 'HS256'.
    ...    Token Should Fit Session

Token Of Another Kind Fails
    Answers Have    Login    token=opaque
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token is not a JSON Web Token of three parts.
    ...    Token Should Fit Session

Token Of Another Kind Cannot Be Forged
    [Template]    Forging Should Be Refused
    opaque    forged claims
    opaque    alg none
    a.b.c    another key
    a.b.    forged signature

Refusal In The Right Words Passes
    Log In As S1
    Echoes Fail With    UNAUTHENTICATED    missing or invalid token
    ${message} =    Bad Credentials Should Be Refused    MyServiceEcho    forged signature
    Should Be Equal    ${message}    missing or invalid token

Bad Credentials That Are Let In Fail
    [Template]    Credentials That Are Let In Should Fail
    empty token    ${REFUSAL}
    garbage    ${REFUSAL}
    no signature    ${REFUSAL}
    forged signature    ${REFUSAL}
    forged claims    ${REFUSAL}
    alg none    ${REFUSAL}
    another key    ${REFUSAL}
    no token    ${REFUSAL}
    another session-id    ${REFUSAL}
    empty session-id    UNAUTHENTICATED 'missing session-id'

Subscribe And Shutdown Are Judged Likewise
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, was answered by 'myservice-1', expected ${REFUSAL} because of 'no token'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceSubscribe
    ...    no token
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SHUTDOWN}, was answered by 'myservice-1', expected ${REFUSAL} because of 'no token'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceShutdown
    ...    no token

Subscription That Ends Without A Message Is Judged
    Log In As S1
    Subscriptions Bring Messages From
    Subscriptions End With    OK    ${EMPTY}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, ended with OK, expected ${REFUSAL} because of 'no token'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceSubscribe
    ...    no token

Refusal With Another Code Or In Other Words Fails
    Log In As S1
    Echoes Fail With    PERMISSION_DENIED    missing or invalid token
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, failed with PERMISSION_DENIED 'missing or invalid token', expected ${REFUSAL} because of 'garbage'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceEcho
    ...    garbage
    Echoes Fail With    UNAUTHENTICATED    token expired
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${ECHO}, failed with UNAUTHENTICATED 'token expired', expected ${REFUSAL} because of 'garbage'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceEcho
    ...    garbage

Another Session's Token Needs Another Session
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:'another session's token' needs a second session; 'Login' opens one.
    ...    Bad Credentials Should Be Refused    MyServiceEcho    another session's token
    Login    TestUser    ${PASSWORD}    session_id=s2
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, was answered by 'myservice-1', expected ${REFUSAL} because of 'another session's token'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceEcho
    ...    another session's token
    ...    session=s1

Token That Is Refused Too Early Fails
    Log In As S1
    Echoes Fail With    UNAUTHENTICATED    missing or invalid token
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call 1, ${ECHO}, failed with ${REFUSAL}, expected an answer: the token expires in 3\\d+\\.\\d s\\.$
    ...    Wait Until Token Is Refused

Token That Does Not Expire Fails
    Logins Are Answered With Token    expires_in=${1}
    Answers Have    Login    expires_in=2
    Log In As S1
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d+, ${ECHO}, was answered by 'myservice-1', expected a refusal: the token expired 0\\.\\d s before\\.$
    ...    Wait Until Token Is Refused
    ...    leeway=0.1s

Expired Token In Other Words Fails
    Answers Have    Login    expires_in=2
    Log In As S1
    Echoes Fail With    UNAUTHENTICATED    token expired
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, failed with UNAUTHENTICATED 'token expired', expected ${REFUSAL} because of 'an expired token'.
    ...    Wait Until Token Is Refused
    ...    message=missing or invalid token


*** Keywords ***
Forging Should Be Refused
    [Arguments]    ${token}    ${credentials}
    Answers Have    Login    token=${token}
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token is not a JSON Web Token of three parts, from which '${credentials}' can be made.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceEcho
    ...    ${credentials}
    Close Session

Log In As S1
    ${session} =    Login    TestUser    ${PASSWORD}    session_id=s1
    RETURN    ${session}

Token With Wrong Claim Should Fail
    [Arguments]    ${claim}    ${wrong}    ${right}
    Logins Are Answered With Token    &{{ {$claim: $wrong} }}
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': the token has the claim '${claim}' '${wrong}', expected '${right}'.
    ...    Token Should Fit Session
    Close Session

Credentials That Are Let In Should Fail
    [Arguments]    ${credentials}    ${refusal}
    Log In As S1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, was answered by 'myservice-1', expected ${refusal} because of '${credentials}'.
    ...    Bad Credentials Should Be Refused
    ...    MyServiceEcho
    ...    ${credentials}
    Close Session
