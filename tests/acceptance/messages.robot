*** Settings ***
Documentation     Every kind of field goes out and comes back, and each wrong one is told by its path.

Resource          route_guide.resource

Suite Setup       Open Connection To Route Guide
Suite Teardown    Close Connections And Stop Route Guide
Test Timeout      30 seconds


*** Variables ***
${METHOD}               RouteGuide/PlanTrip
${DOOR CODE: Secret}    %{NO_SUCH_VARIABLE=4711-door}


*** Test Cases ***
Numbers And Truth
    ${trip} =    Call Rpc
    ...    ${METHOD}
    ...    title=Round the lake
    ...    days=-3
    ...    steps=-9223372036854775808
    ...    walkers=${4294967295}
    ...    budget=18446744073709551615
    ...    slope=0.5
    ...    length=12.75
    ...    guided=yes
    Should Be Equal    ${trip.title}    Round the lake
    Should Be Equal    ${trip.days}    ${-3}
    Should Be Equal    ${trip.steps}    ${-9223372036854775808}
    Should Be Equal    ${trip.walkers}    ${4294967295}
    Should Be Equal    ${trip.budget}    ${18446744073709551615}
    Should Be Equal    ${trip.slope}    ${0.5}
    Should Be Equal    ${trip.length}    ${12.75}
    Should Be Equal    ${trip.guided}    ${True}

Floats Without A Number
    ${trip} =    Call Rpc    ${METHOD}    length=nan    slope=-inf
    Should Be True    math.isnan($trip.length)
    Should Be True    $trip.slope == -math.inf

What Is Not Set
    ${trip} =    Call Rpc    ${METHOD}    rest=${None}    title=${None}
    Should Be Equal    ${trip.title}    ${EMPTY}
    Should Be Equal    ${trip.days}    ${0}
    Should Be Equal    ${trip.rating}    ${None}
    Should Be Equal    ${trip.start}    ${None}
    Should Be Equal    ${trip.rest}    ${None}
    Should Be Equal    ${trip.nickname}    ${None}
    Should Be Equal    ${trip.hut}    ${None}
    Should Be Equal    ${trip.extras}    ${None}
    Should Be Empty    ${trip.stops}
    Should Be Empty    ${trip.distances}
    Should Be Equal    ${trip.pace}    PACE_UNKNOWN

What Is Set To Nothing
    VAR    &{nothing} =    &{EMPTY}
    ${trip} =    Call Rpc
    ...    ${METHOD}
    ...    rating=0
    ...    nickname=${EMPTY}
    ...    start=${nothing}
    ...    rest=0s
    ...    leaves_at=${0}
    ...    extras=${nothing}
    ...    hut=${EMPTY}
    Should Be Equal    ${trip.rating}    ${0}
    Should Be Equal    ${trip.nickname}    ${EMPTY}
    Should Be Equal    ${trip.start.latitude}    ${0.0}
    Should Be Equal    ${trip.rest}    ${{ datetime.timedelta(0) }}
    Should Be Equal    ${trip.leaves_at.year}    ${1970}
    Should Be Equal    ${trip.extras}    ${nothing}
    Should Be Equal    ${trip.hut}    ${EMPTY}

Bytes
    ${trip} =    Call Rpc    ${METHOD}    map=Grüße
    Should Be Equal    ${trip.map}    ${{ 'Grüße'.encode() }}
    ${trip} =    Call Rpc    ${METHOD}    map=${{ b'\x00\xff' }}
    Should Be Equal    ${trip.map}    ${{ b'\x00\xff' }}

Enums
    ${trip} =    Call Rpc    ${METHOD}    pace=PACE_BRISK
    Should Be Equal    ${trip.pace}    PACE_BRISK
    ${trip} =    Call Rpc    ${METHOD}    pace=1
    Should Be Equal    ${trip.pace}    PACE_EASY
    ${trip} =    Call Rpc    ${METHOD}    pace=${99}
    Should Be Equal    ${trip.pace}    ${99}

Nested And Repeated
    VAR    &{mill} =    latitude=52.5    longitude=${13.25}
    VAR    &{tower} =    latitude=53
    VAR    @{stops} =    ${mill}    ${tower}
    VAR    @{heights} =    10    ${20}    -30
    ${trip} =    Call Rpc    ${METHOD}    start=${mill}    stops=${stops}    heights=${heights}
    Should Be Equal    ${trip.start.longitude}    ${13.25}
    Should Be Equal    ${trip.stops}[1][latitude]    ${53.0}
    Should Be Equal    ${trip.heights}    ${{ [10, 20, -30] }}

