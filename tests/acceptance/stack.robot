*** Settings ***
Documentation    StackLibrary starts a system, tells where it is, and leaves nothing when it stops it.

Library          OperatingSystem
Library          MyServiceLibrary
Library          StackLibrary
Library          Listeners.py
Library          Processes.py

Test Teardown    Run Keywords    Close All Sessions    AND    Stop Stack    AND    Stop Listening
Test Timeout     1 minute


*** Variables ***
${PASSWORD: Secret}    %{NO_SUCH_VARIABLE=TestPassword}


*** Test Cases ***
Instances Are Told
    Start Stack    instances=2
    ${instances} =    Get Instances
    Length Should Be    ${instances}    2
    Should Be Equal    ${instances[0].name}    myservice-1
    Should Be Equal    ${instances[1].name}    myservice-2
    Should Match Regexp    ${instances[0].address}    ^127\\.0\\.0\\.1:\\d+$
    Should Be Equal    ${instances[0].state}    running

Instance Exits After Its Shutdown
    Connect To New Stack    instances=1
    Echo With Session
    ${answer} =    Shutdown Instance
    Wait Until Instance Has Exited    ${answer.pod_name}
    ${instances} =    Get Instances
    Should Be Equal    ${instances[0].state}    exited

Instance That Runs On Fails
    Start Stack    instances=1
    Run Keyword And Expect Error
    ...    EQUALS:Instance 'myservice-1' is still running after 0.2 s, expected it to have exited.
    ...    Wait Until Instance Has Exited    myservice-1    timeout=0.2s

Exit Code Is Judged
    Connect To New Stack    instances=1
    Echo With Session
    Shutdown Instance
    Run Keyword And Expect Error
    ...    EQUALS:Instance 'myservice-1' has exited with code '0', expected '1'.
    ...    Wait Until Instance Has Exited    myservice-1    exit_code=1
    Wait Until Instance Has Exited    myservice-1    exit_code=${None}

Unknown Instance Is Refused
    Start Stack    instances=2
    Run Keyword And Expect Error
    ...    EQUALS:The stack has no instance 'myservice-3'; it has myservice-1, myservice-2.
    ...    Wait Until Instance Has Exited    myservice-3

Gateway Listens On The Port That Was Asked For
    ${port} =    Listen Silently
    Stop Listening
    ${address} =    Start Stack    instances=1    port=${port}
    Should Be Equal    ${address}    127.0.0.1:${port}
    ${told} =    Get Gateway Address
    Should Be Equal    ${told}    ${address}

Port In Use Is Reported And Nothing Is Left
    ${port} =    Listen Silently
    Run Keyword And Expect Error
    ...    EQUALS:The stack did not start: mygateway ended with exit code 1 before it served: Cannot listen on 127.0.0.1:${port}: Address already in use.
    ...    Start Stack
    ...    instances=1
    ...    port=${port}
    No Process Should Be Left

Start Has A Limit
    Run Keyword And Expect Error
    ...    REGEXP:^The stack did not start: (myauth|myservice-1).* did not serve within 0\\.001 s\\.$
    ...    Start Stack    instances=1    timeout=0.001s
    No Process Should Be Left

Settings That Make No Stack Are Refused
    [Template]    Start Should Be Refused
    A stack has at least 1 instance, got 0.    instances=0
    'instances' should be a whole number, got '1.5'.    instances=1.5
    A stack that is started is 'embedded' or 'compose', got 'Embedded'; 'Use Stack' takes one that is already up.    Embedded
    A stack that is started is 'embedded' or 'compose', got 'localhost:10000'; 'Use Stack' takes one that is already up.    localhost:10000
    A capacity is 0 or more sessions, got -1.    capacity=-1
    A port is 0 to 65535, got 65536.    port=65536
    'token_lifetime' should be longer than 0 s, got -1 s.    token_lifetime=-1s
    'subscribe_interval' should be longer than 0 s, got 0 s.    subscribe_interval=0s

Second Stack Is Refused
    Start Stack    instances=1
    Run Keyword And Expect Error    A stack is already up; 'Stop Stack' stops it.    Start Stack
    Run Keyword And Expect Error    A stack is already up; 'Stop Stack' stops it.    Use Stack    localhost:10000

Stack Can Be Started And Stopped Twice
    Start Stack    instances=1
    Stop Stack
    Stop Stack
    Start Stack    instances=1
    Stop Stack
    No Process Should Be Left

Keywords Say When No Stack Is Up
    Stop Stack
    Run Keyword And Expect Error    No stack is up; 'Start Stack' starts one.    Get Instances
    Run Keyword And Expect Error    No stack is up; 'Start Stack' starts one.    Get Gateway Address

Stopped Stack Leaves Nothing
    Start Stack    instances=2
    ${directory} =    Get Stack Directory
    Directory Should Not Be Empty    ${directory}
    Stop Stack
    No Process Should Be Left
    Should Not Exist    ${directory}

Stack That Is Already Up Is Used And Left As It Is
    ${address} =    Use Stack    localhost:10000
    Should Be Equal    ${address}    localhost:10000
    ${told} =    Get Gateway Address
    Should Be Equal    ${told}    localhost:10000
    Run Keyword And Expect Error
    ...    EQUALS:The instances behind 'localhost:10000' are out of reach: that stack was not started here.
    ...    Get Instances
    Run Keyword And Expect Error
    ...    EQUALS:The instances behind 'localhost:10000' are out of reach: that stack was not started here.
    ...    Wait Until Instance Has Exited    myservice-1


*** Keywords ***
Connect To New Stack
    [Arguments]    &{settings}
    ${address} =    Start Stack    &{settings}
    Connect To Gateway    ${address}
    Login    TestUser    ${PASSWORD}

Start Should Be Refused
    [Arguments]    ${message}    @{gateway}    &{settings}
    Run Keyword And Expect Error    EQUALS:${message}    Start Stack    @{gateway}    &{settings}
    No Process Should Be Left

No Process Should Be Left
    ${processes} =    Get Descendants
    Should Be Empty    ${processes}
