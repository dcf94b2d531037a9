*** Settings ***
Documentation    A cart lives on one server, and on another one when that has gone.

Library          SessionLibrary    system=carts.toml

Test Setup       Sign In
Test Teardown    Close All Sessions


*** Variables ***
${GATEWAY}           localhost:50100
${SECRET: Secret}    %{CARTS_SECRET}


*** Test Cases ***
Cart Stays On Its Server
    Session Should Stay On Instance    calls=10

Cart Moves When Its Server Goes
    Call With Session    a pound of apples
    Shutdown Instance
    Session Should Move To Another Instance


*** Keywords ***
Sign In
    Connect To Gateway    ${GATEWAY}
    Login    ada    ${SECRET}
