*** Settings ***
Documentation    Two gateways stand before the same instances. A session that both see for the first time is sent to the
...              same instance by both.

Resource         ../resources/system.resource
Resource         ../resources/many_sessions.resource

Test Setup       Start The System    gateways=2
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
Both Gateways Send A New Session To The Same Instance
    Skip Unless There Are Two Gateways
    @{addresses} =    Get Gateway Addresses
    Clients Log In    Ada    Bob
    Copy Session    ${addresses}[1]    alias=Ada at the other gateway    session=Ada
    Copy Session    ${addresses}[1]    alias=Bob at the other gateway    session=Bob
    Session Should Be On The Same Instance At Both    Ada
    Session Should Be On The Same Instance At Both    Bob

Both Gateways Send Many New Sessions To The Same Instances
    [Setup]    Start A System For Many Sessions    gateways=2
    Skip Unless There Are Two Gateways
    @{addresses} =    Get Gateway Addresses
    @{clients} =    Many Clients Are Served    Client
    FOR    ${client}    IN    @{clients}
        Copy Session    ${addresses}[1]    alias=${client} at the other gateway    session=${client}
        Session Should Stay On Instance    calls=1    session=${client} at the other gateway
    END
    Each Session Should Stay On Its Instance    @{clients}


*** Keywords ***
Session Should Be On The Same Instance At Both
    [Arguments]    ${name}
    ${here} =    Session Should Stay On Instance    calls=5    session=${name}
    ${there} =    Session Should Stay On Instance    calls=5    session=${name} at the other gateway
    Should Be Equal    ${here}    ${there}
    Session Should Stay On Instance    calls=5    session=${name}
