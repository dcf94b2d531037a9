*** Settings ***
Documentation    All instances are gone: calls end with UNAVAILABLE before their deadline, while logins still work. The
...              gateway itself is gone: UNAVAILABLE, too, and when it is back, so is the session.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=1
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-5


*** Variables ***
# The second half is how gRPC clients tell an HTTP error that a gateway answers with.
${NO_INSTANCE}    unavailable|no .*(instance|backend|upstream|service)|http.* status.*: 50[23]


*** Test Cases ***
All Instances Have Shut Down
    [Tags]    FR-MS-7
    Clients Log In    Ada
    Session Should Stay On Instance    calls=2    session=Ada
    Session's Instance Shuts Down    session=Ada
    Remaining Instances Should Take The Session Over    already_shut_down=1
    Nobody Should Be Served But Logins    Ada

All Instances Have Been Killed
    Skip Unless Instances Are Within Reach
    @{clients} =    Clients Hold All Instances
    ${instances} =    Get Instances
    FOR    ${instance}    IN    @{instances}
        Kill Instance    ${instance.name}
    END
    Nobody Should Be Served But Logins    @{clients}

Gateway Goes And Comes Back
    Skip Unless Instances Are Within Reach
    @{clients} =    Clients Hold All Instances
    Stop Gateway
    FOR    ${client}    IN    @{clients}
        Expect Status    UNAVAILABLE    Call With Session    session=${client}
    END
    Start Gateway
    FOR    ${client}    IN    @{clients}
        Wait Until Session Is Served    session=${client}
    END
    Clients Should Stay On Their Instances    @{clients}    calls=2


*** Keywords ***
Nobody Should Be Served But Logins
    [Arguments]    @{sessions}
    FOR    ${session}    IN    @{sessions}
        Session Should Be Told That No Instance Is Left    ${session}
    END
    Clients Log In    Late
    Session Should Be Told That No Instance Is Left    Late

Session Should Be Told That No Instance Is Left
    [Arguments]    ${session}
    No Instance Should Be Left For    ${session}
    ${system} =    Get System
    VAR    ${words} =
    ...    ${{ $UNAVAILABLE_MESSAGE or $system.message or $NO_INSTANCE }}
    VAR    @{codes} =    @{{ [code.name for code in $system.unavailable] }}
    VAR    &{calls} =    Subscribe=${system.stream}    Shutdown Instance=${system.shutdown}
    FOR    ${call}    ${described}    IN    &{calls}
        IF    not $described    CONTINUE
        ${message} =    Expect Status    @{codes}    ${call}    session=${session}
        Should Match Regexp    ${message}    (?i)${words}
    END
