*** Settings ***
Documentation     The loops that streams.py times; it runs this suite and reads what they took.

Library           ${CURDIR}/CpuClock.py
Library           ${CURDIR}/NumbersServer.py
Library           GrpcLibrary

Suite Setup       Open Numbers
Suite Teardown    Run Keywords    Close All Connections    AND    Stop Numbers Server


*** Variables ***
${ROUNDS}      7
${CALLS}       300
${MESSAGES}    10000


*** Test Cases ***
Costs Of Calls
    FOR    ${_}    IN RANGE    ${ROUNDS}
        GROUP    raw calls
            Start CPU Clock
            Make Raw Calls    ${CALLS}
            Read CPU Clock
        END
        GROUP    empty keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Do Nothing    Numbers/Double    value=21
            END
            Read CPU Clock
        END
        GROUP    raw call keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Make Raw Call    Numbers/Double    value=21
            END
            Read CPU Clock
        END
        GROUP    call keywords
            Start CPU Clock
            FOR    ${_}    IN RANGE    ${CALLS}
                Call Rpc    Numbers/Double    value=21
            END
            Read CPU Clock
        END
    END

Costs Of Messages
    FOR    ${_}    IN RANGE    ${ROUNDS}
        GROUP    raw messages
            Start CPU Clock
            Receive Raw Messages    ${MESSAGES}
            Read CPU Clock
        END
        GROUP    message keywords
            Start CPU Clock
            Open Stream    Numbers/Count    value=${MESSAGES}    alias=count    deadline=1 minute
            Receive Messages    timeout=1 minute
            Cancel Stream
            Read CPU Clock
        END
    END


*** Keywords ***
Open Numbers
    ${address} =    Start Numbers Server
    Open Connection    ${address}    ${CURDIR}/numbers.proto
    Call Rpc    Numbers/Double    value=1
