*** Settings ***
Documentation    A subscription counts from 0, in order and in time, on the session's own instance, beside its other
...              calls. Cancelling it costs nothing.

Resource         ../resources/system.resource

Test Setup       Start A System With Streams
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4


*** Test Cases ***
Subscription Counts Beside Echoes Of Its Session
    Clients Log In    Ada
    Session Should Stay On Instance    calls=2    session=Ada
    Subscribe    timeout=${SUBSCRIBE_INTERVAL}    session=Ada
    Session Should Stay On Instance    calls=10    session=Ada
    Subscription Should Receive Messages    messages=2    interval=${SUBSCRIBE_INTERVAL}
    Session Should Stay On Instance    calls=10    session=Ada
    Cancel Subscription

Subscription Binds The Session And Costs Nothing When It Is Cancelled
    Clients Log In    Ada
    ${instance} =    Subscribe    Hello!    timeout=${SUBSCRIBE_INTERVAL}    session=Ada
    Cancel Subscription
    Session Should Stay On Instance    calls=2    session=Ada
    ${again} =    Subscribe    timeout=${SUBSCRIBE_INTERVAL}    session=Ada
    Should Be Equal    ${again}    ${instance}
    Subscription Should Receive Messages    messages=1    interval=${SUBSCRIBE_INTERVAL}
    ${gone} =    Session's Instance Shuts Down    session=Ada
    Should Be Equal    ${gone}    ${instance}
