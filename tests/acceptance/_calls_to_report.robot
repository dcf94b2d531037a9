*** Settings ***
Documentation    Calls of GrpcLibrary alone whose pictures are looked at. No test of its own: the report's tests run it.

Resource         route_guide.resource
Library          ReportLibrary

Test Setup       Open Connection To Route Guide
Test Teardown    Close Connections And Stop Route Guide
Test Timeout     1 minute

Test Tags        reported


*** Test Cases ***
Calls And A Stream
    Call Rpc    RouteGuide/GetPlace    name=the mill
    Call Rpc    RouteGuide/GetPlace    name=the well
    Guide Fails With    NOT_FOUND    no such place
    Expect Status    NOT_FOUND    Call Rpc    RouteGuide/GetPlace    name=nowhere
    Open Stream    RouteGuide/ListPlaces    count=3
    ${_} =    Receive Message
    ${_} =    Receive Messages

Two Connections
    Open Connection    ${ADDRESS}    ${PROTO}    alias=another
    ${_} =    Call Rpc Many Times    RouteGuide/GetPlace    20    connection=another
    Call Rpc    RouteGuide/GetPlace    connection=guide

A Call That Fails
    Call Rpc    RouteGuide/GetPlace    name=the mill
    Guide Fails With    INTERNAL    the map is torn
    Call Rpc    RouteGuide/GetPlace    name=the well

Hostile Words
    VAR    ${words} =    ${{ '</svg><script>alert(1)</script>\x1b[31m\u202e' + 'w' * 3000 }}
    Guide Fails With    INTERNAL    ${words}
    Call Rpc    RouteGuide/GetPlace
