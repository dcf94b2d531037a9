*** Settings ***
Documentation     The loops that streams.py times; it runs this suite and reads the elapsed times.

Library           ${CURDIR}/NumbersServer.py
Library           GrpcLibrary

Suite Setup       Open Numbers
Suite Teardown    Run Keywords    Close All Connections    AND    Stop Numbers Server


*** Variables ***
${ROUNDS}      7
${CALLS}       300
${MESSAGES}    10000


*** Test Cases ***
Costs
    FOR    ${_}    IN RANGE    ${ROUNDS}
        GROUP    raw calls
            Make Raw Calls    ${CALLS}
        END
        GROUP    empty keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Do Nothing    Numbers/Double    value=21
            END
        END
        GROUP    raw call keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Make Raw Call    Numbers/Double    value=21
            END
        END
        GROUP    call keywords
            FOR    ${_}    IN RANGE    ${CALLS}
                Call Rpc    Numbers/Double    value=21
            END
        END
        GROUP    raw messages
            Receive Raw Messages    ${MESSAGES}
        END
        GROUP    message keywords
            Open Stream    Numbers/Count    value=${MESSAGES}    alias=count    deadline=1 minute
            Receive Messages    within=1 minute
            Cancel Stream
        END
    END


*** Keywords ***
Open Numbers
    ${address} =    Start Numbers Server
    Open Connection    ${address}    ${CURDIR}/numbers.proto
    Call Rpc    Numbers/Double    value=1
