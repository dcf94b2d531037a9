*** Settings ***
Documentation     What a schema says of services, methods and messages is told as text and as data.

Library           Collections
Resource          route_guide.resource

Suite Setup       Open Connection To Route Guide
Suite Teardown    Close Connections And Stop Route Guide
Test Timeout      30 seconds


*** Variables ***
${DOOR CODE: Secret}    %{NO_SUCH_VARIABLE=4711-door}


*** Test Cases ***
Services
    ${services} =    List Services
    Should Be Equal    ${services}    ${{ ['route_guide.RouteGuide'] }}

Method
    ${method} =    Describe Method    RouteGuide/ListPlaces
    Should Be Equal    ${method.name}    route_guide.RouteGuide/ListPlaces
    Should Be Equal    ${method.request}    route_guide.PlaceList
    Should Be Equal    ${method.response}    route_guide.Place
    Should Be Equal    ${method.sends_stream}    ${False}
    Should Be Equal    ${method.receives_stream}    ${True}
    Should Be Equal    ${method.text}    rpc ListPlaces(route_guide.PlaceList) returns (stream route_guide.Place);
    ${method} =    Describe Method    RouteGuide.Chat
    Should Be Equal    ${method.text}    rpc Chat(stream route_guide.Note) returns (stream route_guide.Note);

Message
    ${message} =    Describe Message    Place
    Should Be Equal    ${message.name}    route_guide.Place
    Should Be Equal
    ...    ${message.text}
    ...    message route_guide.Place {\n \ string name = 1;\n \ route_guide.Point position = 2;\n \ repeated string tags = 3;\n}
    Should Be Equal    ${message.fields}[2][name]    tags
    Should Be Equal    ${message.fields}[2][label]    repeated
    ${trip} =    Describe Message    route_guide.Trip
    Should Contain    ${trip.text}    \ optional int32 rating = 21;
    Should Contain
    ...    ${trip.text}
    ...    \ oneof shelter {\n \ \ \ string hut = 22;\n \ \ \ route_guide.Point tent = 23;\n \ }
    Should Contain    ${trip.text}    \ map<int32, route_guide.Place> nights = 15;
    Should Contain    ${trip.text}    \ string door_code = 24 [debug_redact = true];
    Should Be Equal    ${trip.fields}[9][enum_values]    ${{ ['PACE_UNKNOWN', 'PACE_EASY', 'PACE_BRISK'] }}
    Should Be Equal    ${trip.fields}[21][oneof]    shelter
    Should Be True    ${trip.fields}[23][is_secret]

Unknown Names
    Run Keyword And Expect Error
    ...    EQUALS:There is no message 'Plase'; near names are: route_guide.Place.
    ...    Describe Message    Plase
    Run Keyword And Expect Error
    ...    STARTS:There is no method 'RouteGuide/Chatt'; near names are: route_guide.RouteGuide/Chat
    ...    Describe Method    RouteGuide/Chatt

Template
    ${place} =    Get Message Template    Place
    Should Be Equal    ${place}    ${{ {'name': '', 'position': {'latitude': 0.0, 'longitude': 0.0}, 'tags': ['']} }}
    ${trip} =    Get Message Template    RouteGuide/PlanTrip
    ${answer} =    Call Rpc    RouteGuide/PlanTrip    ${trip}
    Should Be Equal    ${answer.leaves_at}    ${{ datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) }}
    Should Be Equal    ${answer.hut}    ${EMPTY}
    Should Be Equal    ${answer.nights}[0][tags]    ${{ [''] }}
    Set To Dictionary    ${trip}    title=Round the lake
    ${answer} =    Call Rpc    RouteGuide/PlanTrip    ${trip}
    Should Be Equal    ${answer.title}    Round the lake

Answer As JSON
    VAR    &{companion} =    name=Ada    phone=${DOOR CODE}    keys=${{ ['a'] }}
    ${trip} =    Call Rpc
    ...    RouteGuide/PlanTrip
    ...    title=Grüße
    ...    map=${{ b'\x00\xff' }}
    ...    steps=9007199254740993
    ...    leaves_at=2026-05-01T06:30:00.5Z
    ...    length=nan
    ...    door_code=${DOOR CODE}
    ...    companion=${companion}
    ${json} =    Get Message As JSON    ${trip}    RouteGuide/PlanTrip
    ${data} =    Evaluate    json.loads($json)
    VAR    &{expected} =
    ...    title=Grüße
    ...    map=AP8=
    ...    steps=9007199254740993
    ...    leaves_at=2026-05-01T06:30:00.500Z
    ...    length=NaN
    ...    door_code=<secret>
    ...    companion=${{ {'name': 'Ada', 'phone': '<secret>'} }}
    Should Be Equal    ${data}    ${expected}
    ${same} =    Get Message As JSON    ${trip}    route_guide.Trip
    Should Be Equal    ${same}    ${json}

Secrets In Fields That Are Not Marked Are Not In JSON
    VAR    &{note} =    text=${DOOR CODE}    author=Ada
    ${json} =    Get Message As JSON    ${note}    Note
    Should Be Equal    ${{ json.loads($json) }}    ${{ {'text': '<secret>', 'author': 'Ada'} }}

What Has No JSON Form
    VAR    &{attachment} =    @type=type.googleapis.com/other.Unknown    value=${{ b'x' }}
    VAR    &{trip} =    attachment=${attachment}
    Run Keyword And Expect Error
    ...    EQUALS:'Trip' has no JSON form: Can not find message descriptor by type_url: other.Unknown.
    ...    Get Message As JSON
    ...    ${trip}
    ...    Trip
