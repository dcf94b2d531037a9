*** Settings ***
Documentation    Where instances hold any number of sessions, the gateway spreads sessions evenly over them.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=2    capacity=0
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-MG-3


*** Test Cases ***
No Instance Holds Much More Than Its Share
    Skip If    $GATEWAY not in ('embedded', 'compose') and int($CAPACITY) == 1
    ...    This test needs instances that hold any number of sessions, and CAPACITY is ${CAPACITY}.
    Sessions Should Be Spread Evenly
    ...    ${USERNAME}
    ...    ${PASSWORD}
    ...    token=${TOKEN}
    ...    sessions=600
    ...    at_most=${LARGEST_SHARE}
