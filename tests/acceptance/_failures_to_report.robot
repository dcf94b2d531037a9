*** Settings ***
Documentation     Calls that fail in every way that Robot Framework knows. No test of its own: the report's tests run it.

Resource          route_guide.resource
Library           ReportLibrary

Suite Setup       Open Connection To Route Guide
Suite Teardown    Close Connections And Stop Route Guide
Test Timeout      1 minute

Test Tags         reported


*** Test Cases ***
Several That Go On
    Run Keyword And Continue On Failure    Call Fails    INTERNAL
    Call Rpc    RouteGuide/GetPlace
    Run Keyword And Continue On Failure    Call Fails    DATA_LOSS

Handled By Except
    TRY
        Call Fails    NOT_FOUND
    EXCEPT    *NOT_FOUND*    type=GLOB
        Call Rpc    RouteGuide/GetPlace
    END
    Call Fails    INTERNAL

Not Handled By Except
    TRY
        Call Fails    INTERNAL
    EXCEPT    another text
        Call Rpc    RouteGuide/GetPlace
    END

Handled By An Except That Fails
    TRY
        Call Fails    NOT_FOUND
    EXCEPT
        Call Fails    INTERNAL
    END

Fails In Try And In Finally
    TRY
        Call Fails    INTERNAL
    FINALLY
        Call Fails    DATA_LOSS
    END

Expected By Its Text
    Run Keyword And Expect Error    *NOT_FOUND*    Call Fails    NOT_FOUND

Expected By Another Text
    Run Keyword And Expect Error    *NOT_FOUND*    Call Fails    INTERNAL

Expected Status
    Expect Status    NOT_FOUND    Call Fails    NOT_FOUND

Expected Another Status
    Expect Status    NOT_FOUND    Call Fails    INTERNAL

Ignored
    Run Keyword And Ignore Error    Call Fails    NOT_FOUND
    ${passed} =    Run Keyword And Return Status    Call Fails    ABORTED
    Should Not Be True    ${passed}

Tried Until It Passes
    Guide Fails With    UNAVAILABLE    not yet    times=2
    Wait Until Keyword Succeeds    5x    0s    Call Rpc    RouteGuide/GetPlace

Tried In Vain
    Guide Fails With    UNAVAILABLE    not yet    times=2
    Guide Fails With    INTERNAL    never
    Wait Until Keyword Succeeds    3x    0s    Call Rpc    RouteGuide/GetPlace

Fails In A Setup
    [Setup]    Call Fails    INTERNAL
    Call Rpc    RouteGuide/GetPlace

Fails In A Teardown
    Call Rpc    RouteGuide/GetPlace
    [Teardown]    Call Fails    INTERNAL

Fails In A Keyword's Teardown
    Keyword Whose Teardown Fails

Judged Afterwards
    Call Rpc    RouteGuide/GetPlace
    Status Should Be    NOT_FOUND

Skipped
    Run Keyword And Continue On Failure    Call Fails    INTERNAL
    Skip    This does not matter.

One Of Several Iterations
    [Template]    Place Should Be Known
    the mill
    nowhere
    the well

Stream That Breaks
    Places Break After    2    DATA_LOSS    the list is torn
    Open Stream    RouteGuide/ListPlaces    count=3
    ${_} =    Receive Messages


*** Keywords ***
Call Fails
    [Arguments]    ${code}
    Guide Fails With    ${code}    as it was told to
    Call Rpc    RouteGuide/GetPlace

Keyword Whose Teardown Fails
    Call Rpc    RouteGuide/GetPlace
    [Teardown]    Call Fails    INTERNAL

Place Should Be Known
    [Arguments]    ${name}
    IF    $name == 'nowhere'    Guide Fails With    NOT_FOUND    no such place
    Call Rpc    RouteGuide/GetPlace    name=${name}