Maps
    VAR    &{distances} =    mill=3    tower=${4}
    VAR    &{hut} =    name=the hut
    VAR    &{nights} =    1=${hut}
    ${trip} =    Call Rpc    ${METHOD}    distances=${distances}    nights=${nights}
    Should Be Equal    ${trip.distances.mill}    ${3}
    Should Be Equal    ${trip.distances}[tower]    ${4}
    Should Be Equal    ${trip.nights}[1][name]    the hut

Only One Of
    VAR    &{tent} =    latitude=1
    ${trip} =    Call Rpc    ${METHOD}    tent=${tent}    hut=${None}
    Should Be Equal    ${trip.tent.latitude}    ${1.0}
    Should Be Equal    ${trip.hut}    ${None}

Moments
    ${expected} =    Evaluate    datetime.datetime(2026, 5, 1, 6, 30, tzinfo=datetime.timezone.utc)
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=2026-05-01 06:30:00
    Should Be Equal    ${trip.leaves_at}    ${expected}
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=2026-05-01T06:30:00Z
    Should Be Equal    ${trip.leaves_at}    ${expected}
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=2026-05-01T08:30:00+02:00
    Should Be Equal    ${trip.leaves_at}    ${expected}
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=${expected}
    Should Be Equal    ${trip.leaves_at}    ${expected}
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=${expected.timestamp()}
    Should Be Equal    ${trip.leaves_at}    ${expected}

Nanoseconds
    ${trip} =    Call Rpc    ${METHOD}    leaves_at=2026-05-01T06:30:00.123456789Z    rest=1.000000001s
    Should Be Equal As Strings    ${trip.leaves_at}    2026-05-01 06:30:00.123456789+00:00
    Should Be Equal    ${trip.leaves_at.nanosecond}    ${789}
    Should Be Equal    ${trip.rest.nanoseconds}    ${1}
    ${again} =    Call Rpc    ${METHOD}    ${trip}
    Should Be Equal    ${again.leaves_at}    ${trip.leaves_at}
    Should Be Equal    ${again.rest}    ${trip.rest}

Floats Are Read As They Were Written
    ${trip} =    Call Rpc    ${METHOD}    slope=0.1
    Should Be Equal    ${trip.slope}    ${0.1}

Durations
    ${trip} =    Call Rpc    ${METHOD}    rest=1.5s
    Should Be Equal    ${trip.rest}    ${{ datetime.timedelta(seconds=1.5) }}
    ${trip} =    Call Rpc    ${METHOD}    rest=-2 minutes
    Should Be Equal    ${trip.rest}    ${{ datetime.timedelta(minutes=-2) }}
    ${trip} =    Call Rpc    ${METHOD}    rest=${trip.rest}
    Should Be Equal    ${trip.rest}    ${{ datetime.timedelta(minutes=-2) }}

Well Known Types
    VAR    &{place} =    @type=type.googleapis.com/route_guide.Place    name=the mill
    VAR    @{list} =    ${1}    two    ${None}
    VAR    &{extras} =    list=${list}    dog=${True}
    ${trip} =    Call Rpc    ${METHOD}    nickname=Lake    extras=${extras}    attachment=${place}
    Should Be Equal    ${trip.nickname}    Lake
    Should Be Equal    ${trip.extras}[list]    ${{ [1.0, 'two', None] }}
    Should Be Equal    ${trip.extras}[dog]    ${True}
    Should Be Equal    ${trip.attachment}[name]    the mill
    Should Be Equal    ${trip.attachment}[@type]    type.googleapis.com/route_guide.Place

What Is Packed Is Like Any Other Message
    VAR    &{companion} =    @type=type.googleapis.com/route_guide.Companion    phone=030 1234
    ${trip} =    Call Rpc    ${METHOD}    attachment=${companion}
    Should Be Equal    ${{ str($trip.attachment.phone) }}    <secret>
    VAR    &{rest} =    @type=type.googleapis.com/google.protobuf.Duration    value=2s
    ${trip} =    Call Rpc    ${METHOD}    attachment=${rest}
    Should Be Equal    ${trip.attachment.value}    ${{ datetime.timedelta(seconds=2) }}

Message As A Dictionary
    VAR    &{trip} =    title=Round the lake    days=2
    ${trip} =    Call Rpc    ${METHOD}    ${trip}
    Should Be Equal    ${trip.title}    Round the lake
    Should Be Equal    ${trip.days}    ${2}

