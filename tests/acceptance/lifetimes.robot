*** Settings ***
Documentation     What a test has begun ends with it: the next one starts with no outcome and no stream of another.

Resource          route_guide.resource

Suite Setup       Open Connection And Stream
Suite Teardown    Close Connections And Stop Route Guide
Test Timeout      30 seconds


*** Test Cases ***
Test That Leaves A Stream And An Outcome
    Call Rpc    RouteGuide/GetPlace
    Open Stream    RouteGuide/ListPlaces    count=3
    Receive Message

Its Outcome Is Not The Next Test's
    Run Keyword And Expect Error
    ...    EQUALS:There is no outcome yet: no call has been made.
    ...    Status Should Be    OK

Nor Is Its Stream
    Run Keyword And Expect Error
    ...    EQUALS:There is no stream 'RouteGuide/ListPlaces'; open are: 'of the suite'.
    ...    Switch Stream    RouteGuide/ListPlaces

The Suite's Stream Goes On
    Send Message    text=hello    stream=of the suite
    ${answer} =    Receive Message    stream=of the suite
    Should Be Equal    ${answer.text}    HELLO


*** Keywords ***
Open Connection And Stream
    Open Connection To Route Guide
    Open Stream    RouteGuide/Chat    alias=of the suite    deadline=30s
