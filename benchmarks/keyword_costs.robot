*** Settings ***
Documentation     The loops that keywords.py times; it runs this suite and reads the elapsed times.

Library           ${CURDIR}/RawCalls.py
Library           MyServiceLibrary
Library           StackLibrary

Suite Setup       Open Session
Suite Teardown    Close Session


*** Variables ***
${PASSWORD: Secret}    %{TEST_PASSWORD=TestPassword}
${ROUNDS}              7
${CALLS}               300


*** Test Cases ***
Costs
    FOR    ${_}    IN RANGE    ${ROUNDS}
        GROUP    raw calls
            Make Raw Calls    ${CALLS}
        END
        GROUP    raw call keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Make Raw Call
            END
        END
        GROUP    empty keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Do Nothing
            END
        END
        GROUP    echo keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Echo With Session
            END
        END
    END


*** Keywords ***
Open Session
    ${address} =    Start Stack
    Connect To Gateway    ${address}
    ${session} =    Login    TestUser    ${PASSWORD}
    Echo With Session
    Open Raw Channel    ${address}    ${session.id}    ${session.token}

Close Session
    Close Raw Channel
    Close All Sessions
    Stop Stack
