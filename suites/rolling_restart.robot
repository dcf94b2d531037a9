*** Settings ***
Documentation    Every instance is stopped and started again in turn, as a deployment does it, while sessions call all
...              the time. None sees an error, none moves more often than there are restarts, and afterwards as many
...              newcomers are served as before.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Test Cases ***
No Call Fails While Every Instance Restarts In Turn
    Skip Unless Instances Are Within Reach
    Clients Hold An Instance Each    Ada    Bob
    Start Background Calls    Ada    Bob    outage=${TRANSFER_TIMEOUT}
    ${restarts} =    Every Instance Restarts In Turn
    Background Calls Should Succeed    Ada    Bob    moves=<=${restarts}
    Clients Should Stay On Their Instances    Ada    Bob    calls=10
    As Many Newcomers Should Be Served As Places Are Free    Ada    Bob


*** Keywords ***
Every Instance Restarts In Turn
    [Documentation]    Returns how many restarts that were.
    ${instances} =    Get Instances
    FOR    ${instance}    IN    @{instances}
        Stop Instance    ${instance.name}
        Bring Instance Back    ${instance.name}
    END
    VAR    ${restarts} =    ${{ len($instances) }}
    RETURN    ${restarts}

As Many Newcomers Should Be Served As Places Are Free
    [Arguments]    @{served}
    IF    int($CAPACITY) != 1    RETURN
    ${free} =    Evaluate    int($INSTANCES) - len($served)
    VAR    @{newcomers} =    @{{ [f'Newcomer {number + 1}' for number in range($free)] }}
    Clients Log In    @{newcomers}    Late
    FOR    ${newcomer}    IN    @{newcomers}
        Session Should Stay On Instance    calls=2    session=${newcomer}
    END
    Clients Should Stay On Their Instances    @{served}    @{newcomers}    calls=2
    Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=Late
