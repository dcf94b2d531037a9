*** Settings ***
Documentation     Open Connection takes a schema from the server or from files, and says what is wrong with it.

Library           OperatingSystem
Library           GrpcLibrary
Library           ReflectingServers.py

Suite Setup       Make Folder
Suite Teardown    Remove Directory    ${FOLDER}    recursive=True
Test Teardown     Run Keywords    Close All Connections    AND    Stop Servers
Test Timeout      30 seconds


*** Variables ***
${FOLDER}    ${TEMPDIR}/reflection of GrpcLibrary
${ADA}       syntax = "proto3"; package ada; message M {} service S { rpc Do(M) returns (M); rpc Undo(M) returns (M); }
${BOB}       syntax = "proto3"; package bob; import "ada.proto"; service S { rpc Do(ada.M) returns (ada.M); }


*** Test Cases ***
Server With Both Versions Of Reflection
    ${address} =    Start Reflecting Server    v1    v1alpha
    Health Should Be Callable    ${address}

Server With The Older Version Only
    ${address} =    Start Reflecting Server    v1alpha
    Health Should Be Callable    ${address}

Server With The Newer Version Only
    ${address} =    Start Reflecting Server    v1
    Health Should Be Callable    ${address}

Server Without Reflection
    ${address} =    Start Reflecting Server
    Run Keyword And Expect Error
    ...    EQUALS:The server has no reflection service, v1 or v1alpha; give its .proto files.
    ...    Open Connection    ${address}

Server Whose Reflection Lies
    [Documentation]    What is missing is said when it is asked for: other services can be used.
    [Template]    Lie Should Be Found When It Matters
    unknown symbol    does not know 'lies.Service': 'not found'
    missing import    sends no file that declares it
    other file than asked for    sends no file that declares it
    cyclic import    sends no file that declares it
    garbage    sends for 'lies.Service' something other than a file

Server Whose Reflection Does Not List Its Services
    ${address} =    Start Lying Server    no list
    Run Keyword And Expect Error
    ...    EQUALS:The server's reflection does not know 'services': 'not found'.
    ...    Open Connection    ${address}

Server Whose Reflection Has No Files
    ${address} =    Start Lying Server    nothing
    Open Connection    ${address}
    Run Keyword And Expect Error
    ...    There is no method 'Other/Do'; there are: none.
    ...    Call Rpc    Other/Do
    Run Keyword And Expect Error
    ...    There is no method 'Service/Do': the server's reflection sends no file that declares it.
    ...    Call Rpc    Service/Do

Server Whose Reflection Never Ends
    ${address} =    Start Server That Invents Imports
    Run Keyword And Expect Error
    ...    GLOB:The server's reflection failed with DEADLINE_EXCEEDED '*Deadline Exceeded*'.
    ...    Open Connection    ${address}    deadline=0.5s

Schema From A Folder
    Open Connection With    ${FOLDER}/good
    Run Keyword And Expect Error
    ...    STARTS:Call of '/ada.S/Do' at '${ADDRESS}' failed with UNIMPLEMENTED
    ...    Call Rpc    ada.S/Do

Schema From A Compiled Descriptor Set
    Compile Protos    ${FOLDER}/good    ${FOLDER}/compiled.binpb    bob.proto
    Open Connection With    ${FOLDER}/compiled.binpb
    Run Keyword And Expect Error
    ...    STARTS:Call of '/bob.S/Do' at '${ADDRESS}' failed with UNIMPLEMENTED
    ...    Call Rpc    bob.S/Do

Schema From A File With Import Paths
    VAR    @{import_paths} =    ${FOLDER}/good
    Open Connection With    ${FOLDER}/needy/carl.proto    import_paths=${import_paths}
    Run Keyword And Expect Error
    ...    STARTS:Call of '/carl.S/Do' at '${ADDRESS}' failed with UNIMPLEMENTED
    ...    Call Rpc    carl.S/Do

