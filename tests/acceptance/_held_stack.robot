*** Settings ***
Documentation    Holds a stack up until its run is ended from outside, or by the timeout. No test of its own:
...              test_ends.py runs it, and tests of containers.

Library          StackLibrary

Test Tags        held


*** Variables ***
${HOLD}       1 hour
${GATEWAY}    embedded


*** Test Cases ***
Hold A Stack
    [Timeout]    ${HOLD}
    [Setup]    Start Stack    ${GATEWAY}
    Pause Instance    myservice-2
    Log To Console    stack-is-up
    Wait Until Instance Has Exited    myservice-1    timeout=2 hours
