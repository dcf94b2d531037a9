*** Settings ***
Documentation     A session whose client calls all the time moves once, and no call fails, in whatever way its
...               instance goes. A table of the errors and times stands below.
...
...               Run against a stack of processes and, with GATEWAY:compose, against one in containers.

Library           Callers.py
Resource          breaking.resource

Suite Setup       Start Stack With Room
Suite Teardown    Run Keywords    Show Table Of Moves    ${GATEWAY}, deadline 5 s    AND    Stop Stack
Test Setup        Call In A Session
Test Teardown     Run Keywords    End Calls    AND    Mend All And Forget Sessions
Test Timeout      2 minutes
Test Template     Session Should Move When Its Instance Goes By


*** Test Cases ***
Shutdown
    Shut Own Instance Down
Stop
    Stop Instance    ${OWN}
Kill
    Kill Instance    ${OWN}
Pause
    Pause Instance    ${OWN}
Disconnect
    [Documentation]    Processes share the machine's network; containers alone can be cut off.
    [Tags]    containers
    Disconnect Instance    ${OWN}


*** Keywords ***
Call In A Session
    ${session} =    Open Session At An Instance
    Call All The Time    ${session}

Session Should Move When Its Instance Goes By
    [Arguments]    @{keyword}
    Run Keyword    @{keyword}
    Calls Should Move Without An Error    ${TEST_NAME}

Shut Own Instance Down
    Shutdown Instance
    Wait Until Instance Has Exited    ${OWN}
