*** Settings ***
Documentation    Many calls are one keyword: so many of them, at once or until one ends as hoped.

Resource         route_guide.resource

Test Setup       Open Connection To Route Guide
Test Teardown    Close Connections And Stop Route Guide
Test Timeout     30 seconds


*** Variables ***
${METHOD}    RouteGuide/GetPlace


*** Test Cases ***
Many Calls Are Counted And Timed
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    300    name=the mill
    Should Be Equal    ${outcomes.counts}    ${{ {'OK': 300} }}
    Should Be True    0 < $outcomes.p50 <= $outcomes.p90 <= $outcomes.p99 <= $outcomes.max
    Should Be Equal    ${outcomes.outcomes[299].response.name}    the mill

Counts Are By Code
    Guide Fails With    UNAVAILABLE    closed    times=3
    Guide Fails With    NOT_FOUND    no such place    times=2
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    20
    Should Be Equal    ${outcomes.counts}    ${{ {'UNAVAILABLE': 3, 'NOT_FOUND': 2, 'OK': 15} }}

As Many Calls At Once As Asked For
    [Documentation]    The server answers no call before four are under way.
    Calls Meet    4
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    100    concurrency=4
    ${most} =    Get Most Calls At Once
    Should Be Equal    ${outcomes.counts}    ${{ {'OK': 100} }}
    Should Be Equal As Integers    ${most}    4

No More Calls At Once Than Asked For
    [Documentation]    Five at once would all be answered; of four at once, one has to give up for the fifth.
    Open Connection    ${ADDRESS}    ${PROTO}    alias=hasty    deadline=0.5s
    Calls Meet    5
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    5    concurrency=4
    Should Be True    $outcomes.counts['DEADLINE_EXCEEDED'] >= 1

Calls One After The Other
    [Documentation]    Two at once would both be answered; here, the first has to give up for the second.
    Open Connection    ${ADDRESS}    ${PROTO}    alias=hasty    deadline=0.5s
    Calls Meet    2
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    2    concurrency=1
    Should Be Equal    ${outcomes.counts}    ${{ {'DEADLINE_EXCEEDED': 1, 'OK': 1} }}

Calls That Pass Their Deadline
    Open Connection    ${ADDRESS}    ${PROTO}    alias=hasty    deadline=0.2s
    Calls Meet    30
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    4    concurrency=4
    Should Be Equal    ${outcomes.counts}    ${{ {'DEADLINE_EXCEEDED': 4} }}
    Should Be True    0.2 <= $outcomes.p50 < 2

Calls With A Deadline Of Their Own
    Calls Meet    30
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    4    concurrency=4    deadline=0.2s
    Should Be Equal As Integers    ${outcomes.counts}[DEADLINE_EXCEEDED]    4
    Should Be Equal As Integers    ${outcomes.counts}[OK]    0

Count Of No Code Is Refused
    ${outcomes} =    Call Rpc Many Times    ${METHOD}    1
    Run Keyword And Expect Error
    ...    EQUALS:Dictionary '\${outcomes.counts}' has no key 'KO'.
    ...    Should Be Equal As Integers    ${outcomes.counts}[KO]    0

Number Of Calls Is Refused
    Run Keyword And Expect Error
    ...    EQUALS:'count' and 'concurrency' should be 1 or more, got '0' and '10'.
    ...    Call Rpc Many Times    ${METHOD}    0
    Run Keyword And Expect Error
    ...    EQUALS:'count' and 'concurrency' should be 1 or more, got '5' and '0'.
    ...    Call Rpc Many Times    ${METHOD}    5    concurrency=0

Wrong Request Makes No Call
    Run Keyword And Expect Error
    ...    EQUALS:'PlaceQuery' has no field 'nmae', expected one of: 'name'.
    ...    Call Rpc Many Times    ${METHOD}    5    nmae=the mill
    ${calls} =    Get Number Of Calls
    Should Be Equal As Integers    ${calls}    0

Call Ends As Hoped After Failures
    Guide Fails With    UNAVAILABLE    closed    times=3
    ${place} =    Wait Until Rpc Ends With    OK    ${METHOD}    name=the mill
    ${calls} =    Get Number Of Calls
    Should Be Equal    ${place.name}    the mill
    Should Be Equal As Integers    ${calls}    4

Call Fails As Hoped
    Guide Fails With    NOT_FOUND    no such place
    ${nothing} =    Wait Until Rpc Ends With    5    ${METHOD}    name=the mill
    Should Be Equal    ${nothing}    ${None}
    Status Should Be    NOT_FOUND    no such place

Call Never Ends As Hoped
    Guide Fails With    UNAVAILABLE    closed    times=50
    Run Keyword And Expect Error
    ...    REGEXP:^Call of '/route_guide.RouteGuide/GetPlace' at '${ADDRESS}' ended with UNAVAILABLE 'closed', expected OK within 0\\.35 s \\(this was call [2-4], begun after 0\\.\\d s\\)\\.$
    ...    Wait Until Rpc Ends With
    ...    OK
    ...    ${METHOD}
    ...    timeout=0.35s

Only Call Does Not End As Hoped
    Run Keyword And Expect Error
    ...    EQUALS:Call of '/route_guide.RouteGuide/GetPlace' at '${ADDRESS}' ended with OK, expected NOT_FOUND within 0 s (this was call 1, begun after 0.0 s).
    ...    Wait Until Rpc Ends With
    ...    NOT_FOUND
    ...    ${METHOD}
    ...    timeout=0s

Unknown Code Is Refused
    Run Keyword And Expect Error
    ...    STARTS:'FINE' is not a gRPC status code, expected one of: OK,
    ...    Wait Until Rpc Ends With    FINE    ${METHOD}

Numbers And Limits That Mean Nothing Are Refused
    Run Keyword And Expect Error
    ...    'concurrency' should be a whole number, got 'inf'.
    ...    Call Rpc Many Times    GetPlace    10    concurrency=inf
    Run Keyword And Expect Error
    ...    'timeout' should be 0 or more, got '-1 s'.
    ...    Wait Until Rpc Ends With    OK    GetPlace    timeout=-1s
