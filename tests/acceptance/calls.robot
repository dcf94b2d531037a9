*** Settings ***
Documentation    Echo, the sticky check and Shutdown judge each field of each answer, and who gives it.

Library          Collections
Resource         fake_gateway.resource

Test Setup       Open Session At Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Echo Returns The Response
    ${answer} =    Echo With Session    Hello!
    Should Be Equal    ${answer.client_value}    Hello!
    Should Be Equal    ${answer.pod_name}    myservice-1
    Should Be Equal    ${answer.client_session_id}    s1

Call With Session Is Judged As An Echo Is
    ${answer} =    Call With Session    Hello!
    Should Be Equal    ${answer.client_value}    Hello!
    Should Be Equal    ${answer}[pod_name]    myservice-1
    Answers Have    MyServiceEcho    index=1
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${ECHO}, was answered by 'myservice-1' with 'index' '1', expected '0'.
    ...    Call With Session

Answer Has Its Fields By Attribute And By Item
    ${answer} =    Echo With Session    Hello!
    VAR    @{fields} =
    ...    client_value    server_value    pod_name    server_session_id    client_session_id    index    server_method
    Lists Should Be Equal    ${{ list($answer) }}    ${fields}    ignore_order=True
    Should Be Equal    ${answer}[pod_name]    ${answer.pod_name}

Echo Without A Value Sends A Value Of Its Own
    ${first} =    Echo With Session
    ${second} =    Echo With Session
    Should Not Be Equal    ${first.client_value}    ${second.client_value}

Empty Value Is Sent As It Is
    ${answer} =    Echo With Session    ${EMPTY}
    Should Be Equal    ${answer.client_value}    ${EMPTY}

Each Field Of An Echo Is Judged
    [Template]    Echo With Wrong Field Should Fail
    client_value    other    Hello!
    server_value    other    my_service
    server_session_id    other    s1
    client_session_id    other    s1
    index    1    0
    server_method    Echo    MyServiceEcho

Empty Instance Name Fails
    Answers Have    MyServiceEcho    pod_name=${EMPTY}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, was answered with an empty 'pod_name', expected the name of an instance.
    ...    Echo With Session

All Wrong Fields Are Named
    Answers Have    MyServiceEcho    index=7    server_value=${EMPTY}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, was answered by 'myservice-1' with 'server_value' '' and 'index' '7', expected 'my_service' and '0'.
    ...    Echo With Session

Failed Echo Is Reported With Its Status
    Echoes Fail With    INTERNAL    session conflict
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${ECHO}, failed with INTERNAL 'session conflict', expected an answer.
    ...    Echo With Session

Echo From An Instance That Has Shut Down Fails
    Echo With Session
    Shutdown Instance
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 3, ${ECHO}, was answered by 'myservice-1', expected an instance that the session has not shut down.
    ...    Echo With Session

Sticky Session Is Confirmed
    Echoes Are Answered By    myservice-2
    ${instance} =    Session Should Stay On Instance    calls=10
    Should Be Equal    ${instance}    myservice-2

Stray Call Fails
    Echoes Are Answered By    myservice-1    myservice-1    myservice-2
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 3, ${ECHO}, was answered by 'myservice-2', expected 'myservice-1' as before (call 3 of 5).
    ...    Session Should Stay On Instance
    ...    calls=5

Stray First Call Fails When The Instance Is Known
    Echoes Are Answered By    myservice-1    myservice-2
    Echo With Session
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${ECHO}, was answered by 'myservice-2', expected 'myservice-1' as before (call 1 of 1).
    ...    Session Should Stay On Instance
    ...    calls=1

Sticky Check That Could Not Fail Is Refused
    Run Keyword And Expect Error
    ...    'calls' should be at least 2 to see whether session 's1' stays on its instance, got '1'.
    ...    Session Should Stay On Instance    calls=1
    Echo With Session
    Run Keyword And Expect Error
    ...    'calls' should be at least 1 to see whether session 's1' stays on its instance, got '0'.
    ...    Session Should Stay On Instance    calls=0

Shutdown Returns The Response
    Echo With Session
    ${answer} =    Shutdown Instance
    Should Be Equal    ${answer.pod_name}    myservice-1

Each Field Of A Shutdown Is Judged
    [Template]    Shutdown With Wrong Field Should Fail
    server_session_id    other    s1
    client_session_id    other    s1
    index    1    0
    server_method    Echo    MyServiceShutdown

Shutdown Of Another Session's Instance Fails
    Echoes Are Answered By    myservice-2
    Echo With Session
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SHUTDOWN}, was answered by 'myservice-1', expected 'myservice-2', the session's instance.
    ...    Shutdown Instance

Shutdown That Is Not Refused Before The First Echo Fails
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SHUTDOWN}, was answered by 'myservice-1', expected a refusal: no instance holds the session.
    ...    Shutdown Instance


*** Keywords ***
Echo With Wrong Field Should Fail
    [Arguments]    ${field}    ${wrong}    ${right}
    Answers Have    MyServiceEcho    &{{ {$field: $wrong} }}
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${ECHO}, was answered by 'myservice-1' with '${field}' '${wrong}', expected '${right}'\\.$
    ...    Echo With Session
    ...    Hello!

Shutdown With Wrong Field Should Fail
    [Arguments]    ${field}    ${wrong}    ${right}
    Answers Have    MyServiceShutdown    &{{ {$field: $wrong} }}
    Echo With Session
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${SHUTDOWN}, was answered by 'myservice-1' with '${field}' '${wrong}', expected '${right}'\\.$
    ...    Shutdown Instance
