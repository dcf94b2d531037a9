*** Settings ***
Documentation    Streams of every kind: sending and receiving are apart, and each end is told.

Resource         route_guide.resource

Test Setup       Open Connection To Route Guide
Test Teardown    Close Connections And Stop Route Guide
Test Timeout     30 seconds


*** Test Cases ***
Server Streams
    Open Stream    RouteGuide/ListPlaces    count=3
    ${first} =    Receive Message
    ${others} =    Receive Messages
    ${outcome} =    Wait Until Stream Ends
    Should Be Equal    ${first.name}    place 1
    Length Should Be    ${others}    2
    Should Be Equal    ${others}[1][name]    place 3
    Should Be Equal    ${outcome.status.code.name}    OK
    Status Should Be    OK

Client Streams
    Open Stream    RouteGuide/RecordWalk
    Send Message    latitude=52.5    longitude=13.4
    Send Message    {"latitude": 52.6, "longitude": 13.5}
    Half Close
    ${summary} =    Receive Message
    Should Be Equal As Integers    ${summary.points}    2
    Wait Until Stream Ends
    Status Should Be    OK

Client Streams Nothing
    Open Stream    RouteGuide/RecordWalk
    Half Close
    ${summary} =    Receive Message
    Should Be Equal As Integers    ${summary.points}    0

Both Stream
    Open Stream    RouteGuide/Chat
    Send Message    text=hello
    ${answer} =    Receive Message
    Should Be Equal    ${answer.text}    HELLO
    Send Message    text=and
    Send Message    text=bye
    ${answers} =    Receive Messages    count=2
    Should Be Equal    ${answers}[1][text]    BYE
    Half Close
    ${rest} =    Receive Messages
    Should Be Empty    ${rest}

Unary Method Can Be Opened As A Stream
    Open Stream    RouteGuide/GetPlace    name=the mill
    ${place} =    Receive Message
    Should Be Equal    ${place.name}    the mill
    Wait Until Stream Ends
    Status Should Be    OK
    Metadata Should Contain    x-trace    abc-123

Empty Stream
    Open Stream    RouteGuide/ListPlaces    count=0
    ${places} =    Receive Messages
    Should Be Empty    ${places}

Many Messages
    Open Stream    RouteGuide/ListPlaces    count=5000    deadline=20s
    ${places} =    Receive Messages    timeout=20s
    Length Should Be    ${places}    5000
    Should Be Equal    ${places}[4999][name]    place 5000

Many Messages That Nobody Reads
    Open Stream    RouteGuide/ListPlaces    count=5000    deadline=20s
    ${outcome} =    Wait Until Stream Ends    timeout=20s
    Should Be True    $outcome.status.is_ok

Endless Stream Does Not Fill The Memory
    [Documentation]    1000 messages are kept; then the server has to wait until some are received.
    Open Stream    RouteGuide/WatchWeather    bytes=16384    deadline=25s
    ${sent} =    Wait Until Weather Stands Still
    Should Be True    1000 <= ${sent} < 3000    The server could send ${sent} samples of 16 KiB.
    Receive Messages    count=1500
    Wait Until Weather Goes On    after=${sent}
    Cancel Stream

Streams Side By Side
    Open Stream    RouteGuide/Chat    alias=first
    Open Stream    RouteGuide/Chat    alias=second
    Send Message    text=to the second
    Send Message    text=to the first    stream=first
    ${first} =    Receive Message    stream=first
    ${second} =    Receive Message
    Should Be Equal    ${first.text}    TO THE FIRST
    Should Be Equal    ${second.text}    TO THE SECOND
    Switch Stream    first
    Send Message    text=again
    ${again} =    Receive Message    stream=First
    Should Be Equal    ${again.text}    AGAIN

Streams Of Several Connections
    VAR    &{metadata} =    x-walker=Grace
    Open Connection    ${ADDRESS}    ${PROTO}    alias=other    metadata=${metadata}
    Open Stream    RouteGuide/Chat    alias=grace
    VAR    &{metadata} =    x-walker=Ada
    Open Stream    RouteGuide/Chat    alias=ada    connection=guide    metadata=${metadata}
    Send Message    text=hello    stream=grace
    Send Message    text=hello    stream=ada
    ${of grace} =    Receive Message    stream=grace
    ${of ada} =    Receive Message    stream=ada
    Should Be Equal    ${of grace.author}    Grace
    Should Be Equal    ${of ada.author}    Ada
    Close Connection    other
    Send Message    text=still here    stream=ada
    ${of ada} =    Receive Message    stream=ada
    Should Be Equal    ${of ada.text}    STILL HERE