Message As JSON
    ${trip} =    Call Rpc
    ...    ${METHOD}
    ...    {"days": 2, "guided": true, "start": {"latitude": 1.5}, "rating": null, "leaves_at": "2026-05-01T06:30:00Z"}
    Should Be Equal    ${trip.days}    ${2}
    Should Be Equal    ${trip.guided}    ${True}
    Should Be Equal    ${trip.start.latitude}    ${1.5}
    Should Be Equal    ${trip.rating}    ${None}
    Should Be Equal    ${trip.leaves_at.hour}    ${6}

JSON Is As Protobuf Writes It
    [Documentation]    Names may be in lowerCamelCase, bytes are base64, and a '=' makes no named argument of it.
    ${trip} =    Call Rpc    ${METHOD}    {"leavesAt": "2026-05-01T06:30:00Z", "map": "AAH_/w==", "title": "a=b"}
    Should Be Equal    ${trip.leaves_at.hour}    ${6}
    Should Be Equal    ${trip.map}    ${{ bytes([0, 1, 255, 255]) }}
    Should Be Equal    ${trip.title}    a=b
    ${trip} =    Call Rpc    ${METHOD}    {"stops": [{"latitude": 1}], "nights": {"7": {"tags": ["old"]}}}
    Should Be Equal    ${trip.stops[0].latitude}    ${1.0}
    Should Be Equal    ${trip.nights}[7][tags]    ${{ ['old'] }}
    ${trip} =    Call Rpc
    ...    ${METHOD}
    ...    {"attachment": {"@type": "type.googleapis.com/route_guide.Trip", "leavesAt": "2026-05-01T06:30:00Z"}}
    Should Be Equal    ${trip.attachment.leaves_at.hour}    ${6}

Bytes That Are Not Base64 Are Refused In JSON
    Run Keyword And Expect Error
    ...    EQUALS:'Trip.map' should be base64 in JSON text.
    ...    Call Rpc    ${METHOD}    {"map": "?"}

Any Field May Be Given As A Secret
    VAR    &{extras} =    door=${DOOR CODE}
    ${trip} =    Call Rpc    ${METHOD}    extras=${extras}
    Should Be True    $trip.extras['door'] == $DOOR_CODE.value

Answer Can Be Sent Again
    VAR    &{distances} =    mill=3
    VAR    &{start} =    latitude=52.5
    ${trip} =    Call Rpc    ${METHOD}    title=Lake    distances=${distances}    start=${start}    rest=1s    pace=2
    ${again} =    Call Rpc    ${METHOD}    ${trip}
    Should Be Equal    ${again.distances}    ${trip.distances}
    Should Be Equal    ${again.rest}    ${trip.rest}
    Should Be Equal    ${again.start}    ${trip.start}

Secrets
    VAR    @{keys} =    ${DOOR CODE}    ${DOOR CODE}
    VAR    &{companion} =    name=Ada    phone=${DOOR CODE}    keys=${keys}
    ${trip} =    Call Rpc    ${METHOD}    door_code=${DOOR CODE}    companion=${companion}
    Should Be Equal    ${{ str($trip.door_code) }}    <secret>
    Should Be True    $trip.door_code.value == $DOOR_CODE.value
    Should Be True    $trip.companion.phone.value == $DOOR_CODE.value
    Should Be True    $trip.companion['keys'][1].value == $DOOR_CODE.value
    ${again} =    Call Rpc    ${METHOD}    door_code=${trip.door_code}
    Should Be True    $again.door_code.value == $DOOR_CODE.value

Secrets In Fields That Are Not Marked
    [Documentation]    The answer is in capitals: no log has the text as it was sent.
    Open Stream    RouteGuide/Chat    alias=chat
    Send Message    text=${DOOR CODE}
    ${answer} =    Receive Message
    Should Be True    $answer.text == $DOOR_CODE.value.upper()
    Cancel Stream

Wrong Fields Are Told By Their Path
    [Template]    Trip Should Be Refused
    'Trip' has no field 'titel', expected one of: 'title',*    titel=Lake
    'Trip.start' has no field 'height', expected one of: 'latitude', 'longitude'.    start=${{ {'height': 3} }}
    'Trip.stops[[]1]' has no field 'height', expected one of: 'latitude', 'longitude'.    stops=${{ [{}, {'height': 3}] }}
    'Trip.nights[[]7].position' has no field 'height', expected one of: 'latitude', 'longitude'.    nights=${{ {7: {'position': {'height': 3}}} }}

