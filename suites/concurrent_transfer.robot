*** Settings ***
Documentation    Three sessions call all the time while their instances are shut down one after another. None of them
...              sees an error while an instance is free for it.

Resource         ../resources/system.resource

Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3    FR-MS-7


*** Test Cases ***
Each Session Moves To A Free Instance Of Its Own
    Start A System Of 6 Instances
    Ada, Bob And Cleo Call All The Time
    Instance Of Each Session Shuts Down In Turn
    Background Calls Should Succeed    Ada    Bob    Cleo    moves=1
    Clients Should Stay On Their Instances    Ada    Bob    Cleo    calls=2


*** Keywords ***
Ada, Bob And Cleo Call All The Time
    Clients Hold An Instance Each    Ada    Bob    Cleo
    Start Background Calls    Ada    Bob    Cleo    outage=${TRANSFER_TIMEOUT}

Instance Of Each Session Shuts Down In Turn
    FOR    ${session}    IN    Ada    Bob    Cleo
        ${gone} =    Session's Instance Shuts Down    session=${session}
        Session Should Move To The Next Instance    session=${session}
        Instance Should Have Exited    ${gone}
    END