Schema That Is None
    [Template]    Schema Should Be Refused
    There is no schema at '${FOLDER}/none'.    none
    There is no .proto file in the folder '${FOLDER}/empty'.    empty
    '${FOLDER}/junk.binpb' is neither a .proto file nor a compiled descriptor set.    junk.binpb
    The schema does not compile: ${FOLDER}/broken.proto:2:1: Expected top-level statement (e.g. "message").    broken.proto
    The schema does not compile: ada.proto: File not found; ${FOLDER}/needy/carl.proto:1:34: Import "ada.proto" was not found or had errors; ${FOLDER}/needy/carl.proto:1:73: "ada.M" is not defined; ${FOLDER}/needy/carl.proto:1:89: "ada.M" is not defined.    needy/carl.proto

Compiled Descriptor Set Without Its Imports
    Compile Protos    ${FOLDER}/good    ${FOLDER}/alone.binpb    bob.proto    include_imports=False
    Schema Should Be Refused
    ...    The schema's file 'bob.proto' is not valid: Couldn't build proto file into descriptor pool: Depends on file 'ada.proto', but it has not been loaded.
    ...    alone.binpb

Cyclic Import
    Schema Should Be Refused
    ...    The schema does not compile: ${FOLDER}/cyclic/one.proto:1:1: File recursively imports itself: one.proto -> two.proto -> one.proto; ${FOLDER}/cyclic/two.proto:1:1: Import "one.proto" was not found or had errors; ${FOLDER}/cyclic/one.proto:1:1: Import "two.proto" was not found or had errors.
    ...    cyclic/one.proto

Unknown Method
    Open Connection With    ${FOLDER}/good
    Run Keyword And Expect Error
    ...    EQUALS:There is no method 'ada.S/Undoo'; near names are: ada.S/Undo, ada.S/Do.
    ...    Call Rpc    ada.S/Undoo
    Run Keyword And Expect Error
    ...    EQUALS:There is no method 'Quite/Other'; there are: ada.S/Do, ada.S/Undo, bob.S/Do.
    ...    Call Rpc    Quite/Other

Ambiguous Short Name
    Open Connection With    ${FOLDER}/good
    Run Keyword And Expect Error
    ...    EQUALS:Method 'S/Do' is not clear; it could be one of: ada.S/Do, bob.S/Do.
    ...    Call Rpc    S/Do

Public Service Definition
    ${google} =    Get Public Protos
    VAR    @{import_paths} =    ${google.parent}
    ${address} =    Start Generic Server    ${google}/longrunning    ${google.parent}
    Open Connection    ${address}    ${google}    import_paths=${import_paths}
    ${operation} =    Call Rpc    google.longrunning.Operations/GetOperation    name=operations/7
    Should Be Equal    ${operation.name}    operations/7
    Should Be True    ${operation.done}
    Should Be Equal    ${operation.error}    ${None}


*** Keywords ***
Make Folder
    Create File    ${FOLDER}/good/ada.proto    ${ADA}
    Create File    ${FOLDER}/good/bob.proto    ${BOB}
    Create File    ${FOLDER}/needy/carl.proto    ${BOB.replace("package bob", "package carl")}
    Create File    ${FOLDER}/cyclic/one.proto    import "two.proto";
    Create File    ${FOLDER}/cyclic/two.proto    import "one.proto";
    Create File    ${FOLDER}/broken.proto    syntax = "proto3";\nmesage Typo {}
    Create File    ${FOLDER}/junk.binpb    junk
    Create Directory    ${FOLDER}/empty

Open Connection With
    [Arguments]    ${schema}    &{named}
    ${address} =    Start Reflecting Server
    Open Connection    ${address}    ${schema}    &{named}
    VAR    ${ADDRESS} =    ${address}    scope=TEST

Health Should Be Callable
    [Arguments]    ${address}
    Open Connection    ${address}
    ${answer} =    Call Rpc    Health/Check
    Should Be Equal    ${answer.status}    SERVING

Lie Should Be Found When It Matters
    [Arguments]    ${lie}    ${reason}
    ${address} =    Start Lying Server    ${lie}
    Open Connection    ${address}
    Run Keyword And Expect Error
    ...    EQUALS:There is no method 'lies.Service/Do': the server's reflection ${reason}.
    ...    Call Rpc    lies.Service/Do
    Close All Connections

Schema Should Be Refused
    [Arguments]    ${message}    ${schema}
    ${address} =    Start Reflecting Server
    Run Keyword And Expect Error    EQUALS:${message}    Open Connection    ${address}    ${FOLDER}/${schema}
