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
        ${session} =    Client Begins A Session
        Session Should Be As Its Login Promises    ${session}
    END
    GROUP    2. Ten calls on one instance
        ${instance} =    Session Should Stay On Instance    calls=10
    END
    GROUP    3. The instance shuts down
        Session's Instance Shuts Down
        Instance Should Have Exited    ${instance}
    END


*** Keywords ***
Session Should Be As Its Login Promises
    [Documentation]    Judges the role and the token, as far as the system's logins have them.
    [Arguments]    ${session}
    IF    $session.role is not None
        Should Be Equal    ${session.role}    ${ROLE}
    END
    Token Should Fit Session If There Is One    ${session}
