*** Settings ***
Documentation     Sessions whose pictures are looked at. No test of its own: the report's tests run it.

Resource          ../../resources/system.resource

Suite Setup       Start The System    instances_needed=3
Suite Teardown    Stop The System
Test Timeout      5 minutes

Test Tags         reported


*** Variables ***
${CALLS}            10
${WRONG: Secret}    %{=wrong}


*** Test Cases ***
Many Calls
    Login    ${USERNAME}    ${PASSWORD}    alias=Ada
    ${ada} =    Echo Again And Again
    Kill Instance    ${ada}
    Session Should Move To Another Instance    timeout=5s    errors=50

A Refused Session And A Part Or Two That Break
    Login    ${USERNAME}    ${PASSWORD}    alias=Bea
    ${bea} =    Session Should Stay On Instance    calls=3
    Expect Status    PERMISSION_DENIED    Login    ${USERNAME}    ${WRONG}    alias=Cleo
    Pause Instance    ${bea}
    Resume Instance    ${bea}
    Restart Gateway
    Session Should Stay On Instance    calls=2
    Echo With Session
    Expect Unavailable    # it is not: the test fails here

No Session
    No Operation


*** Keywords ***
Echo Again And Again
    FOR    ${_}    IN RANGE    ${CALLS}
        ${answer} =    Echo With Session
    END
    RETURN    ${answer.pod_name}
