*** Settings ***
Documentation    A stream that is silent for a time goes on afterwards: nothing between client and instance cuts it, or
...              forgets the session. Common limits of idle streams are 15 s, 60 s and 5 min: see QUIET_TIME.

Resource         ../resources/system.resource

Test Setup       Start A System With Streams    subscribe_interval=${QUIET_TIME}
Test Teardown    Stop The System
Test Timeout     15 minutes

Test Tags        FR-4


*** Test Cases ***
Stream Goes On After A Silence
    Clients Log In    Ada
    ${instance} =    Subscribe    session=Ada
    Subscription Should Receive Messages    messages=1    interval=${QUIET_TIME}
    ${own} =    Session Should Stay On Instance    calls=2    session=Ada
    Should Be Equal    ${own}    ${instance}
    Cancel Subscription