Message Does Not Come In Time
    Places Pause After    1
    Open Stream    RouteGuide/ListPlaces    count=3    alias=places
    Receive Message
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places': 0 messages came within 0.1 s, expected 1 message.
    ...    Receive Message
    ...    timeout=0.1s
    Guide Goes On
    ${places} =    Receive Messages
    Length Should Be    ${places}    2

Messages Do Not Come In Time
    Places Pause After    2
    Open Stream    RouteGuide/ListPlaces    count=3    alias=places
    Receive Message
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places': 1 message came within 0.2 s, expected 2 messages.
    ...    Receive Messages
    ...    2
    ...    timeout=0.2s
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places': 0 messages came within 0.1 s, expected all messages.
    ...    Receive Messages
    ...    timeout=0.1s

Endless Stream Does Not End In Time
    Open Stream    RouteGuide/WatchWeather    bytes=1    alias=weather
    Run Keyword And Expect Error
    ...    GLOB:Stream 'weather': * messages came within 0.2 s, expected all messages.
    ...    Receive Messages
    ...    timeout=0.2s
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'weather' goes on after 0.2 s, expected its end.
    ...    Wait Until Stream Ends
    ...    timeout=0.2s

End Does Not Come In Time
    Open Stream    RouteGuide/Chat    alias=chat
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'chat' goes on after 0.1 s, expected its end.
    ...    Wait Until Stream Ends
    ...    timeout=0.1s

Stream Ends Before A Message
    Open Stream    RouteGuide/ListPlaces    count=0    alias=places
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places' ended with OK after 0 messages, expected 1 message.
    ...    Receive Message
    Status Should Be    OK

Stream Ends Before All Messages
    Open Stream    RouteGuide/ListPlaces    count=2    alias=places
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places' ended with OK after 2 messages, expected 3 messages.
    ...    Receive Messages
    ...    3

Stream Breaks In The Middle
    Places Break After    2    DATA_LOSS    the page is torn
    Open Stream    RouteGuide/ListPlaces    count=5    alias=places
    Run Keyword And Expect Error
    ...    EQUALS:Stream 'places' ended with DATA_LOSS 'the page is torn' after 2 messages, expected all messages and OK.
    ...    Receive Messages
    Status Should Be    DATA_LOSS    the page is torn
    Metadata Should Contain    x-trace    abc-123

Stream Whose Break Is Expected
    Places Break After    1    DATA_LOSS    the page is torn
    Open Stream    RouteGuide/ListPlaces    count=5
    ${message} =    Expect Status    DATA_LOSS    Receive Messages
    Should Be Equal    ${message}    the page is torn

What Came Before The Break Can Be Received
    Places Break After    2    UNAVAILABLE    gone
    Open Stream    RouteGuide/ListPlaces    count=5
    ${places} =    Receive Messages    2
    Length Should Be    ${places}    2
    ${outcome} =    Wait Until Stream Ends
    Should Be Equal    ${outcome.status.code.name}    UNAVAILABLE

Server Goes Away
    Open Stream    RouteGuide/Chat    alias=chat
    Send Message    text=hello
    Receive Message
    Stop Route Guide
    Wait Until Stream Ends
    Status Should Be    UNAVAILABLE    *    matching=glob
    Run Keyword And Expect Error
    ...    STARTS:Nothing can be sent on '/route_guide.RouteGuide/Chat': it has ended with UNAVAILABLE '
    ...    Send Message
    ...    text=anybody there?

Deadline Passes While Both Stream
    Open Stream    RouteGuide/Chat    deadline=0.3s
    Send Message    text=hello
    Receive Message
    Wait Until Stream Ends
    Status Should Be    DEADLINE_EXCEEDED

Deadline Passes While The Server Streams
    Places Pause After    1
    Open Stream    RouteGuide/ListPlaces    count=2    alias=places    deadline=0.3s
    Run Keyword And Expect Error
    ...    GLOB:Stream 'places' ended with DEADLINE_EXCEEDED '*Deadline Exceeded*' after 1 message, expected 2 messages.
    ...    Receive Messages
    ...    2

Deadline Passes While The Client Streams
    Open Stream    RouteGuide/RecordWalk    deadline=0.3s
    Send Message    latitude=1
    Expect Status    DEADLINE_EXCEEDED    Receive Message

