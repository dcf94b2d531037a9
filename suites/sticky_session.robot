*** Settings ***
Documentation    A session is served by one instance, whoever else calls and however many calls it makes at once.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=3
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Test Cases ***
Two Clients In Turn Stay On Instances Of Their Own
    Clients Log In    Ada    Bob
    Clients Should Stay On Their Instances    Ada    Bob    calls=10

Fifty Calls At The Same Moment Land On One Instance
    Clients Log In    Cleo
    Concurrent Calls Should Stay On Instance    calls=50    session=Cleo
    Session Should Stay On Instance    calls=2    session=Cleo
