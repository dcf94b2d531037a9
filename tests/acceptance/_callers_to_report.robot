*** Settings ***
Documentation    Calls in the background whose pictures are looked at. No test of its own: the report's tests run it.

Resource         ../../resources/system.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        reported


*** Test Cases ***
A Session That Should Not Move
    Clients Log In    Ada    Bob
    Start Background Calls    Ada    Bob
    Call With Session    session=Ada
    Shutdown Instance    session=Ada
    Session Should Move To Another Instance    session=Ada
    Background Calls Should Succeed    Ada    Bob    moves=0

Errors That Keywords Expect
    Clients Log In    Ada    Bob
    Bad Credentials Should Be Refused    MyServiceEcho    no token    session=Ada
    Subscribe Until Deadline    session=Ada
    Subscribe    session=Bob
    Shutdown Instance    session=Bob
    Subscription Should End    UNAVAILABLE

A Crowd
    Crowd Should Fill All Instances    ${USERNAME}    ${PASSWORD}    clients=4    calls=2
