*** Settings ***
Documentation     A login without a name, or with wrong credentials, is refused, and the words give nothing away: an
...               unknown user and a wrong password get the same answer.

Library           String
Resource          ../resources/system.resource

Suite Setup       Start A System With Logins
Suite Teardown    Stop The System
Test Timeout      2 minutes

Test Tags         FR-MS-5


*** Variables ***
${WRONG: Secret}          %{NO_SUCH_VARIABLE=not the password}
${NO_PASSWORD: Secret}    %{NO_SUCH_VARIABLE=}
${DENIED}                 invalid username or password


*** Test Cases ***
Login Without A Username Is Refused
    Skip Unless System Is MyService    the status of an incomplete login
    Call Should Be Refused    INVALID_ARGUMENT    username is required    Login    ${EMPTY}    ${PASSWORD}

Login Without A Session Id Is Refused
    Skip Unless System Is MyService    the status of an incomplete login
    Call Should Be Refused    INVALID_ARGUMENT    session_id is required    Login    ${USERNAME}    ${PASSWORD}
    ...    session_id=${EMPTY}

Unknown Users And Wrong Passwords Are Refused Alike
    [Template]    Login Should Be Refused As With A Wrong Password
    ${USERNAME}    ${WRONG}
    ${USERNAME}    ${NO_PASSWORD}
    nobody    ${PASSWORD}
    nobody    ${WRONG}

Odd And Oversized Names Are Those Of Unknown Users
    [Template]    Login Should Be Refused As With A Wrong Password
    ${USERNAME}${SPACE}    ${PASSWORD}
    ${SPACE}${USERNAME}    ${PASSWORD}
    ${USERNAME}\x00    ${PASSWORD}
    ${USERNAME}\n    ${PASSWORD}
    ' OR '1'='1    ${PASSWORD}
    *    ${PASSWORD}
    Zoë 🦊    ${PASSWORD}
    ${{ 'x' * 1_000_000 }}    ${PASSWORD}

Login Works After All That
    ${session} =    Login    ${USERNAME}    ${PASSWORD}
    Token Should Fit Session If There Is One    ${session}


*** Keywords ***
Start A System With Logins
    Start The System
    Skip Unless System Has    login

Login Should Be Refused As With A Wrong Password
    [Arguments]    ${username}    ${password}
    ${code}    ${words} =    Get Status Of A Wrong Password
    Call Should Be Refused    ${code}    ${words}    Login    ${username}    ${password}

Get Status Of A Wrong Password
    [Documentation]    Returns the code and the message: those of MyService or, on another system, those that it gives.
    IF    $SYSTEM is None    RETURN    PERMISSION_DENIED    ${DENIED}
    ${words} =    Login Should Be Refused    ${USERNAME}    ${WRONG}
    ${outcome} =    Get Outcome
    RETURN    ${outcome.status.code.name}    ${words}
