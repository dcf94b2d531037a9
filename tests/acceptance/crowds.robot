*** Settings ***
Documentation    Many calls, at the same moment, in turn, or in the background, are judged one by one.

Resource         fake_gateway.resource

Test Setup       Open Session At Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Concurrent Calls On One Instance Pass
    ${instance} =    Concurrent Calls Should Stay On Instance    calls=20
    Should Be Equal    ${instance}    myservice-1

Concurrent Call That Strays Fails
    Echo With Session
    Echoes Are Answered By    myservice-1    myservice-2
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${ECHO}, was answered by 'myservice-2', expected 'myservice-1' as before \\(one of 5 concurrent calls\\)\\.$
    ...    Concurrent Calls Should Stay On Instance
    ...    calls=5

Sessions That Share An Instance Fail
    Login    TestUser    ${PASSWORD}    session_id=s2
    Run Keyword And Expect Error
    ...    EQUALS:Session 's2': call 1, ${ECHO}, was answered by 'myservice-1', expected another instance than that of 's1'.
    ...    Sessions Should Stay On Instances Of Their Own
    ...    s1
    ...    s2

Session That Strays Among Others Fails
    Login    TestUser    ${PASSWORD}    session_id=s2
    Echoes Are Answered By    myservice-1    myservice-2    myservice-3
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${ECHO}, was answered by 'myservice-3', expected 'myservice-1' as before (call 2 of 2).
    ...    Sessions Should Stay On Instances Of Their Own
    ...    s1
    ...    s2
    ...    calls=2

Checks That Could Not Fail Are Refused
    Run Keyword And Expect Error
    ...    EQUALS:There should be 2 different sessions or more with 2 calls or more each, got '1' sessions and '10' calls.
    ...    Sessions Should Stay On Instances Of Their Own
    ...    s1
    ...    S1
    Run Keyword And Expect Error
    ...    EQUALS:'calls' should be at least 2 to be concurrent, got '1'.
    ...    Concurrent Calls Should Stay On Instance    calls=1
    Run Keyword And Expect Error
    ...    EQUALS:There should be more clients than instances, and 2 calls or more each, got '3' clients, '3' instances and '5' calls.
    ...    Crowd Should Fill All Instances
    ...    TestUser
    ...    ${PASSWORD}
    ...    clients=3

Numbers Of Calls Are Whole
    [Template]    Number Should Be Whole
    calls    1.5    Session Should Stay On Instance
    calls    inf    Concurrent Calls Should Stay On Instance
    calls    2.5    Sessions Should Stay On Instances Of Their Own    s1    s2
    clients    4.5    Crowd Should Fill All Instances    TestUser    ${PASSWORD}

Crowd On One Instance Fails
    Run Keyword And Expect Error
    ...    EQUALS:Session 'client 2': call 1, ${ECHO}, was answered by 'myservice-1', expected another instance than that of 'client 1'.
    ...    Crowd Should Fill All Instances
    ...    TestUser
    ...    ${PASSWORD}
    ...    clients=4

Crowd That Nobody Serves Fails
    Echoes Fail With    RESOURCE_EXHAUSTED    all instances are busy    times=20
    Run Keyword And Expect Error
    ...    EQUALS:Of 4 clients at '${GATEWAY}', 0 were served (by none), expected 3, one for each instance.
    ...    Crowd Should Fill All Instances    TestUser    ${PASSWORD}    clients=4

Refusals Of A Crowd Are Judged
    [Template]    Crowd That Is Refused Otherwise Should Fail
    INTERNAL    too much    an answer, UNAVAILABLE or RESOURCE_EXHAUSTED
    RESOURCE_EXHAUSTED    sorry    a message that says that no instance is left

Calls In The Background Pass
    Echo With Session
    Start Background Calls    s1
    Session Should Stay On Instance    calls=10
    Background Calls Should Succeed    s1

Session Follows Its Calls In The Background
    Echo With Session
    Start Background Calls
    Echoes Are Answered By    myservice-2
    Background Calls Should Succeed    moves=1
    Session Should Stay On Instance    calls=1
    Run Keyword And Expect Error
    ...    STARTS:Session 's1': call
    ...    Session Should Move To Another Instance

Instance That Has Shut Down And Answers In The Background Fails
    Echo With Session
    Shutdown Instance
    Start Background Calls
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1 in the background': call 1, ${ECHO}, was answered by 'myservice-1', expected an instance that the session has not shut down\\.$
    ...    Background Calls Should Succeed

Instance That Has Come Back Is Like A New One In The Background
    Echo With Session
    Start Background Calls
    Echoes Are Answered By    myservice-2
    Instance Has Come Back    myservice-1
    Background Calls Should Succeed    moves=1
    Echoes Are Answered By    myservice-1
    Echo With Session
    ${instance} =    Session Should Move To Another Instance
    Should Be Equal    ${instance}    myservice-1

Instance That Has Come Back And Shut Down Again Is Judged In The Background
    Echo With Session
    Instance Has Come Back    myservice-1
    Shutdown Instance
    Start Background Calls
    Run Keyword And Expect Error
    ...    GLOB:*, was answered by 'myservice-1', expected an instance that the session has not shut down.
    ...    Background Calls Should Succeed