Deadline Passes While A Call Goes On
    Guide Hangs
    Expect Status    4    Call Rpc    RouteGuide/GetPlace    deadline=0.3s

Nothing Is Sent After Half Close
    Chat Pauses Before Its End
    Open Stream    RouteGuide/Chat
    Half Close
    Half Close
    Run Keyword And Expect Error
    ...    EQUALS:Nothing more can be sent on '/route_guide.RouteGuide/Chat': it is half-closed.
    ...    Send Message
    ...    text=too late
    Guide Goes On
    Wait Until Stream Ends
    Status Should Be    OK

Nothing Is Sent After The End
    Open Stream    RouteGuide/Chat
    Half Close
    Wait Until Stream Ends
    Run Keyword And Expect Error
    ...    EQUALS:Nothing can be sent on '/route_guide.RouteGuide/Chat': it has ended with OK.
    ...    Send Message
    ...    text=too late

Request Of A Client's Stream Is Sent Later
    Run Keyword And Expect Error
    ...    EQUALS:'/route_guide.RouteGuide/Chat' takes a stream of messages; 'Send Message' sends them.
    ...    Open Stream
    ...    RouteGuide/Chat
    ...    text=hello

Wrong Message Leaves The Stream Open
    Open Stream    RouteGuide/Chat
    Run Keyword And Expect Error
    ...    EQUALS:'Note' has no field 'txt', expected one of: 'text', 'author'.
    ...    Send Message
    ...    txt=hello
    Send Message    text=hello
    Receive Message

Stream Is No Unary Call
    Run Keyword And Expect Error
    ...    EQUALS:'/route_guide.RouteGuide/Chat' is a stream; 'Open Stream' opens it.
    ...    Call Rpc
    ...    RouteGuide/Chat

Cancelled Stream Is Forgotten
    Open Stream    RouteGuide/Chat    alias=chat
    Open Stream    RouteGuide/Chat    alias=other
    Cancel Stream
    Run Keyword And Expect Error
    ...    EQUALS:There is no active stream; 'Open Stream' opens one.
    ...    Receive Message
    Run Keyword And Expect Error
    ...    EQUALS:There is no stream 'other'; open are: 'chat'.
    ...    Switch Stream    other
    Cancel Stream    stream=chat
    Run Keyword And Expect Error
    ...    EQUALS:There is no stream 'chat'; open are: none.
    ...    Cancel Stream    stream=chat
    Open Stream    RouteGuide/Chat    alias=chat

Ended Stream Can Be Cancelled
    Open Stream    RouteGuide/ListPlaces    count=1    alias=places
    Receive Messages
    Cancel Stream
    Open Stream    RouteGuide/ListPlaces    count=1    alias=places

Alias Is Free Again Once All Is Received
    Open Stream    RouteGuide/ListPlaces    count=1
    Receive Messages
    Open Stream    RouteGuide/ListPlaces    count=2
    ${places} =    Receive Messages
    Length Should Be    ${places}    2

Alias Is Not Free While Messages Wait
    Open Stream    RouteGuide/ListPlaces    count=2    alias=places
    Receive Message
    Run Keyword And Expect Error
    ...    EQUALS:There already is a stream 'places': give another alias, or end that one.
    ...    Open Stream
    ...    RouteGuide/ListPlaces
    ...    count=1
    ...    alias=places

Counts Of No Message Are Refused
    Open Stream    RouteGuide/Chat
    FOR    ${count}    IN    0    -1
        Run Keyword And Expect Error
        ...    'count' should be 1 or more, got '${count}'.
        ...    Receive Messages    ${count}
    END

Second Use Of An Alias Is Refused
    Open Stream    RouteGuide/Chat    alias=chat
    Run Keyword And Expect Error
    ...    EQUALS:There already is a stream 'Chat': give another alias, or end that one.
    ...    Open Stream
    ...    RouteGuide/Chat
    ...    alias=Chat

Closed Connection Takes Its Streams With It
    Open Stream    RouteGuide/Chat    alias=chat
    Open Stream    RouteGuide/WatchWeather    bytes=10    alias=weather
    Receive Message
    Close Connection
    Run Keyword And Expect Error
    ...    EQUALS:There is no stream 'chat'; open are: none.
    ...    Send Message
    ...    text=hello
    ...    stream=chat
    Open Connection    ${ADDRESS}    ${PROTO}
    Open Stream    RouteGuide/Chat    alias=chat
