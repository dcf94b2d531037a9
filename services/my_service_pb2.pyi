import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("username", "password", "session_id")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    username: str
    password: str
    session_id: str
    def __init__(self, username: _Optional[str] = ..., password: _Optional[str] = ..., session_id: _Optional[str] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("token", "expires_at", "role")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    token: str
    expires_at: _timestamp_pb2.Timestamp
    role: str
    def __init__(self, token: _Optional[str] = ..., expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., role: _Optional[str] = ...) -> None: ...

class EchoRequest(_message.Message):
    __slots__ = ("value",)
    VALUE_FIELD_NUMBER: _ClassVar[int]
    value: str
    def __init__(self, value: _Optional[str] = ...) -> None: ...

class EchoResponse(_message.Message):
    __slots__ = ("client_value", "server_value", "pod_name", "server_session_id", "client_session_id", "index", "server_method")
    CLIENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    SERVER_VALUE_FIELD_NUMBER: _ClassVar[int]
    POD_NAME_FIELD_NUMBER: _ClassVar[int]
    SERVER_SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SERVER_METHOD_FIELD_NUMBER: _ClassVar[int]
    client_value: str
    server_value: str
    pod_name: str
    server_session_id: str
    client_session_id: str
    index: int
    server_method: str
    def __init__(self, client_value: _Optional[str] = ..., server_value: _Optional[str] = ..., pod_name: _Optional[str] = ..., server_session_id: _Optional[str] = ..., client_session_id: _Optional[str] = ..., index: _Optional[int] = ..., server_method: _Optional[str] = ...) -> None: ...

class ShutdownRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ShutdownResponse(_message.Message):
    __slots__ = ("pod_name", "server_session_id", "client_session_id", "index", "server_method")
    POD_NAME_FIELD_NUMBER: _ClassVar[int]
    SERVER_SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SERVER_METHOD_FIELD_NUMBER: _ClassVar[int]
    pod_name: str
    server_session_id: str
    client_session_id: str
    index: int
    server_method: str
    def __init__(self, pod_name: _Optional[str] = ..., server_session_id: _Optional[str] = ..., client_session_id: _Optional[str] = ..., index: _Optional[int] = ..., server_method: _Optional[str] = ...) -> None: ...
