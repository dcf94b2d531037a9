*** Settings ***
Documentation     Channel options do what they say, also when they are text; those without an effect are refused.

Resource          route_guide.resource

Suite Setup       Start Route Guide And Keep Its Address
Suite Teardown    Close Connections And Stop Route Guide
Test Teardown     Close All Connections
Test Timeout      30 seconds


*** Test Cases ***
Option Given As Text
    VAR    &{options} =    grpc.max_receive_message_length=10
    Open Connection    ${GUIDE}    ${PROTO}    options=${options}
    Expect Status    RESOURCE_EXHAUSTED    Call Rpc    RouteGuide/GetPlace    name=the mill

Option That Does Not Exist
    VAR    &{options} =    grpc.max_recieve_message_length=10
    Run Keyword And Expect Error
    ...    STARTS:gRPC has no channel option 'grpc.max_recieve_message_length'; near names are: 'grpc.max_receive_message_length'
    ...    Open Connection
    ...    ${GUIDE}
    ...    ${PROTO}
    ...    options=${options}

Option That Is Not A Number
    VAR    &{options} =    grpc.max_receive_message_length=20 MB
    Run Keyword And Expect Error
    ...    EQUALS:Channel option 'grpc.max_receive_message_length' should be a whole number from -2147483648 to 2147483647, got '20 MB'.
    ...    Open Connection
    ...    ${GUIDE}
    ...    ${PROTO}
    ...    options=${options}

Address With A Scheme
    Open Connection    dns:///${GUIDE}    ${PROTO}
    ${place} =    Call Rpc    RouteGuide.GetPlace    name=the mill
    Should Be Equal    ${place.name}    the mill
    Open Connection    ipv4:${GUIDE}    ${PROTO}
    ${place} =    Call Rpc    route_guide.RouteGuide.GetPlace    name=the mill
    Should Be Equal    ${place.name}    the mill


*** Keywords ***
Start Route Guide And Keep Its Address
    ${address} =    Start Route Guide
    VAR    ${GUIDE} =    ${address}    scope=SUITE
