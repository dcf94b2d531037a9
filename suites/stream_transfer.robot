*** Settings ***
Documentation    An instance goes while a subscription is open. The stream ends with UNAVAILABLE or, where the gateway
...              can do that (STREAMS_SURVIVE), goes on from another instance; a new one is served elsewhere.

Resource         ../resources/system.resource

Test Setup       Start A System With Streams    instances_needed=2
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-5    FR-MG-3


*** Test Cases ***
Stream Of An Instance That Shuts Down
    [Tags]    FR-MS-7
    Ada Subscribes
    Session's Instance Shuts Down    session=Ada
    Stream Should End Or Go On Elsewhere
    New Stream Should Be Served Elsewhere

Stream Of An Instance That Is Killed
    Skip Unless Instances Are Within Reach
    ${instance} =    Ada Subscribes
    Kill Instance    ${instance}
    Stream Should End Or Go On Elsewhere    ${KILLED_STREAM_CODE}
    New Stream Should Be Served Elsewhere

Stream Of An Instance That Is Terminated
    Skip Unless Instances Are Within Reach
    ${instance} =    Ada Subscribes
    Stop Instance    ${instance}
    Stream Should End Or Go On Elsewhere
    New Stream Should Be Served Elsewhere


*** Keywords ***
Ada Subscribes
    Clients Log In    Ada
    ${instance} =    Subscribe    session=Ada
    RETURN    ${instance}

Stream Should End Or Go On Elsewhere
    [Arguments]    ${code}=UNAVAILABLE
    IF    $STREAMS_SURVIVE == 'yes'
        Subscription Should Move To Another Instance
        Cancel Subscription
    ELSE
        Subscription Should End    UNAVAILABLE    ${code}
    END

New Stream Should Be Served Elsewhere
    IF    $STREAMS_SURVIVE == 'yes'
        Subscribe    session=Ada
    ELSE
        New Stream Should Be Served At Another Instance    Ada
    END
    Subscription Should Receive Messages    messages=1    interval=${SUBSCRIBE_INTERVAL}
    Session Should Stay On Instance    calls=2    session=Ada
