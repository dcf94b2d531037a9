*** Settings ***
Documentation     StackLibrary breaks one instance or the gateway, waits until it is so, and mends it.
...
...               Run against a stack of processes and, with GATEWAY:compose, against one in containers.

Resource          breaking.resource

Suite Setup       Start Stack With Room
Suite Teardown    Stop Stack
Test Setup        Open Session At An Instance
Test Teardown     Mend All And Forget Sessions
Test Timeout      2 minutes


*** Test Cases ***
Killed Instance Has Exited And Comes Back
    Kill Instance    ${OWN}
    Wait Until Instance Has Exited    ${OWN}    timeout=0s    exit_code=-9
    Session Should Move To Another Instance
    Start Instance    ${OWN}
    Instance Should Serve Again

Stopped Instance Has Exited With Code 0 And Comes Back
    Stop Instance    ${OWN}
    Wait Until Instance Has Exited    ${OWN}    timeout=0s
    Session Should Move To Another Instance
    Start Instance    ${OWN}
    Instance Should Serve Again

Instance That Has Shut Down Comes Back
    Shutdown Instance
    Wait Until Instance Has Exited    ${OWN}
    Session Should Move To Another Instance
    Start Instance    ${OWN}
    State Should Be    running

Paused Instance Hangs And Goes On
    Pause Instance    ${OWN}
    State Should Be    paused
    Session Should Move To Another Instance
    Resume Instance    ${OWN}
    Instance Should Serve Again

Paused Instance Can Be Killed
    Pause Instance    ${OWN}
    Kill Instance    ${OWN}
    State Should Be    exited
    Start Instance    ${OWN}
    State Should Be    running

Restarted Gateway Has Its Address And Keeps Sessions Where They Are
    ${before} =    Get Gateway Address
    Restart Gateway
    ${after} =    Get Gateway Address
    Should Be Equal    ${after}    ${before}
    ${instance} =    Session Should Stay On Instance
    Should Be Equal    ${instance}    ${OWN}

Stopped Gateway Is Gone Until It Is Started
    Stop Gateway
    Expect Status    UNAVAILABLE    Echo With Session
    Start Gateway
    ${address} =    Get Gateway Address
    Connect To Gateway    ${address}
    Login    TestUser    ${PASSWORD}    alias=another
    Echo With Session

Killed Gateway Has Exited And Comes Back
    Kill Gateway
    Keyword Should Be Refused    The gateway has exited, expected it to be running.    Kill Gateway
    Start Gateway
    ${instance} =    Session Should Stay On Instance
    Should Be Equal    ${instance}    ${OWN}

Paused Gateway Answers Nothing And Goes On
    Pause Gateway
    Keyword Should Be Refused    The gateway is paused, expected it to be running.    Pause Gateway
    Resume Gateway
    ${instance} =    Session Should Stay On Instance
    Should Be Equal    ${instance}    ${OWN}

Stopped Auth Service Lets Nobody In Until It Is Started
    Stop Auth Service
    Echo With Session
    Expect Status    UNAVAILABLE    Login    TestUser    ${PASSWORD}    alias=late
    Keyword Should Be Refused    The auth service has exited, expected it to be running.    Stop Auth Service
    Start Auth Service
    Login    TestUser    ${PASSWORD}    alias=later

Gateway Comes Back When Instances Are Dead Or Hang
    Kill Instance    myservice-1
    Pause Instance    myservice-2
    Restart Gateway    timeout=30s
    Resume Instance    myservice-2
    Stop Gateway
    Start Instance    myservice-1
    Start Gateway
    ${instance} =    Session Should Stay On Instance
    Should Be Equal    ${instance}    ${OWN}

Parts In No State For That Are Refused
    Keyword Should Be Refused    Instance '${OWN}' is running, expected it to be paused.    Resume Instance    ${OWN}
    Keyword Should Be Refused    Instance '${OWN}' is running, expected it to have exited.    Start Instance    ${OWN}
    Keyword Should Be Refused    The gateway is running, expected it to have exited.    Start Gateway
    Pause Instance    ${OWN}
    Keyword Should Be Refused    Instance '${OWN}' is paused, expected it to be running.    Pause Instance    ${OWN}
    Keyword Should Be Refused    Instance '${OWN}' is paused, expected it to be running.    Stop Instance    ${OWN}
    Kill Instance    ${OWN}
    Keyword Should Be Refused    Instance '${OWN}' has exited, expected it to be running.    Kill Instance    ${OWN}
    Stop Gateway
    Keyword Should Be Refused    The gateway has exited, expected it to be running.    Stop Gateway
    Keyword Should Be Refused    The gateway has exited, expected it to be running.    Restart Gateway

Unknown Instance Is Refused
    [Template]    Keyword Should Be Refused
    The stack has no instance 'gateway'; it has myservice-1, myservice-2, myservice-3.    Pause Instance    gateway
    The stack has no instance 'myauth'; it has myservice-1, myservice-2, myservice-3.    Kill Instance    myauth
    The stack has no instance 'myservice-4'; it has myservice-1, myservice-2, myservice-3.    Pause Instance    myservice-4

Part That Is Not There In Time Fails
    Keyword Should Be Refused
    ...    Instance '${OWN}' is still running after 0.01 s, expected it to have exited.
    ...    Stop Instance
    ...    ${OWN}
    ...    timeout=0.01s
    Wait Until Instance Has Exited    ${OWN}
