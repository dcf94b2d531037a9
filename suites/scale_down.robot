*** Settings ***
Documentation    An instance is taken out while it serves. Its session moves once, with no error that the client can
...              see; no other session moves.

Resource         ../resources/system.resource

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
