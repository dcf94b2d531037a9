*** Settings ***
Documentation     What a call came to is judged by its status, metadata, details and duration.

Resource          route_guide.resource

Suite Setup       Open Connection To Route Guide
Suite Teardown    Close Connections And Stop Route Guide
Test Timeout      30 seconds


*** Variables ***
${CALL}    Call of '/route_guide.RouteGuide/GetPlace'


*** Test Cases ***
There Is No Outcome Yet
    Run Keyword And Expect Error
    ...    EQUALS:There is no outcome yet: no call has been made.
    ...    Get Outcome
    Run Keyword And Expect Error
    ...    EQUALS:There is no outcome yet: no call has been made.
    ...    Status Should Be    OK

Outcome Of A Call
    Call Rpc    RouteGuide/GetPlace    name=the mill
    ${outcome} =    Get Outcome
    Should Be Equal    ${outcome.method}    /route_guide.RouteGuide/GetPlace
    Should Be Equal    ${outcome.target}    ${ADDRESS}
    Should Be Equal    ${outcome.response.name}    the mill
    Should Be Equal    ${outcome.initial_metadata}[x-guide]    guide-1
    Should Be Equal    ${outcome.trailing_metadata}[x-trace]    abc-123
    Should Be True    0 < $outcome.duration < 5

Outcome Of A Failed Call
    Make Call Fail
    ${outcome} =    Get Outcome
    Should Be Equal    ${outcome.status.message}    no place of this name
    Should Be Equal    ${outcome.response}    ${None}

Status
    Make Call Fail
    Status Should Be    NOT_FOUND
    Status Should Be    5
    Status Should Be    not_found    no place of this name
    Status Should Be    NOT_FOUND    no place *    matching=glob
    Status Should Be    NOT_FOUND    pl.ce    matching=regexp

Status Has Another Code
    Make Call Fail
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with NOT_FOUND 'no place of this name', expected OK.
    ...    Status Should Be    OK
    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with OK, expected NOT_FOUND.
    ...    Status Should Be    5

Status Has Another Message
    Make Call Fail
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with NOT_FOUND 'no place of this name', expected the message 'no place'.
    ...    Status Should Be
    ...    NOT_FOUND
    ...    no place
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with NOT_FOUND 'no place of this name', expected a message that matches 'place*'.
    ...    Status Should Be
    ...    NOT_FOUND
    ...    place*
    ...    matching=glob
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with NOT_FOUND 'no place of this name', expected a message with '^place'.
    ...    Status Should Be
    ...    NOT_FOUND
    ...    ^place
    ...    matching=regexp

Status Has No Message
    Guide Fails With    ABORTED    ${EMPTY}
    Expect Status    ABORTED    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' ended with ABORTED with an empty message, expected the message 'try again'.
    ...    Status Should Be    ABORTED    try again

