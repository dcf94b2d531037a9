*** Settings ***
Documentation    Each message of a subscription is judged, when it comes, and how the stream ends.

Resource         fake_gateway.resource

Test Setup       Open Session At Fake Gateway
Test Teardown    Close Session And Fake Gateway
Test Timeout     30 seconds


*** Test Cases ***
Subscription Counts And Is Cancelled
    Subscriptions Bring Messages From    myservice-1    myservice-1    myservice-1    interval=0.1
    ${instance} =    Subscribe    Hello!
    Should Be Equal    ${instance}    myservice-1
    Subscription Should Receive Messages    messages=2    interval=0.1s
    Cancel Subscription
    Session Should Stay On Instance    calls=1

Each Field Of A Message Is Judged
    [Template]    Message With Wrong Field Should Fail
    client_value    other    Hello!
    server_value    other    my_service
    server_session_id    other    s1
    client_session_id    other    s1
    index    1    0
    server_method    MyServiceEcho    MyServiceSubscribe

Message From Another Instance Fails
    Subscriptions Bring Messages From    myservice-1    myservice-2
    Subscribe
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, was answered by 'myservice-2', expected 'myservice-1' as before (message 1).
    ...    Subscription Should Receive Messages
    ...    messages=1
    ...    interval=0s

Subscription That Is Not Served By The Session's Instance Fails
    Echo With Session
    Subscriptions Bring Messages From    myservice-2
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SUBSCRIBE}, was answered by 'myservice-2', expected 'myservice-1' as before (message 0).
    ...    Subscribe

Subscription By An Instance That Has Shut Down Fails
    Echo With Session
    Shutdown Instance
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 3, ${SUBSCRIBE}, was answered by 'myservice-1', expected an instance that the session has not shut down.
    ...    Subscribe

Refused Subscription Has A Status
    Subscriptions Bring Messages From
    Subscriptions End With    RESOURCE_EXHAUSTED    all instances are busy
    Expect Status    RESOURCE_EXHAUSTED    Subscribe
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SUBSCRIBE}, failed with RESOURCE_EXHAUSTED 'all instances are busy', expected message 0.
    ...    Subscribe

End Too Early Fails
    Subscriptions End With    OK    ${EMPTY}
    Subscribe
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, ended with OK, expected message 1.
    ...    Subscription Should Receive Messages    messages=1    interval=0s
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, ended with OK, expected CANCELLED and a message.
    ...    Cancel Subscription

Silence Fails
    Subscriptions Bring Messages From
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, brought 0 messages, expected one more message within 0.100 s.
    ...    Subscribe    timeout=100ms

Hurry Fails
    Subscriptions Bring Messages From    myservice-1    myservice-1
    Subscribe
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call 1, ${SUBSCRIBE}, was answered by 'myservice-1', expected message 1 60 s after the one before, and it came \\d+\\.\\d{3} s earlier\\.$
    ...    Subscription Should Receive Messages
    ...    messages=1
    ...    interval=1min

End Is Judged
    Subscriptions End With    UNAVAILABLE    going away
    Subscribe
    ${message} =    Subscription Should End    UNAVAILABLE
    Should Be Equal    ${message}    going away

Other End Fails
    [Template]    Subscription That Ends Otherwise Should Fail
    failed with INTERNAL 'going away' after \\d\\.\\d s    INTERNAL    going away
    failed with UNAVAILABLE with an empty message after \\d\\.\\d s    UNAVAILABLE    ${EMPTY}
    ended with OK    OK    ${EMPTY}

Stream Without An End Fails
    Subscribe
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 1, ${SUBSCRIBE}, brought 1 message, expected its end within 0.200 s.
    ...    Subscription Should End    timeout=0.200s

Stream Goes On From Another Instance
    Subscriptions Bring Messages From    myservice-1    myservice-1    myservice-2
    Subscribe
    ${instance} =    Subscription Should Move To Another Instance
    Should Be Equal    ${instance}    myservice-2

Stream That Went On Counts From There
    Subscriptions Bring Messages From    myservice-1    myservice-2    myservice-2    interval=0.5
    Subscribe
    Subscription Should Move To Another Instance
    Subscription Should Receive Messages    messages=1    interval=0.5s

