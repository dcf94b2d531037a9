*** Settings ***
Documentation    An instance is added while the system runs. It serves new sessions at once, and none of those that are
...              served already.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
No Session Moves And A New One Reaches The Newcomer
    Skip Unless Instances Can Be Added
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late
    Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=Late
    Start Background Calls    @{clients}
    ${added} =    Add Instance
    ${instance} =    Session Should Stay On Instance    calls=2    session=Late
    Should Be Equal    ${instance}    ${added}
    Background Calls Should Succeed    moves=0
    Clients Should Stay On Their Instances    @{clients}    Late    calls=10

Streams Stay With The Calls Of Their Session
    Skip Unless Instances Can Be Added
    Skip Unless System Has    stream
    Clients Log In    Ada
    Subscribe    session=Ada
    Add Instance
    Session Should Stay On Instance    calls=10    session=Ada
    Subscription Should Receive Messages    messages=2    interval=${SUBSCRIBE_INTERVAL}
    Cancel Subscription
    ${ada} =    Get Session    Ada
    ${instance} =    Subscribe    session=Ada
    Should Be Equal    ${instance}    ${ada.instance}
