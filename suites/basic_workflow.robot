*** Settings ***
Documentation    A client logs in, calls its instance, and shuts it down: the way that everything else is built on.
...
...              Each field of each answer is judged, and what can be seen of the token without its secret.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MS-5    FR-MS-7


*** Test Cases ***
Client Works With One Instance From Login To Shutdown
    GROUP    1. Client authentication
        ${session} =    Login    ${USERNAME}    ${PASSWORD}
        Should Be Equal    ${session.role}    ${ROLE}
        Token Should Fit Session
    END
    GROUP    2. Ten calls on one instance
        ${instance} =    Session Should Stay On Instance    calls=10
    END
    GROUP    3. The instance shuts down
        Shutdown Instance
        Instance Should Have Exited    ${instance}
    END