Stream That Floods Has A Limit, Too
    VAR    @{many} =    @{{ ['myservice-1'] * 50_000 }}
    Subscriptions Bring Messages From    @{many}
    Subscribe
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call 1, ${SUBSCRIBE}, brought \\d{2,5} messages, expected its end within 0\\.100 s\\.$
    ...    Subscription Should End
    ...    timeout=0.1s

Stream That Does Not Go On Fails
    Subscriptions Bring Messages From    myservice-1    myservice-1
    Subscriptions End With    UNAVAILABLE    going away
    Subscribe
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call 1, ${SUBSCRIBE}, failed with UNAVAILABLE 'going away' after \\d\\.\\d s, expected messages from another instance\\.$
    ...    Subscription Should Move To Another Instance

New Subscription Elsewhere Is Judged
    Echo With Session
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SUBSCRIBE}, was answered by 'myservice-1', expected an instance that has never served the session.
    ...    Subscribe At Another Instance
    Subscriptions Bring Messages From    myservice-2
    ${instance} =    Subscribe At Another Instance
    Should Be Equal    ${instance}    myservice-2

Deadline Is Judged
    Subscribe Until Deadline    50ms
    Subscriptions End With    OK    ${EMPTY}
    Run Keyword And Expect Error
    ...    EQUALS:Session 's1': call 2, ${SUBSCRIBE}, ended with OK, expected DEADLINE_EXCEEDED and a message.
    ...    Subscribe Until Deadline    5s
    Subscriptions End With    DEADLINE_EXCEEDED    much too early
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call 3, ${SUBSCRIBE}, failed with DEADLINE_EXCEEDED 'much too early' after \\d\\.\\d s, expected that after 5 s, and it was after \\d\\.\\d{3} s\\.$
    ...    Subscribe Until Deadline
    ...    5s

Several Subscriptions Stand Side By Side
    Subscriptions Bring Messages From    myservice-1    myservice-1    interval=0.1
    Subscribe    alias=first
    Subscribe    alias=second
    ${switched} =    Switch Subscription    first
    Should Be Equal    ${switched.alias}    first
    Should Be Equal As Integers    ${switched.number}    1
    Subscription Should Receive Messages    messages=1    interval=0.1s
    Cancel Subscription
    Cancel Subscription    subscription=second
    Run Keyword And Expect Error
    ...    EQUALS:There is no active subscription; 'Subscribe' opens one.
    ...    Cancel Subscription
    Run Keyword And Expect Error
    ...    EQUALS:There is no subscription 'first'; open are: none.
    ...    Switch Subscription    first

Second Use Of An Alias Is Refused
    Subscribe
    Run Keyword And Expect Error
    ...    EQUALS:There already is a subscription 's1': give another alias, or end that one.
    ...    Subscribe

Checks That Could Not Fail Are Refused
    [Template]    Count Should Be Refused
    0    1s    '0' messages and '1 s'
    -3    1s    '-3' messages and '1 s'
    1    -1s    '1' messages and '-1 s'


*** Keywords ***
Count Should Be Refused
    [Arguments]    ${messages}    ${interval}    ${got}
    Subscribe    alias=${got}
    Run Keyword And Expect Error
    ...    EQUALS:There should be 1 message or more, 0 s or more apart, got ${got}.
    ...    Subscription Should Receive Messages
    ...    ${messages}
    ...    ${interval}

Message With Wrong Field Should Fail
    [Arguments]    ${field}    ${wrong}    ${right}
    Answers Have    MyServiceSubscribe    &{{ {$field: $wrong} }}
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${SUBSCRIBE}, was answered by 'myservice-1' with '${field}' '${wrong}', expected '${right}'\\.$
    ...    Subscribe
    ...    Hello!

Subscription That Ends Otherwise Should Fail
    [Arguments]    ${seen}    ${code}    ${message}
    Subscriptions End With    ${code}    ${message}
    Subscribe    alias=${seen}
    Run Keyword And Expect Error
    ...    REGEXP:^Session 's1': call \\d, ${SUBSCRIBE}, ${seen}, expected UNAVAILABLE and a message\\.$
    ...    Subscription Should End
