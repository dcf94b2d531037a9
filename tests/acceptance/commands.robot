*** Settings ***
Documentation     A system that is already up is broken by the commands that a TOML file names: here `ps` and `kill`
...               reach processes that belong to somebody else.

Library           OperatingSystem
Library           MyServiceLibrary
Library           StackLibrary
Library           CommandStacks.py

Suite Setup       Start System    ${OUTPUT DIR}${/}commands
Suite Teardown    Run Keywords    Close All Sessions    AND    Stop Stack    AND    Stop System
Test Setup        Take The System And Open A Session
Test Teardown     Run Keywords    Close All Sessions    AND    Stop Stack
Test Timeout      2 minutes


*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}


*** Test Cases ***
Instances Are Those That The Command Lists
    ${instances} =    Get Instances
    VAR    @{told} =    @{{ [(one.name, one.state) for one in $instances] }}
    Should Be Equal    ${told}    ${{ [(f'myservice-{number}', 'running') for number in (1, 2, 3)] }}

Paused Instance Hangs And Goes On
    Pause Instance    ${OWN}
    State Should Be    paused
    Session Should Move To Another Instance
    Resume Instance    ${OWN}
    State Should Be    running

What Has No Command Is Out Of Reach
    [Template]    Run Keyword And Expect Error
    EQUALS:Instances cannot be disconnected: 'stack.toml' has no command 'instances.disconnect'.    Disconnect Instance    ${OWN}
    EQUALS:The gateway cannot tell its state: 'stack.toml' has no command 'gateway.state'.    Stop Gateway
    EQUALS:The auth service cannot tell its state: 'stack.toml' has no command 'auth.state'.    Stop Auth Service

What Has No Command Is A Reason To Skip
    ${can} =    Stack Can    Pause Instance    Resume Instance    Get Instances
    Should Be True    ${can}
    ${can} =    Stack Can    Kill Instance    Start Instance
    Should Not Be True    ${can}

Unknown Keyword Is No Reason To Skip
    Run Keyword And Expect Error
    ...    EQUALS:'Echo' is not a keyword that breaks or mends a part, expected one like 'Pause Instance', 'Stop Gateway' or 'Get Instances'.
    ...    Skip Unless Stack Can
    ...    Echo

Instance In Another State Is Left Alone
    Run Keyword And Expect Error
    ...    EQUALS:Instance '${OWN}' is running, expected it to be paused.
    ...    Resume Instance    ${OWN}
    Run Keyword And Expect Error
    ...    EQUALS:The stack has no instance 'myservice-4'; it has myservice-1, myservice-2, myservice-3.
    ...    Kill Instance    myservice-4

System Is Made Fresh Each Time It Is Taken
    ${before} =    Get File    ${FILE.parent}${/}fresh
    Stop Stack
    Use Stack    ${FILE}    fresh=no
    ${after} =    Get File    ${FILE.parent}${/}fresh
    Should Be Equal    ${after}    ${before}
    Stop Stack
    Use Stack    ${FILE}
    ${after} =    Get File    ${FILE.parent}${/}fresh
    Should Be Equal    ${after}    ${before}again\n

Killed And Stopped Instances Have Exited
    [Documentation]    The last test: nothing starts these instances again.
    Kill Instance    ${OWN}
    State Should Be    exited
    Session Should Move To Another Instance
    ${answer} =    Echo With Session
    Stop Instance    ${answer.pod_name}
    Wait Until Instance Has Exited    ${answer.pod_name}
    Session Should Move To Another Instance
    Run Keyword And Expect Error
    ...    EQUALS:Instance '${OWN}' has exited, expected it to be running.
    ...    Kill Instance    ${OWN}


*** Keywords ***
Start System
    [Arguments]    ${folder}
    Remove Directory    ${folder}    recursive=yes
    ${file} =    Start System With File    ${folder}
    VAR    ${FILE} =    ${file}    scope=SUITE

Take The System And Open A Session
    ${address} =    Use Stack    ${FILE}
    Connect To Gateway    ${address}
    Login    TestUser    ${PASSWORD}
    ${answer} =    Echo With Session
    VAR    ${OWN} =    ${answer.pod_name}    scope=TEST

State Should Be
    [Arguments]    ${expected}
    ${instances} =    Get Instances
    VAR    &{states} =    &{{ {one.name: one.state for one in $instances} }}
    Should Be Equal    ${states}[${OWN}]    ${expected}
