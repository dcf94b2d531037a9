*** Settings ***
Documentation    Every instance is stopped and started again in turn, as a deployment does it, while sessions call all
...              the time. None sees an error, none moves unless its own instance stops, and afterwards as many
...              newcomers are served as before.

Resource         ../resources/system.resource
Resource         ../resources/many_sessions.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Test Cases ***
No Call Fails While Every Instance Restarts In Turn
    Skip Unless Instances Are Within Reach
    Clients Hold An Instance Each    Ada    Bob
    Start Background Calls    Ada    Bob    outage=${TRANSFER_TIMEOUT}
    ${moves} =    Every Instance Restarts In Turn    Ada    Bob
    Background Calls Should Succeed    Ada    moves=<=${moves}[Ada]
    Background Calls Should Succeed    Bob    moves=<=${moves}[Bob]
    Clients Should Stay On Their Instances    Ada    Bob    calls=10
    As Many Newcomers Should Be Served As Places Are Free    Ada    Bob


*** Keywords ***
Every Instance Restarts In Turn
    [Documentation]    At each restart only sessions of that instance move. Returns how often each session has moved.
    [Arguments]    @{sessions}
    VAR    @{all moved} =    @{EMPTY}
    ${instances} =    Get Instances
    FOR    ${instance}    IN    @{instances}
        Stop Instance    ${instance.name}
        @{moved} =    Only Sessions Of Instance Should Move    ${instance.name}    @{sessions}
        Bring Instance Back    ${instance.name}
        VAR    @{all moved} =    @{all moved}    @{moved}
    END
    RETURN    ${{ collections.Counter($all_moved) }}

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
