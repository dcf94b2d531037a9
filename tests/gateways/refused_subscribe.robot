*** Settings ***
Documentation    A refused Subscribe has the same status for the library as for generated stubs, each time.

Resource         ../../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes


*** Test Cases ***
Subscribe Without A Token Is Unauthenticated Each Time
    Clients Log In    Ada
    Repeat Keyword    400 times
    ...    Bad Credentials Should Be Refused    MyServiceSubscribe    no token    session=Ada
