*** Settings ***
Documentation    An instance is taken out while it serves. Its session moves once, with no error that the client can
...              see; no other session moves.

Resource         ../resources/system.resource
Resource         ../resources/many_sessions.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Test Cases ***
Session Of A Removed Instance Moves Without An Error
    Skip Unless Instances Can Be Added
    Clients Hold An Instance Each    Ada    Bob
    ${ada} =    Get Session    Ada
    Start Background Calls    Ada    Bob    outage=${TRANSFER_TIMEOUT}
    Remove Instance    ${ada.instance}
    Session Should Move To The Next Instance    session=Ada
    Background Calls Should Succeed    Ada    moves=1
    Background Calls Should Succeed    Bob    moves=0
    Clients Should Stay On Their Instances    Ada    Bob    calls=10

Only Sessions Of A Removed Instance Move
    [Setup]    Start A System For Many Sessions
    Skip Unless Instances Can Be Added
    @{clients} =    Many Clients Are Served    Client
    ${first} =    Get Session    ${clients}[0]
    VAR    ${removed} =    ${first.instance}
    Remove Instance    ${removed}
    Only Sessions Of Instance Should Move    ${removed}    @{clients}

Stream Of A Removed Instance Ends And Others Go On
    Skip Unless Instances Can Be Added
    Skip Unless System Has    stream
    Skip If
    ...    $STREAMS_SURVIVE == 'yes'
    ...    Streams of this system do not end with their instance: STREAMS_SURVIVE is yes.
    Clients Hold An Instance Each    Ada    Bob
    Subscribe    session=Bob    alias=Bob's
    ${removed} =    Subscribe    session=Ada
    Remove Instance    ${removed}
    Subscription Should End    UNAVAILABLE
    New Stream Should Be Served At Another Instance    Ada
    Subscription Should Receive Messages    messages=1    interval=${SUBSCRIBE_INTERVAL}    subscription=Bob's

Removed Instance Gets No New Session
    Skip Unless Instances Can Be Added
    @{clients} =    Clients Hold All Instances
    ${first} =    Get Session    ${clients}[0]
    Remove Instance    ${first.instance}
    Clients Log In    Late
    FOR    ${client}    IN    Late    ${clients}[0]
        Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=${client}
    END
    Clients Should Stay On Their Instances    @{clients}[1:]    calls=5
