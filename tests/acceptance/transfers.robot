*** Settings ***
Documentation    What becomes of a session whose instance has gone is judged call by call.

Resource         fake_gateway.resource

Test Setup       Open Session At Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Very Next Call Comes From Another Instance
    Echoes Are Answered By    myservice-1    myservice-2
    Echo With Session
    ${instance} =    Session Should Move To Another Instance
    Should Be Equal    ${instance}    myservice-2

Session That Stays Fails
    Echo With Session
    Transfer Should Fail
    ...    call 2, ${ECHO}, was answered by 'myservice-1', expected an answer from an instance other than 'myservice-1' at once.

Session That Comes Back To An Earlier Instance Fails
    Echoes Are Answered By    myservice-1    myservice-2    myservice-1
    Echo With Session
    Session Should Move To Another Instance
    Transfer Should Fail
    ...    call 3, ${ECHO}, was answered by 'myservice-1', expected an answer from an instance other than 'myservice-1' and 'myservice-2' at once.

Error That The Client Sees Fails
    Echoes Are Answered By    myservice-1
    Echo With Session
    Echoes Fail With    UNAVAILABLE    connection reset
    Echoes Are Answered By    myservice-2
    Echo With Session
    Transfer Should Fail
    ...    call 3, ${ECHO}, failed with UNAVAILABLE 'connection reset', expected an answer from an instance other than 'myservice-1' within 10 s (this was call 1, after 0.0 s) and at most 0 failed calls (there were 1).
    ...    timeout=10s

Errors Up To The Limit Are Borne
    Echoes Are Answered By    myservice-1
    Echo With Session
    Echoes Fail With    UNAVAILABLE    connection reset    times=2
    Echoes Are Answered By    myservice-2
    Echo With Session
    ${instance} =    Session Should Move To Another Instance    timeout=10s    errors=2
    Should Be Equal    ${instance}    myservice-2

Late Transfer Is Waited For
    Echoes Are Answered By    myservice-1    myservice-1    myservice-1    myservice-2
    Echo With Session
    ${instance} =    Session Should Move To Another Instance    timeout=10s
    Should Be Equal    ${instance}    myservice-2

Transfer After The Limit Fails
    Echo With Session
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${ECHO}, was answered by 'myservice-1', expected an answer from an instance other than 'myservice-1' within 0\\.3 s \\(this was call \\d, after 0\\.[23] s\\)\\.$
    ...    Session Should Move To Another Instance
    ...    timeout=0.3s

Wrong Session Id After The Move Fails
    Echoes Are Answered By    myservice-1    myservice-2
    Echo With Session
    Answers Have    MyServiceEcho    client_session_id=other
    Transfer Should Fail
    ...    call 2, ${ECHO}, was answered by 'myservice-2' with 'client_session_id' 'other', expected 's1'.

Session Without An Instance Cannot Move
    Run Keyword And Expect Error
    ...    Session 's1' has had no instance yet that it could leave.
    ...    Session Should Move To Another Instance

Negative Limits Are Refused
    Echo With Session
    Run Keyword And Expect Error
    ...    'timeout' should be 0 or more, got '-1 s'.
    ...    Session Should Move To Another Instance    timeout=-1s
    Run Keyword And Expect Error
    ...    'errors' should be 0 or more, got '-1'.
    ...    Session Should Move To Another Instance    errors=-1
    Run Keyword And Expect Error
    ...    'errors' should be a whole number, got 'nan'.
    ...    Session Should Move To Another Instance    errors=nan

End Of The System Is Recognised By Its Words
    [Template]    Unavailable Should Be Recognised
    UNAVAILABLE    backend service unavailable
    UNAVAILABLE    no healthy upstream
    UNAVAILABLE    No available instances
    RESOURCE_EXHAUSTED    all instances are busy

Other Failures Are Not The End Of The System
    [Template]    Unavailable Should Not Be Recognised
    UNAVAILABLE    failed to connect to all addresses; last error: UNKNOWN: Connection refused
    UNAVAILABLE    Socket closed
    RESOURCE_EXHAUSTED    Received message larger than max (5 vs. 4)