Wrong Numbers Are Refused
    [Template]    Trip Should Be Refused
    'Trip.days' cannot be 'many', expected a value of type int.    days=many
    'Trip.days' cannot be '2147483648', expected -2147483648 to 2147483647.    days=2147483648
    'Trip.days' cannot be '1.5', expected a value of type int.    days=${1.5}
    'Trip.walkers' cannot be '-1', expected 0 to 4294967295.    walkers=-1
    'Trip.budget' cannot be '18446744073709551616', expected 0 to 18446744073709551615.    budget=18446744073709551616
    'Trip.steps' cannot be '9223372036854775808', expected -9223372036854775808 to 9223372036854775807.    steps=9223372036854775808
    'Trip.length' cannot be 'long', expected a value of type float.    length=long
    'Trip.slope' cannot be '1e39', expected -3.4028235e+38 to 3.4028235e+38, or inf.    slope=1e39
    'Trip.guided' cannot be 'maybe', expected a value of type bool.    guided=maybe
    'Trip.heights[[]1]' cannot be 'high', expected a value of type int.    heights=${{ [1, 'high'] }}
    'Trip.heights[[]0]' cannot be 'None', expected a value of type int.    heights=${{ [None] }}
    'Trip.distances[[]mill]' cannot be 'far', expected a value of type int.    distances=${{ {'mill': 'far'} }}
    'Trip.nights[[]first]' cannot be 'first', expected a value of type int.    nights=${{ {'first': {}} }}

Wrong Kinds Are Refused
    [Template]    Trip Should Be Refused
    'Trip.title' should be text, got list.    title=${{ [1] }}
    'Trip.map' cannot be '1.5', expected a value of type bytes.    map=${1.5}
    'Trip.start' should be a dictionary, got str 'here'.    start=here
    'Trip.stops' should be a list, got DotDict '{'latitude': 1}'.    stops=${{ {"latitude": 1} }}
    'Trip.stops[[]0]' should be a dictionary, got int '3'.    stops=${{ [3] }}
    'Trip.distances' should be a dictionary, got list '[[]]'.    distances=${{ [] }}
    'Trip.pace' cannot be 'FAST', expected one of: PACE_UNKNOWN, PACE_EASY, PACE_BRISK.    pace=FAST
    'Trip.pace' cannot be '4294967296', expected one of: PACE_UNKNOWN, PACE_EASY, PACE_BRISK.    pace=${4294967296}
    'Trip.leaves_at' cannot be 'soon', expected a value of type datetime.    leaves_at=soon
    'Trip.rest' cannot be 'long', expected a value of type timedelta.    rest=long
    'Trip.nickname' should be text, got DotDict.    nickname=${{ {} }}
    'Trip' can have one of 'shelter' only, got 'hut' and 'tent'.    hut=Alm    tent=${{ {} }}

Wrong Values Are Refused
    [Template]    Trip Should Be Refused
    'Trip.extras' should be a dictionary, got str 'text'.    extras=text
    'Trip.attachment' has the type 'x/no.Type', expected one of the schema.    attachment=${{ {'@type': 'x/no.Type'} }}
    'Trip.days' cannot be '<secret>', expected a value of type int.    days=${DOOR CODE}
    'Trip.start' cannot be '<secret>', expected a value of type route_guide.Point.    start=${DOOR CODE}
    'Trip.days' cannot be 'True', expected a value of type int.    days=${True}

What Is Wrong With A Secret Is Told Without It
    [Documentation]    Fields that are marked debug_redact are secret, however they are given.
    [Template]    Trip Should Be Refused
    'Trip.door_code' cannot be '<secret>', expected a value of type text.    door_code=${{ ['4711'] }}
    'Trip.companion.keys' cannot be '<secret>', expected a value of type list.    companion=${{ {'keys': '4711'} }}
    'Trip.companion.phone' cannot be '<secret>', expected a value of type text.    companion=${{ {'phone': {'a': '4711'}} }}

Wrong Messages Are Refused
    Run Keyword And Expect Error
    ...    EQUALS:The message is not JSON: Expecting value: line 1 column 1 (char 0). For a field that is named 'message', give a dictionary.
    ...    Call Rpc
    ...    ${METHOD}
    ...    Lake
    Run Keyword And Expect Error
    ...    EQUALS:The JSON text for 'Trip' should be an object, got an array.
    ...    Call Rpc    ${METHOD}    [1]
    Run Keyword And Expect Error
    ...    EQUALS:Give the fields of 'Trip' as one message or by name, not both.
    ...    Call Rpc    ${METHOD}    {"days": 2}    title=Lake


*** Keywords ***
Trip Should Be Refused
    [Arguments]    ${error}    &{fields}
    Run Keyword And Expect Error    GLOB:${error}    Call Rpc    ${METHOD}    &{fields}
