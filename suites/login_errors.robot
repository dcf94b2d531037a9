*** Settings ***
Documentation     A login that lacks something, or that nobody may have, is refused in words that give nothing away:
...               an unknown user and a wrong password are told alike.

Library           String
Resource          ../resources/system.resource

Suite Setup       Start The System
Suite Teardown    Stop The System
Test Timeout      2 minutes

Test Tags         FR-MS-5


*** Variables ***
${WRONG: Secret}          %{NO_SUCH_VARIABLE=not the password}
${NO_PASSWORD: Secret}    %{NO_SUCH_VARIABLE=}
${DENIED}                 invalid username or password


*** Test Cases ***
Login Without A Username Is Refused
    Call Should Be Refused    INVALID_ARGUMENT    username is required    Login    ${EMPTY}    ${PASSWORD}

Login Without A Session Id Is Refused
    Call Should Be Refused    INVALID_ARGUMENT    session_id is required    Login    ${USERNAME}    ${PASSWORD}
    ...    session_id=${EMPTY}

Unknown Users And Wrong Passwords Are Refused Alike
    [Template]    Call Should Be Refused
    PERMISSION_DENIED    ${DENIED}    Login    ${USERNAME}    ${WRONG}
    PERMISSION_DENIED    ${DENIED}    Login    ${USERNAME}    ${NO_PASSWORD}
    PERMISSION_DENIED    ${DENIED}    Login    nobody    ${PASSWORD}
    PERMISSION_DENIED    ${DENIED}    Login    nobody    ${WRONG}

Odd And Oversized Names Are Those Of Unknown Users
    [Template]    Unknown User Should Be Refused
    ${USERNAME}${SPACE}
    ${SPACE}${USERNAME}
    ${USERNAME}\x00
    ${USERNAME}\n
    ' OR '1'='1
    *
    Zoë 🦊
    ${{ 'x' * 1_000_000 }}

Login Works After All That
    Login    ${USERNAME}    ${PASSWORD}
    Token Should Fit Session


*** Keywords ***
Unknown User Should Be Refused
    [Arguments]    ${username}
    Call Should Be Refused    PERMISSION_DENIED    ${DENIED}    Login    ${username}    ${PASSWORD}
