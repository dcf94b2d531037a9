*** Settings ***
Documentation    A subscription counts from 0, in order and in time, on the session's own instance, beside its other
...              calls. Cancelling it costs nothing.

Resource         ../resources/system.resource

Test Setup       Start The System
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4


*** Test Cases ***
Subscription Counts Beside Echoes Of Its Session
    Clients Log In    Ada
    Session Should Stay On Instance    calls=2    session=Ada
    Subscribe    within=${SUBSCRIBE_INTERVAL}    session=Ada
    Session Should Stay On Instance    calls=10    session=Ada
    Subscription Should Count    messages=2    interval=${SUBSCRIBE_INTERVAL}
    Session Should Stay On Instance    calls=10    session=Ada
    Cancel Subscription

Subscription Binds The Session And Costs Nothing When It Is Cancelled
    Clients Log In    Ada
    ${instance} =    Subscribe    Hello!    within=${SUBSCRIBE_INTERVAL}    session=Ada
    Cancel Subscription
    Session Should Stay On Instance    calls=2    session=Ada
    ${again} =    Subscribe    within=${SUBSCRIBE_INTERVAL}    session=Ada
    Should Be Equal    ${again}    ${instance}
    Subscription Should Count    messages=1    interval=${SUBSCRIBE_INTERVAL}
    ${answer} =    Shutdown Instance    session=Ada
    Should Be Equal    ${answer.pod_name}    ${instance}
