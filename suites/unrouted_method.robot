*** Settings ***
Documentation    A method that the gateway does not route is refused as one that there is not, and the words say which.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Run Keywords    Close All Connections    AND    Stop The System
Test Timeout     2 minutes

Test Tags        FR-MG-3


*** Test Cases ***
Method That Is Not Routed Is Unimplemented
    Skip Unless System Is MyService    the words for a method that is not routed
    ${address} =    Get Gateway Address
    ${tls} =    Get Tls Of The Gateway
    Open Connection    ${address}    ${CURDIR}/../protos/my_service.proto    tls=${tls}
    Expect Status    UNIMPLEMENTED    Server Should Be Serving
    Status Should Be    UNIMPLEMENTED    grpc.health.v1.Health/Check    matching=regexp
    Clients Log In    Ada
    Session Should Stay On Instance    calls=2    session=Ada
