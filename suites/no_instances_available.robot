*** Settings ***
Documentation    When each instance holds a session, the next one is refused; once an instance is free, it is served.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
Late Session Is Refused And Changes Nothing
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late
    Late Session Should Be Refused
    Sessions Should Stay On Instances Of Their Own    @{clients}    calls=2

Late Session Is Served Once An Instance Is Free
    Skip Unless Instances Are Within Reach
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late
    Late Session Should Be Refused
    ${gone} =    Shutdown Instance    session=${clients}[0]
    Wait Until Instance Has Exited    ${gone.pod_name}
    Late Session Should Be Refused
    Bring Instance Back    ${gone.pod_name}
    ${instance} =    Session Should Stay On Instance    calls=2    session=Late
    Should Be Equal    ${instance}    ${gone.pod_name}
    Sessions Should Stay On Instances Of Their Own    @{clients}[1:]    Late    calls=2


*** Keywords ***
Late Session Should Be Refused
    FOR    ${call}    IN    Echo With Session    Subscribe
        Call Should Be Refused    RESOURCE_EXHAUSTED    all instances are busy    ${call}    session=Late
    END
