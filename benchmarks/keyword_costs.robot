*** Settings ***
Documentation     The loops that keywords.py times; it runs this suite and reads what they took.

Library           ${CURDIR}/CpuClock.py
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
            Start CPU Clock
            Make Raw Calls    ${CALLS}
            Read CPU Clock
        END
        GROUP    raw call keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Make Raw Call
            END
            Read CPU Clock
        END
        GROUP    empty keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Do Nothing
            END
            Read CPU Clock
        END
        GROUP    echo keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Echo With Session
            END
            Read CPU Clock
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
