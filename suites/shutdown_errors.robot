*** Settings ***
Documentation    An instance shuts down for the session that it holds, and for no other. A refused Shutdown leaves
...              everything as it was.

Resource         ../resources/system.resource

Test Setup       Start MyService
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-MS-7


*** Test Cases ***
Shutdown Before The First Call Of The Session Is Refused
    Clients Log In    Ada
    Call Should Be Refused    PERMISSION_DENIED    Server session is not set    Shutdown Instance    session=Ada
    All Instances Should Be Running
    Close Session    Ada
    IF    $GATEWAY in ('embedded', 'compose')    Clients Hold All Instances

Shutdown Of Other Sessions' Instances Is Refused
    Skip Unless Places Are Counted
    @{clients} =    Clients Hold All Instances
    Clients Log In    Mallory
    Mallory's Shutdown Should Be Refused In The Name Of One Of    @{clients}
    Clients Should Stay On Their Instances    @{clients}    calls=2
    All Instances Should Be Running

Instance Itself Refuses To Shut Down For Another Session
    Skip Unless Places Are Counted
    Skip Unless Instances Are Within Reach
    @{clients} =    Clients Hold All Instances
    Clients Log In    Mallory
    FOR    ${client}    IN    @{clients}
        Instance Of ${client} Should Not Shut Down For Mallory
    END
    Clients Should Stay On Their Instances    @{clients}    calls=2
    All Instances Should Be Running


*** Keywords ***
Start MyService
    Skip Unless System Is MyService    the words of a refused Shutdown
    Start The System

Mallory's Shutdown Should Be Refused In The Name Of One Of
    [Arguments]    @{clients}
    Expect Status    PERMISSION_DENIED    Shutdown Instance    session=Mallory
    ${mallory} =    Switch Session    Mallory
    VAR    @{ids} =    @{EMPTY}
    FOR    ${client}    IN    @{clients}
        ${holder} =    Switch Session    ${client}
        VAR    @{ids} =    @{ids}    ${holder.id}
    END
    VAR    ${ids} =    ${{ '|'.join($ids) }}
    Status Should Be
    ...    PERMISSION_DENIED
    ...    ^Client session mismatch: client=${mallory.id}, server=(${ids})$
    ...    matching=regexp

Instance Of ${client} Should Not Shut Down For Mallory
    ${holder} =    Switch Session    ${client}
    ${address} =    Get Address Of Instance    ${holder.instance}
    ${mallory} =    Copy Session    ${address}    alias=Mallory at the instance of ${client}    session=Mallory
    Call Should Be Refused
    ...    PERMISSION_DENIED
    ...    Client session mismatch: client\=${mallory.id}, server\=${holder.id}
    ...    Shutdown Instance
