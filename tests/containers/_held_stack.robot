*** Settings ***
Documentation     Holds a stack up, with more in it than the Compose file has, until its run is ended from outside.
...               No test of its own: test_runs.py runs it.

Library           StackLibrary

Suite Setup       Start Stack    compose    instances=4    gateways=2
Suite Teardown    Stop Stack
Test Timeout      1 hour


*** Test Cases ***
Hold A Stack
    Add Instance    timeout=1 minute
    Remove Instance    myservice-3
    Pause Instance    myservice-2
    Log To Console    stack-is-up
    Wait Until Instance Has Exited    myservice-1    timeout=2 hours
