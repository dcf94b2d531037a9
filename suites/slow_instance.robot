*** Settings ***
Documentation    An instance answers late, though its health is fine. Its session gets late answers, but no error, and
...              does not move; other sessions notice nothing.

Resource         ../resources/system.resource

Test Setup       Start The System    instances_needed=2
Test Teardown    Stop The System
Test Timeout     2 minutes

Test Tags        FR-4    FR-MG-3


*** Variables ***
${DELAY}    500ms


*** Test Cases ***
Session Stays On An Instance That Answers Late
    Skip Unless Instances Are Within Reach    Slow Down Instance
    Clients Hold An Instance Each    Ada    Bob
    ${ada} =    Get Session    Ada
    Start Background Calls    Bob
    Slow Down Instance    ${ada.instance}    delay=${DELAY}
    Session Should Stay On Instance    calls=3    session=Ada
    Latest Call Should Have Taken At Least ${DELAY}
    Call With Session    session=Bob
    Duration Should Be Below    ${DELAY}
    Slow Down Instance    ${ada.instance}    delay=0s
    Session Should Stay On Instance    calls=5    session=Ada
    Duration Should Be Below    ${DELAY}
    Background Calls Should Succeed    Bob    moves=0


*** Keywords ***
Latest Call Should Have Taken At Least ${delay: timedelta}
    ${outcome} =    Get Outcome
    Should Be True    $outcome.duration >= $delay.total_seconds()
    ...    The instance answered after ${outcome.duration} s, expected at least ${delay}: it was not slowed down.
