*** Settings ***
Documentation    The auth service is away for a while. Sessions that have a token go on, logins are refused in words
...              that say why, and work again once it is back.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=2
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-MS-5


*** Test Cases ***
Sessions Go On While Nobody Can Log In
    Skip Unless Stack Can    Stop Auth Service    Start Auth Service
    Skip Unless System Has    login
    Clients Log In    Ada
    Session Should Stay On Instance    calls=2    session=Ada
    Start Background Calls    Ada
    Stop Auth Service
    Login Should Fail Because The Auth Service Is Away
    Session Should Stay On Instance    calls=5    session=Ada
    Start Auth Service
    Clients Log In    Bob
    Session Should Stay On Instance    calls=2    session=Bob
    Background Calls Should Succeed    Ada    moves=0


*** Keywords ***
Login Should Fail Because The Auth Service Is Away
    IF    $SYSTEM is None
        Call Should Be Refused    UNAVAILABLE    auth service unavailable    Login    ${USERNAME}    ${PASSWORD}
    ELSE
        Expect Status    UNAVAILABLE    Login    ${USERNAME}    ${PASSWORD}
    END