Status Is Asked For Wrongly
    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    STARTS:'17' is not a gRPC status code, expected one of: OK, CANCELLED, UNKNOWN,
    ...    Status Should Be    17
    Run Keyword And Expect Error
    ...    EQUALS:'(' is not a regular expression: missing ), unterminated subpattern at position 0.
    ...    Status Should Be    OK    (    matching=regexp

Metadata
    Call Rpc    RouteGuide/GetPlace
    Metadata Should Contain    x-trace
    Metadata Should Contain    x-trace    abc-123
    Metadata Should Contain    x-trace    abc-*    matching=glob
    Metadata Should Contain    x-trace    ^abc-\\d+$    matching=regexp
    Metadata Should Contain    x-guide    guide-1    where=initial
    Metadata Should Contain    x-proof-bin    ${{ b'\x01\x02' }}

Metadata Has Another Value
    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the trailing metadata 'x-trace' 'abc-123', expected 'abc-124'.
    ...    Metadata Should Contain    x-trace    abc-124
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the initial metadata 'x-guide' 'guide-1', expected 'guide-2*'.
    ...    Metadata Should Contain    x-guide    guide-2*    where=initial    matching=glob
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the trailing metadata 'x-proof-bin' 'b'\\x01\\x02'', expected 'b'\\x01''.
    ...    Metadata Should Contain    x-proof-bin    ${{ b'\x01' }}

Metadata Is Missing
    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the trailing metadata 'x-trace', 'x-proof-bin', expected 'x-guide'.
    ...    Metadata Should Contain    x-guide

Metadata Of Any Case Is Found
    Call Rpc    RouteGuide/GetPlace
    Metadata Should Contain    X-Trace    abc-123

Metadata That Sounds Secret Is Not Told
    VAR    ${other: Secret} =    %{NO_SUCH_VARIABLE=other}
    Trailing Metadata Is    x-token    4711
    Call Rpc    RouteGuide/GetPlace
    Metadata Should Contain    x-token    4711
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the trailing metadata 'x-token' '<secret>', expected '<secret>'.
    ...    Metadata Should Contain    x-token    4712
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the trailing metadata 'x-token' '<secret>', expected '<secret>'.
    ...    Metadata Should Contain    x-token    ${other}

Error Details
    Make Call Fail
    ${details} =    Get Error Details
    Length Should Be    ${details}    3
    Should Be Equal    ${details}[0][@type]    type.googleapis.com/google.rpc.ErrorInfo
    Should Be Equal    ${details}[0][reason]    NO_SUCH_PLACE
    Should Be Equal    ${details}[1][retry_delay]    ${{ datetime.timedelta(seconds=2) }}
    Error Should Have Detail    google.rpc.RetryInfo    retry_delay=0:00:02
    ${info} =    Error Should Have Detail    ErrorInfo    reason=NO_SUCH_PLACE    domain=guide.example
    Should Be Equal    ${info.metadata}[name]    the mill

Details Of The Schema's Own Types
    Make Call Fail
    ${detail} =    Error Should Have Detail    route_guide.PlaceQuery    name=the mill
    Should Be Equal    ${detail}[@type]    type.googleapis.com/route_guide.PlaceQuery

Details Of Other Types Are Bytes
    Guide Fails With    NOT_FOUND    no place of this name    Unknown=${{ {} }}
    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace
    ${detail} =    Error Should Have Detail    Unknown
    Should Be Equal    ${detail}[@type]    type.googleapis.com/other.Unknown
    Should Be Equal    ${detail}[value]    ${{ b'\x01' }}

Error Has Another Detail
    VAR    &{info} =    reason=CLOSED
    Guide Fails With    UNAVAILABLE    closed    ErrorInfo=${info}
    Expect Status    UNAVAILABLE    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the details ErrorInfo {'reason': 'CLOSED', 'domain': '', 'metadata': {}}, expected ErrorInfo reason=OPEN.
    ...    Error Should Have Detail
    ...    ErrorInfo
    ...    reason=OPEN
    Run Keyword And Expect Error
    ...    EQUALS:'ErrorInfo' has no field 'raeson', expected one of: 'reason', 'domain', 'metadata'.
    ...    Error Should Have Detail
    ...    ErrorInfo
    ...    raeson=${None}
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the details ErrorInfo {'reason': 'CLOSED', 'domain': '', 'metadata': {}}, expected RetryInfo.
    ...    Error Should Have Detail
    ...    RetryInfo

Error Has No Details
    Call Rpc    RouteGuide/GetPlace
    ${details} =    Get Error Details
    Should Be Empty    ${details}
    Run Keyword And Expect Error
    ...    EQUALS:${CALL} at '${ADDRESS}' had the details none, expected ErrorInfo.
    ...    Error Should Have Detail    ErrorInfo

Duration
    Call Rpc    RouteGuide/GetPlace
    Duration Should Be Below    5s
    Run Keyword And Expect Error
    ...    REGEXP:${CALL} at '${ADDRESS}' took 0\\.\\d{3} s, expected less than 1e-06 s\\.
    ...    Duration Should Be Below    0.000001s

Expected Status Does Not Come
    Run Keyword And Expect Error
    ...    EQUALS:'Call Rpc' passed with OK, expected NOT_FOUND or ABORTED.
    ...    Expect Status    NOT_FOUND    10    Call Rpc    RouteGuide/GetPlace
    Guide Fails With    INTERNAL    broken
    Run Keyword And Expect Error
    ...    EQUALS:'Call Rpc' failed with INTERNAL 'broken', expected NOT_FOUND.
    ...    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace

Expected Status Needs A Call
    Run Keyword And Expect Error
    ...    EQUALS:'No Operation' passed without a status, expected NOT_FOUND.
    ...    Expect Status    NOT_FOUND    No Operation
    Run Keyword And Expect Error
    ...    EQUALS:'Fail' failed without a status, expected NOT_FOUND: It broke.
    ...    Expect Status    NOT_FOUND    Fail    It broke.
    Run Keyword And Expect Error
    ...    EQUALS:'Expect Status' needs a status code and a keyword, and got no keyword.
    ...    Expect Status    NOT_FOUND


*** Keywords ***
Make Call Fail
    VAR    &{named} =    name=the mill
    VAR    &{info} =    reason=NO_SUCH_PLACE    domain=guide.example    metadata=${named}
    VAR    &{retry} =    retry_delay=${{ datetime.timedelta(seconds=2) }}
    Guide Fails With
    ...    NOT_FOUND
    ...    no place of this name
    ...    ErrorInfo=${info}
    ...    RetryInfo=${retry}
    ...    PlaceQuery=${named}
    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace
