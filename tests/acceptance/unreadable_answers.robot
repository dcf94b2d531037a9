*** Settings ***
Documentation    An answer that is missing, or is not what the schema says, is none: the call ends with INTERNAL.

Library          GrpcLibrary
Library          BytesServer.py

Test Teardown    Run Keywords    Close All Connections    AND    Stop Bytes Server
Test Timeout     30 seconds


*** Test Cases ***
Answer That Is There
    Open Library    ${{ b'\x0a\x04Dune' }}
    ${book} =    Call Rpc    Library/GetBook    id=7
    Should Be Equal    ${book.title}    Dune

OK Without An Answer
    Open Library
    Call Should End With Internal    the call ended with OK, but without an answer
    ${outcomes} =    Call Rpc Many Times    Library/GetBook    3    id=7
    Should Be Equal As Integers    ${outcomes.counts}[OK]    0
    Run Keyword And Expect Error
    ...    STARTS:Call of '/library.Library/GetBook' at '${ADDRESS}' ended with INTERNAL
    ...    Wait Until Rpc Ends With    OK    Library/GetBook    id=7    timeout=0s

Answer That Is No Message
    Open Library    ${{ b'\xff' }}
    Call Should End With Internal    the answer is no message of type 'library.Book'

Answer Without A Required Field
    Open Library    ${{ b'\x12\x03Ada' }}
    Call Should End With Internal    the answer lacks required fields of 'library.Book': 'title'

Message Of A Stream That Is None
    Open Library    ${{ b'\x0a\x04Dune' }}    ${{ b'\xff' }}
    Open Stream    Library/ListBooks    id=7    alias=books
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'books' ended with INTERNAL 'the answer is no message of type 'library.Book'' after 1 message, expected all messages and OK.
    ...    Receive Messages

Request Without A Required Field Is Not Sent
    Open Library
    Run Keyword And Expect Error
    ...    EQUALS:'Query' lacks fields that its schema requires: 'id'.
    ...    Call Rpc    Library/GetBook


*** Keywords ***
Open Library
    [Arguments]    @{answers}
    ${address} =    Start Bytes Server    @{answers}
    VAR    ${ADDRESS} =    ${address}    scope=TEST
    ${proto} =    Write Library Proto    ${OUTPUT DIR}
    Open Connection    ${ADDRESS}    ${proto}

Call Should End With Internal
    [Arguments]    ${message}
    Run Keyword And Expect Error
    ...    EQUALS:Call of '/library.Library/GetBook' at '${ADDRESS}' failed with INTERNAL '${message}', expected OK.
    ...    Call Rpc    Library/GetBook    id=7
    Status Should Be    INTERNAL    ${message}