Wrong Name Ends No Calls In The Background
    Start Background Calls    s1
    Run Keyword And Expect Error
    ...    EQUALS:There is no background caller 's2'; open are: 's1'.
    ...    Background Calls Should Succeed    s1    s2
    Background Calls Should Succeed    s1    S1

Calls In The Background That Nobody Made Fail
    Run Keyword And Expect Error
    ...    EQUALS:There is no active background caller; 'Start Background Calls' opens one.
    ...    Background Calls Should Succeed

Failed Call In The Background Fails
    Echo With Session
    Start Background Calls    s1
    Echoes Fail With    UNAVAILABLE    going away
    Echoes Are Answered By    myservice-1
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1 in the background': call \\d+, ${ECHO}, failed with UNAVAILABLE 'going away', expected an answer\\.$
    ...    Background Calls Should Succeed
    ...    s1

Move In The Background Is Counted
    Echo With Session
    Start Background Calls    s1
    Echoes Are Answered By    myservice-2
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1 in the background' moved 1 time in \\d+ calls \\(myservice-1 to myservice-2\\), expected 0\\.$
    ...    Background Calls Should Succeed
    ...    s1

Moves In The Background May Have A Bound
    [Template]    Two Moves Should Fit
    2
    <=2
    >1

Other Bound Fails
    [Template]    Two Moves Should Not Fit
    1
    <=1
    >2

Moves That Are No Number Are Refused
    [Template]    Moves Should Be Refused
    nan
    1.5
    many
    !=2
    -1

Return In The Background Fails
    Echo With Session
    Start Background Calls    s1
    Echoes Are Answered By    myservice-2    myservice-1
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1 in the background': call \\d+, ${ECHO}, was answered by 'myservice-1', expected no return to an instance before 'myservice-2'\\.$
    ...    Background Calls Should Succeed
    ...    s1
    ...    moves=1

Second Caller Of A Session Is Refused
    Start Background Calls    s1
    Run Keyword And Expect Error
    ...    EQUALS:There already is a background caller 's1': give another alias, or end that one.
    ...    Start Background Calls    s1
    Background Calls Should Succeed

Session Is Waited For
    Echo With Session
    Echoes Fail With    UNAVAILABLE    going away    times=2
    Echoes Are Answered By    myservice-1
    ${instance} =    Wait Until Session Is Served
    Should Be Equal    ${instance}    myservice-1

Session That Is Not Served Again Fails
    Echoes Fail With    UNAVAILABLE    going away    times=9
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${ECHO}, failed with UNAVAILABLE 'going away', expected an answer within 0\\.3 s \\(this was call \\d, after \\d\\.\\d s\\)\\.$
    ...    Wait Until Session Is Served
    ...    timeout=0.3s

Session That Is Served By Another Instance Fails
    Echo With Session
    Echoes Are Answered By    myservice-1    myservice-2
    Echo With Session
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 3, ${ECHO}, was answered by 'myservice-2', expected 'myservice-1' as before.
    ...    Wait Until Session Is Served

Copy Of A Session Calls Elsewhere
    ${there} =    Get Variable Value    ${GATEWAY}
    Copy Session    ${there}    alias=copy
    ${answer} =    Echo With Session    session=copy
    Should Be Equal    ${answer.client_session_id}    s1


*** Keywords ***
Two Moves Should Fit
    [Arguments]    ${moves}
    Move Twice In The Background
    Background Calls Should Succeed    moves=${moves}

Two Moves Should Not Fit
    [Arguments]    ${moves}
    Move Twice In The Background
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1 in the background' moved 2 times in \\d+ calls \\(myservice-1 to myservice-2 to myservice-3\\), expected ${moves}\\.$
    ...    Background Calls Should Succeed
    ...    moves=${moves}

Move Twice In The Background
    Close Session And Fake Gateway
    Open Session At Fake Gateway
    Echo With Session
    Start Background Calls
    Echoes Are Answered By    myservice-2    myservice-3

Moves Should Be Refused
    [Arguments]    ${moves}
    Run Keyword And Expect Error
    ...    EQUALS:'moves' should be a whole number or a bound such as '<=2', got '${moves}'.
    ...    Background Calls Should Succeed    moves=${moves}

Number Should Be Whole
    [Arguments]    ${name}    ${number}    @{keyword}
    Run Keyword And Expect Error
    ...    EQUALS:'${name}' should be a whole number, got '${number}'.
    ...    @{keyword}
    ...    ${name}=${number}

Crowd That Is Refused Otherwise Should Fail
    [Arguments]    ${code}    ${message}    ${expected}
    Echoes Fail With    ${code}    ${message}    times=20
    Run Keyword And Expect Error
    ...    REGEXP:^Session 'client 1': call 1, ${ECHO}, failed with ${code} '${message}', expected ${expected}\\.$
    ...    Crowd Should Fill All Instances    TestUser    ${PASSWORD}    clients=4
