*** Settings ***
Documentation    When each instance holds a session, the next one is refused; once an instance is free, it is served.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
Late Session Is Refused And Changes Nothing
    Skip Unless Places Are Counted
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late
    Late Session Should Be Refused
    Clients Should Stay On Their Instances    @{clients}    calls=2

Late Session Is Served Once An Instance Is Free
    Skip Unless Places Are Counted
    Skip Unless Instances Are Within Reach
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late
    Late Session Should Be Refused
    ${gone} =    Session's Instance Shuts Down    session=${clients}[0]
    Wait Until Instance Has Exited    ${gone}
    Late Session Should Be Refused
    Bring Instance Back    ${gone}
    ${instance} =    Session Should Stay On Instance    calls=2    session=Late
    Should Be Equal    ${instance}    ${gone}
    Clients Should Stay On Their Instances    @{clients}[1:]    Late    calls=2


*** Keywords ***
Late Session Should Be Refused
    Expect Unavailable    session=Late
    IF    $SYSTEM is None
        FOR    ${call}    IN    Call With Session    Subscribe
            Call Should Be Refused    RESOURCE_EXHAUSTED    all instances are busy    ${call}    session=Late
        END
    END
