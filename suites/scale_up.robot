*** Settings ***
Documentation    An instance is added while the system runs. It serves new sessions at once, and none of those that are
...              served already.

Resource         ../resources/system.resource
Resource         ../resources/many_sessions.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
No Session Moves And A New One Reaches The Newcomer
    Skip Unless Instances Can Be Added
    @{clients} =    Clients Hold All Instances
    Clients Log In    Late    Too Late
    Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=Late
    Start Background Calls    @{clients}
    ${added} =    Add Instance
    ${instance} =    Session Should Stay On Instance    calls=2    session=Late
    Should Be Equal    ${instance}    ${added}
    Expect Unavailable    message=${UNAVAILABLE_MESSAGE}    session=Too Late
    Background Calls Should Succeed    moves=0
    Clients Should Stay On Their Instances    @{clients}    Late    calls=10

Of Many Sessions None Moves And Some New Ones Reach The Newcomer
    [Setup]    Start A System For Many Sessions
    Skip Unless Instances Can Be Added
    @{clients} =    Many Clients Are Served    Client
    ${added} =    Add Instance
    Each Session Should Stay On Its Instance    @{clients}
    @{newcomers} =    Many Clients Are Served    Newcomer
    Some Sessions Should Be On Instance    ${added}    @{newcomers}

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
