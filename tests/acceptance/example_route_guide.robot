*** Settings ***
Documentation     GrpcLibrary with a service that it knows by its .proto file alone: a walking guide.
...
...               Each test shows one kind of call, or one thing that a test wants to know of it.

Library           GrpcLibrary
Library           RouteGuide.py

Suite Setup       Open The Guide
Suite Teardown    Close The Guide
Test Timeout      30 seconds


*** Variables ***
${PROTO}    ${CURDIR}/protos/route_guide.proto


*** Test Cases ***
Ask And Be Answered
    [Documentation]    Fields are named arguments; the answer has them as attributes.
    ${place} =    Call Rpc    RouteGuide/GetPlace    name=the mill
    Should Be Equal    ${place.name}    the mill
    Should Be Equal    ${place.position.latitude}    ${52.5}
    Should Be Equal    ${place.tags}[0]    old

Plan A Trip
    [Documentation]    Messages in messages are dictionaries, and text becomes what the field needs.
    VAR    &{start} =    latitude=52.5    longitude=13.4
    VAR    &{distances} =    mill=3    tower=7
    ${trip} =    Call Rpc
    ...    RouteGuide/PlanTrip
    ...    title=Round the lake
    ...    start=${start}
    ...    distances=${distances}
    ...    pace=PACE_EASY
    ...    leaves_at=2026-05-01T08:30:00+02:00
    ...    rest=15 minutes
    Should Be Equal    ${trip.distances.tower}    ${7}
    Should Be Equal    ${trip.leaves_at.hour}    ${6}
    Should Be Equal    ${trip.rest.total_seconds()}    ${900.0}

Read A List
    [Documentation]    The server streams.
    Open Stream    RouteGuide/ListPlaces    count=3
    ${places} =    Receive Messages
    Length Should Be    ${places}    3

Record A Walk
    [Documentation]    The client streams.
    Open Stream    RouteGuide/RecordWalk
    Send Message    latitude=52.5    longitude=13.4
    Send Message    latitude=52.6    longitude=13.4
    Half Close
    ${summary} =    Receive Message
    Should Be Equal    ${summary.points}    ${2}

Talk
    [Documentation]    Both stream: what is sent and what is received are in the test's hand.
    Open Stream    RouteGuide/Chat
    Send Message    text=is the tower open?
    ${answer} =    Receive Message    timeout=2s
    Should Be Equal    ${answer.text}    IS THE TOWER OPEN?
    Half Close
    Wait Until Stream Ends
    Status Should Be    OK

Expect A Failure
    [Documentation]    A failed call fails the test, unless the test expects it.
    VAR    &{info} =    reason=NO_SUCH_PLACE
    Guide Fails With    NOT_FOUND    no place of this name    ErrorInfo=${info}
    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace    name=Atlantis
    Status Should Be    NOT_FOUND    no place*    matching=glob
    Error Should Have Detail    ErrorInfo    reason=NO_SUCH_PLACE
    Metadata Should Contain    x-trace    abc-123

Wait For The Guide To Be Back
    Guide Fails With    UNAVAILABLE    closed for lunch    times=2
    ${place} =    Wait Until Rpc Ends With    OK    RouteGuide/GetPlace    name=the mill    timeout=5s
    Should Be Equal    ${place.name}    the mill

Ask Many Times
    ${outcomes} =    Call Rpc Many Times    RouteGuide/GetPlace    200    name=the mill    concurrency=5
    Should Be Equal    ${outcomes.counts}[OK]    ${200}
    Should Be True    $outcomes.p90 < 5


*** Keywords ***
Open The Guide
    ${address} =    Start Route Guide
    Wait Until Server Is Ready    ${address}
    Open Connection    ${address}    ${PROTO}    deadline=5s

Close The Guide
    Close All Connections
    Stop Route Guide
