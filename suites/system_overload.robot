*** Settings ***
Documentation    Many more clients than instances call at once: there is one served for each instance, and all others
...              are told so at once. Nobody hangs, and nobody strays.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-5    FR-MG-3


*** Test Cases ***
One Client Is Served For Each Instance And All Others Are Refused
    Skip Unless Places Are Counted
    Crowd Should Fill All Instances
    ...    ${USERNAME}
    ...    ${PASSWORD}
    ...    token=${TOKEN}
    ...    clients=30
    ...    instances=${INSTANCES}
    ...    calls=10
