*** Settings ***
Documentation    Several sessions stand side by side, each known by its alias, one of them active.

Resource         fake_gateway.resource

Test Setup       Connect To Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Latest Login Is Active
    Login    TestUser    ${PASSWORD}    session_id=s1
    Login    TestUser    ${PASSWORD}    session_id=s2
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.client_session_id}    s2

Switched Session Is Active
    Login    TestUser    ${PASSWORD}    session_id=s1    alias=Ada
    Login    TestUser    ${PASSWORD}    session_id=s2    alias=Bob
    ${session} =    Switch Session    Ada
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.client_session_id}    s1
    Should Be Equal    ${session.id}    s1

Session Is Known By Its Alias Or As The Active One
    Login    TestUser    ${PASSWORD}    session_id=s1    alias=Ada
    Login    TestUser    ${PASSWORD}    session_id=s2    alias=Bob
    Echo With Session    session=Ada
    ${ada} =    Get Session    Ada
    ${active} =    Get Session
    Should Be Equal    ${ada.id}    s1
    Should Be Equal    ${ada.instance}    myservice-1
    Should Be Equal    ${active.id}    s2
    Should Be Equal    ${active.instance}    ${None}

Missing Session Is Told
    Run Keyword And Expect Error
    ...    EQUALS:There is no active session; 'Login' opens one.
    ...    Get Session
    Login    TestUser    ${PASSWORD}    session_id=s1
    Run Keyword And Expect Error
    ...    EQUALS:There is no session 'Ada'; open are: 's1'.
    ...    Get Session    Ada

Missing Gateway Is Told
    [Template]    Keyword Needs A Gateway
    Get System
    Login    TestUser    ${PASSWORD}
    Login Should Be Refused    TestUser    wrong
    Open Session
    Crowd Should Fill All Instances    TestUser    ${PASSWORD}

Session From Elsewhere Stands Beside Those That Have Logged In
    Login    TestUser    ${PASSWORD}    session_id=s1
    Open Session    s2    token=t0ken
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.client_session_id}    s2
    Run Keyword And Expect Error
    ...    EQUALS:There already is a session 's1': give another alias, or end that one.
    ...    Open Session    s1

Named Session Is Used And The Active One Stays
    Login    TestUser    ${PASSWORD}    session_id=s1
    Login    TestUser    ${PASSWORD}    session_id=s2
    ${answer} =    Echo With Session    session=s1
    Should Be Equal    ${answer.client_session_id}    s1
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.client_session_id}    s2

Closed Session Is Unknown And None Is Active
    Login    TestUser    ${PASSWORD}    session_id=s1
    Login    TestUser    ${PASSWORD}    session_id=s2
    Close Session
    Run Keyword And Expect Error    There is no active session; 'Login' opens one.    Echo With Session
    Run Keyword And Expect Error    There is no session 's2'; open are: 's1'.    Switch Session    s2
    Echo With Session    session=s1

Active Session Stays When Another Is Closed
    Login    TestUser    ${PASSWORD}    session_id=s1
    Login    TestUser    ${PASSWORD}    session_id=s2
    Close Session    s1
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.client_session_id}    s2

Alias Can Be Used Again Once It Is Free
    Login    TestUser    ${PASSWORD}    session_id=s1    alias=Ada
    Close Session    Ada
    Login    TestUser    ${PASSWORD}    session_id=s2    alias=Ada
    ${answer} =    Echo With Session    session=Ada
    Should Be Equal    ${answer.client_session_id}    s2

Number Is An Alias Like Any Other
    Login    TestUser    ${PASSWORD}    session_id=s1    alias=2
    Login    TestUser    ${PASSWORD}    session_id=s2    alias=1
    ${answer} =    Echo With Session    session=2
    Should Be Equal    ${answer.client_session_id}    s1

Unknown Alias Is Refused
    Run Keyword And Expect Error    There is no session 'Ada'; open are: none.    Echo With Session    session=Ada

Session Keeps Its Gateway When Another Is Connected
    Login    TestUser    ${PASSWORD}    session_id=s1
    Connect To Gateway    ${GATEWAY}
    Login    TestUser    ${PASSWORD}    session_id=s2
    Session Should Stay On Instance    session=s1
    Session Should Stay On Instance    session=s2


*** Keywords ***
Keyword Needs A Gateway
    [Arguments]    @{keyword}
    Close All Sessions
    Run Keyword And Expect Error
    ...    EQUALS:There is no gateway yet; 'Connect To Gateway' connects to one.
    ...    @{keyword}
