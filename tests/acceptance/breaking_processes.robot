*** Settings ***
Documentation    What is special where instances are processes, or belong to somebody else.

Library          GrpcLibrary
Library          Listeners.py
Library          Processes.py
Resource         breaking.resource

Test Setup       Open Session At New Stack
Test Teardown    Close All And Stop Stack
Test Timeout     1 minute


*** Variables ***
${OTHER_STACK}          localhost:10000
${INSTANCES_ARE_OUT}    The instances behind '${OTHER_STACK}' are out of reach: that stack was not started here.
${AUTH_IS_OUT}          The auth service behind '${OTHER_STACK}' is out of reach: that stack was not started here.
${GATEWAY_IS_OUT}       The gateway at '${OTHER_STACK}' is out of reach: that stack was not started here.


*** Test Cases ***
Paused Instance Answers Nothing On Connections That Stay
    Pause Instance    ${OWN}
    GrpcLibrary.Expect Status    DEADLINE_EXCEEDED    Call Rpc    Health/Check    deadline=0.3s
    Resume Instance    ${OWN}
    Server Should Be Serving

Restarted Instance Holds No Session
    Kill Instance    ${OWN}
    Session Should Move To Another Instance
    Start Instance    ${OWN}
    Login    TestUser    ${PASSWORD}    alias=new
    ${answer} =    Echo With Session
    Should Be Equal    ${answer.pod_name}    ${OWN}    The other instance is full, but not with this session.

Process Has No Network Of Its Own
    Keyword Should Be Refused
    ...    Instance '${OWN}' is a process, which shares this machine's network: only a stack in containers has instances that can be cut off.
    ...    Disconnect Instance
    ...    ${OWN}
    Keyword Should Be Refused
    ...    Instance '${OWN}' is running, expected it to be disconnected.
    ...    Reconnect Instance
    ...    ${OWN}

Instance Whose Port Is Taken Does Not Start
    ${address} =    Address Of Own Instance
    Kill Instance    ${OWN}
    Listen Silently    ${{int($address.rpartition(':')[2])}}
    Keyword Should Be Refused
    ...    Instance '${OWN}' did not start: ${OWN} ended with exit code 1 before it served: Cannot listen on ${address}: it is in use or not allowed.
    ...    Start Instance
    ...    ${OWN}
    State Should Be    exited

Stack With A Paused Instance Leaves Nothing
    Pause Instance    ${OWN}
    Stop Stack
    ${processes} =    Get Descendants
    Should Be Empty    ${processes}

Stack That Was Not Started Here Is Left Alone
    [Setup]    Use Stack    ${OTHER_STACK}
    [Template]    Keyword Should Be Refused
    ${INSTANCES_ARE_OUT}    Kill Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Stop Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Pause Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Resume Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Start Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Disconnect Instance    myservice-1
    ${INSTANCES_ARE_OUT}    Reconnect Instance    myservice-1
    ${GATEWAY_IS_OUT}    Stop Gateway
    ${GATEWAY_IS_OUT}    Start Gateway
    ${GATEWAY_IS_OUT}    Restart Gateway
    ${GATEWAY_IS_OUT}    Kill Gateway
    ${GATEWAY_IS_OUT}    Pause Gateway
    ${GATEWAY_IS_OUT}    Resume Gateway
    ${AUTH_IS_OUT}    Stop Auth Service
    ${AUTH_IS_OUT}    Start Auth Service

Stack That Was Not Started Here Says What It Cannot Do
    [Setup]    Use Stack    ${OTHER_STACK}
    ${can} =    Stack Can    Get Instances
    Should Not Be True    ${can}

Stack Of Processes Cannot Be Kept
    [Setup]    No Operation
    Keyword Should Be Refused
    ...    An embedded stack cannot be kept, as its processes end with the run: use GATEWAY:compose.
    ...    Start Stack
    ...    keep=yes


*** Keywords ***
Open Session At New Stack
    [Documentation]    Each of two instances has room for one session; a connection to this one's is open.
    ${address} =    Start Stack    instances=2
    Connect To Gateway    ${address}
    Open Session At An Instance
    ${own_address} =    Address Of Own Instance
    Open Connection    ${own_address}
    Server Should Be Serving

Close All And Stop Stack
    Close All Connections
    Close All Sessions
    Stop Stack
    Stop Listening

Address Of Own Instance
    ${instances} =    Get Instances
    ${address} =    Evaluate    {one.name: one.address for one in $instances}[$OWN]
    RETURN    ${address}
