*** Settings ***
Documentation    Expect Status passes when a keyword fails with one of the given statuses, and only then.

Resource         fake_gateway.resource

Test Setup       Open Session At Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Expected Status Passes And Its Message Is Returned
    Echoes Fail With    INTERNAL    session conflict
    ${message} =    Expect Status    INTERNAL    Echo With Session    value=Hello!
    Should Be Equal    ${message}    session conflict

One Of Several Statuses Passes
    Echoes Fail With    RESOURCE_EXHAUSTED    all instances are busy
    Expect Status    UNAVAILABLE    RESOURCE_EXHAUSTED    Session Should Stay On Instance    calls=2

Code May Be A Number Or A Variable
    Echoes Fail With    UNAVAILABLE    going away    times=2
    VAR    ${code} =    unavailable
    Expect Status    14    Echo With Session
    Expect Status    ${code}    Echo With Session

Arguments Reach The Keyword As They Stand
    Echoes Fail With    INTERNAL    session conflict
    Expect Status    INTERNAL    Log And Echo    C:\\temp \${x}    named=${PASSWORD}

Other Status Fails
    Echoes Fail With    INTERNAL    session conflict
    Run Keyword And Expect Error
    ...    EQUALS:'Echo With Session' failed with INTERNAL 'session conflict', expected UNAVAILABLE or RESOURCE_EXHAUSTED.
    ...    Expect Status
    ...    UNAVAILABLE
    ...    RESOURCE_EXHAUSTED
    ...    Echo With Session

Keyword That Passes Fails
    Run Keyword And Expect Error
    ...    EQUALS:'Echo With Session' passed with OK, expected INTERNAL.
    ...    Expect Status    INTERNAL    Echo With Session

Failure For Another Reason Than The Status Fails
    Answers Have    MyServiceEcho    index=1
    Run Keyword And Expect Error
    ...    EQUALS:'Echo With Session' failed without a status, expected INTERNAL: Session 's1': call 1, ${ECHO}, was answered by 'myservice-1' with 'index' '1', expected '0'.
    ...    Expect Status
    ...    INTERNAL
    ...    Echo With Session

Right Status With Wrong Words Fails
    [Template]    Words Should Be Without A Status
    UNAVAILABLE    Expect Unavailable    message=no healthy
    UNAUTHENTICATED    Bad Credentials Should Be Refused    MyServiceEcho    alg none
    INTERNAL    Echo Fails And Is Judged    Status Should Be    INTERNAL    no words
    INTERNAL    Echo Fails And Is Judged    Duration Should Be Below    0s
    INTERNAL    Echo Fails And Is Judged    Metadata Should Contain    x-trace

Failure For Another Reason As Well Fails
    [Template]    Failure Should Be Without A Status
    Call Fails And Then Something Else
    Call Fails And So Does The Teardown
    Call Fails And So Does What Is Done Finally
    Something Else Fails And Then The Call

Status Is Seen Through Keywords That Run Keywords
    [Template]    Status Should Be Seen
    Call In Control Structures
    Wait Until Keyword Succeeds    2x    0s    Call In Control Structures
    Repeat Keyword    2x    Call In Control Structures
    Run Keywords    Echo With Session    AND    No Operation

Keyword That Makes No Call Fails
    Run Keyword And Expect Error
    ...    EQUALS:'No Operation' passed without a status, expected INTERNAL.
    ...    Expect Status    INTERNAL    No Operation
    Run Keyword And Expect Error
    ...    EQUALS:'Switch Session' failed without a status, expected INTERNAL: There is no session 'Ada'; open are: 's1'.
    ...    Expect Status
    ...    INTERNAL
    ...    Switch Session
    ...    Ada

Unknown Code Is Refused
    Run Keyword And Expect Error
    ...    STARTS:'UNAVALIABLE' is not a gRPC status code, expected one of: OK, CANCELLED,
    ...    Expect Status    UNAVALIABLE    Echo With Session

Missing Keyword Is Refused
    Run Keyword And Expect Error
    ...    'Expect Status' needs a status code and a keyword, and got no keyword.
    ...    Expect Status    INTERNAL


*** Keywords ***
Words Should Be Without A Status
    [Arguments]    ${code}    @{keyword}    &{named}
    Echoes Fail With    ${code}    going away
    Run Keyword And Expect Error
    ...    STARTS:'${keyword}[0]' failed without a status, expected ${code}:
    ...    Expect Status
    ...    ${code}
    ...    @{keyword}
    ...    &{named}

Echo Fails And Is Judged
    [Arguments]    @{judgement}
    Run Keyword And Ignore Error    Echo With Session
    Run Keyword    @{judgement}

Log And Echo
    [Arguments]    ${text}    ${named}
    Should Be Equal    ${text}    C:\\temp \${x}
    Should Be Equal    ${named.value}    TestPassword
    Echo With Session

Failure Should Be Without A Status
    [Arguments]    ${keyword}
    Echoes Fail With    INTERNAL    session conflict
    Run Keyword And Expect Error
    ...    STARTS:'${keyword}' failed without a status, expected INTERNAL:
    ...    Expect Status    INTERNAL    ${keyword}

Status Should Be Seen
    [Arguments]    @{keyword}
    Echoes Fail With    INTERNAL    session conflict    times=2
    ${message} =    Expect Status    INTERNAL    @{keyword}
    Should Be Equal    ${message}    session conflict

Call Fails And Then Something Else
    Run Keyword And Ignore Error    Echo With Session
    Fail    something else

Call Fails And So Does The Teardown
    Echo With Session
    [Teardown]    Fail    something else

Call Fails And So Does What Is Done Finally
    TRY
        Echo With Session
    FINALLY
        Fail    something else
    END

Something Else Fails And Then The Call
    Run Keyword And Continue On Failure    Fail    something else
    Echo With Session

Call In Control Structures
    FOR    ${_}    IN    once
        GROUP    grouped
            TRY
                Echo With Session
            FINALLY
                No Operation
            END
        END
    END
