*** Settings ***
Documentation     The failed run in README's picture. With the fault "strays", a cart leaves a server that still runs.

Library           SessionLibrary    system=carts.toml
Library           ReportLibrary

Suite Teardown    Close All Sessions


*** Variables ***
${GATEWAY}           localhost:50100
${SECRET: Secret}    %{CARTS_SECRET}


*** Test Cases ***
Cart Moves Once When Its Server Goes
    Connect To Gateway    ${GATEWAY}
    Login    ada    ${SECRET}
    Session Should Stay On Instance    calls=2
    Shutdown Instance
    Session Should Move To Another Instance
    Session Should Stay On Instance    calls=10