Answer Is Not The End Of The System
    Unavailability Should Fail
    ...    call 1, ${ECHO}, was answered by 'myservice-1', expected UNAVAILABLE or RESOURCE_EXHAUSTED at once.

Other Status Is Not The End Of The System
    Echoes Fail With    INTERNAL    no healthy upstream
    Unavailability Should Fail
    ...    call 1, ${ECHO}, failed with INTERNAL 'no healthy upstream', expected UNAVAILABLE or RESOURCE_EXHAUSTED.

Passed Deadline Is Not The End Of The System
    Connect To Gateway    ${GATEWAY}    deadline=0.2s
    Login    TestUser    ${PASSWORD}    session_id=s2
    Echoes Hang
    Run Keyword And Expect Error
    ...    GLOB:Session 's2': call 1, ${ECHO}, failed with DEADLINE_EXCEEDED '*Deadline Exceeded*', expected UNAVAILABLE or RESOURCE_EXHAUSTED.
    ...    Expect Unavailable

Empty Message Is Not Enough
    Echoes Fail With    UNAVAILABLE    ${EMPTY}
    Unavailability Should Fail
    ...    call 1, ${ECHO}, failed with UNAVAILABLE with an empty message, expected a message that matches '.*'.
    ...    message=.*

Other Message Than Expected Fails
    Echoes Fail With    UNAVAILABLE    backend service unavailable
    Unavailability Should Fail
    ...    call 1, ${ECHO}, failed with UNAVAILABLE 'backend service unavailable', expected a message that matches 'no healthy'.
    ...    message=no healthy

Answers Are Borne Until The Limit
    Echoes Are Answered By    myservice-1    myservice-1
    Echoes Fail With    UNAVAILABLE    no healthy upstream
    ${message} =    Expect Unavailable    timeout=10s
    Should Be Equal    ${message}    no healthy upstream

Answers That Are Borne Are Judged
    Answers Have    MyServiceEcho    client_session_id=other
    Unavailability Should Fail
    ...    call 1, ${ECHO}, was answered by 'myservice-1' with 'client_session_id' 'other', expected 's1'.
    ...    timeout=10s

Instance That Has Come Back Is Like A New One
    Echo With Session
    Shutdown Instance
    Instance Has Come Back    myservice-1
    Echo With Session
    Echoes Are Answered By    myservice-2    myservice-1
    Session Should Move To Another Instance
    Instance Has Come Back    myservice-1
    ${instance} =    Session Should Move To Another Instance
    Should Be Equal    ${instance}    myservice-1

Instance That Is The Session's Own Cannot Be A New One
    Echo With Session
    Instance Has Come Back    myservice-1
    Transfer Should Fail
    ...    call 2, ${ECHO}, was answered by 'myservice-1', expected an answer from an instance other than 'myservice-1' at once.

Wrong Pattern Is Refused
    Run Keyword And Expect Error
    ...    'message' should say what to search for, got an empty one.
    ...    Expect Unavailable    message=${EMPTY}
    Run Keyword And Expect Error
    ...    '(' is not a regular expression: missing ), unterminated subpattern at position 0.
    ...    Expect Unavailable    message=(


*** Keywords ***
Transfer Should Fail
    [Arguments]    ${what}    &{arguments}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': ${what}
    ...    Session Should Move To Another Instance    &{arguments}

Unavailability Should Fail
    [Arguments]    ${what}    &{arguments}
    Run Keyword And Expect Error    EQUALS:Session 's1': ${what}    Expect Unavailable    &{arguments}

Unavailable Should Be Recognised
    [Arguments]    ${code}    ${message}
    Open Session At Fake Gateway Anew
    Echoes Fail With    ${code}    ${message}
    ${actual} =    Expect Unavailable
    Should Be Equal    ${actual}    ${message}

Unavailable Should Not Be Recognised
    [Arguments]    ${code}    ${message}
    Open Session At Fake Gateway Anew
    Echoes Fail With    ${code}    ${message}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, failed with ${code} '${message}', expected a message that says that no instance is left (other words of a gateway can be given as 'message').
    ...    Expect Unavailable

Open Session At Fake Gateway Anew
    Close All Sessions
    Open Session At Fake Gateway
