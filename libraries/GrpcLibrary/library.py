"""The keyword library: GrpcLibrary's keyword groups, put together."""

from robot.api.deco import library

from . import __version__
from .keywords import (
    Aliases,
    CallKeywords,
    ConnectionKeywords,
    ConnectionLifetime,
    JudgementKeywords,
    Latest,
    Opened,
    OpenStream,
    RecordingCore,
    SchemaKeywords,
    StatusKeywords,
    StreamKeywords,
    register,
)
from .record import CallRecord


@library(scope="SUITE", version=__version__)
class GrpcLibrary(RecordingCore):
    """Library for calling gRPC services: all four kinds of call, no generated code.

    | Guests Are Greeted By Name
    |     [Setup]    `Open Connection`    localhost:50051    ${CURDIR}/greeter.proto
    |     ${answer} =    `Call Rpc`    Greeter/SayHello    name=Ada
    |     Should Be Equal    ${answer.greeting}    Hello, Ada!
    |     `Expect Status`    INVALID_ARGUMENT    `Call Rpc`    Greeter/SayHello    name=${EMPTY}
    |     `Status Should Be`    INVALID_ARGUMENT    name is required
    |     [Teardown]    `Close All Connections`

    = Schema =

    Where the methods and messages of a service are described: a ``.proto`` file, a folder of
    them, a compiled descriptor set (also compressed or as JSON), or the server itself, if it
    has reflection (v1 or v1alpha). The files of ``google/protobuf``, ``google/api`` and
    ``google/rpc`` can always be imported. Files are compiled once, and again when one changes.

    What a server's reflection leaves out is reported when a method needs it. `List Services`,
    `Describe Method`, `Describe Message` and `Get Message Template` show what there is. A method
    is named ``package.Service/Method``, ``Service/Method``, or with a dot instead of the slash.

    = Messages =

    Requests are given as named arguments, as a dictionary, or as JSON text. Fields are named
    as in the schema. Values are converted as Robot Framework does with arguments: numbers,
    booleans, timestamps and durations may be text; enums are names or numbers; bytes may be
    text; nested messages and maps are dictionaries; repeated fields are lists. A field that
    is ``${None}`` is not set. Timestamps without an offset are UTC. A field that is named
    ``self``, or like one of the keyword's own arguments, can be given in a dictionary or as
    JSON only. A number that a field cannot hold is refused; infinity is ``inf``.

    JSON text is ProtoJSON, as in Protobuf's documentation: names may be in lowerCamelCase,
    bytes are base64, and ``null`` is a value where the schema has ``Value`` or ``NullValue``.

    Answers have fields by attribute and by item. Enums are names, timestamps are datetimes in
    UTC, durations are timedeltas, and what is not set is ``${None}``. A field that is named
    like a method of dictionaries (``items``, ``keys``, ``values``, ``get``, ...) or like a word
    of Python (``from``, ``class``) can be had by item only: ``${book}[items]``. An answer can
    be sent as it was received.

    Timestamps and durations keep their nanoseconds. Those of an answer are datetimes and
    timedeltas that also have what is finer than a microsecond, from 0 to 999, as
    ``nanosecond`` and ``nanoseconds`` respectively; it counts when they are compared, also with
    Python's own types. As text, they are given with up to nine digits after the point.

    A message of type ``Any`` has its type under ``@type``, beside its fields, or beside its
    ``value`` where that is a well-known type or cannot be read. Extensions of proto2 are named
    ``[package.name]``, and are in an answer only where they are set.

    | ${book} =    `Call Rpc`    Library/GetBook    id=7
    | Should Be Equal    ${book.title}    Dune
    | Should Be Equal    ${book}[authors][0][name]    Frank Herbert

    = Active connection =

    `Open Connection` makes the connection that it opens the active one. Keywords that accept
    ``connection`` use the active one by default; otherwise give an alias. The same goes for
    streams.

    Connections that are still open when the suite ends are closed then.

    = Streams =

    `Open Stream` opens a call that sends or receives more than one message. Sending and
    receiving are apart, so that a test can open a stream, cause something, and then look at
    what comes. A stream has a deadline as a whole, and is cancelled when the test that opened
    it ends. At most 1000 messages wait to be received; beyond, the server has to wait.

    = Outcome =

    What one call came to: ``status`` (with ``code`` and ``message``), ``response``,
    ``initial_metadata`` and ``trailing_metadata`` (dictionaries), ``duration`` in seconds,
    ``method`` and ``target``. The values of a key that came more than once are joined in the
    metadata; ``${outcome.trailing_metadata.all_values}[x-trace]`` is the list of them.

    `Get Outcome` returns that of the test's latest call, and keywords like `Status Should Be`
    judge it. A stream's is there once its end was received.

    A call that ends with OK, but without an answer or with one that cannot be read, has the
    status INTERNAL.

    = Outcomes =

    What many calls came to: ``counts`` (calls by code, 0 for a code that none had), ``p50``,
    ``p90``, ``p99`` and ``max`` (seconds), and ``outcomes`` (each one).

    = TLS =

    A dictionary with any of ``root`` (file of the root certificates to trust),
    ``certificate`` and ``key`` (files, the client's own, for mutual TLS), all in PEM form, and
    ``server_name`` (what the server's certificate calls it, if not the target's host).

    | VAR    &{tls}    root=${CURDIR}/ca.pem    server_name=greeter.example.com
    | `Open Connection`    localhost:50051    tls=${tls}

    = Secrets =

    Metadata values may be `Secret` objects: they are shown as ``<secret>`` in logs of every
    level. So are, in what this library logs, other values whose key sounds like a secret
    (``authorization``, ``x-api-key``, ``cookie``, ...) and message fields that the schema
    marks ``debug_redact``; in answers those fields are `Secret` objects. Requests may have
    `Secret` objects in any field; Robot Framework itself logs other arguments at TRACE.
    """

    def __init__(self) -> None:
        connections: Aliases[Opened] = Aliases("connection", opener="Open Connection")
        streams: Aliases[OpenStream] = Aliases("stream", opener="Open Stream")
        record = CallRecord()
        latest = Latest(record)
        super().__init__(
            [
                ConnectionKeywords(connections, record),
                ConnectionLifetime(connections, streams),
                CallKeywords(connections),
                StreamKeywords(connections, streams, record),
                SchemaKeywords(connections),
                JudgementKeywords(latest.get, record.expect),
                StatusKeywords(latest),
            ],
            record,
        )


register("GrpcLibrary")
