"""The keyword that makes a call."""

from datetime import timedelta
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from robot.api import logger
from robot.api.deco import keyword
from robot.api.types import Secret

from ..outcome import GrpcError, Outcome, RpcFailed
from ..schema import Method
from .aliases import Aliases
from .connections import Opened


class CallKeywords:
    def __init__(self, connections: Aliases[Opened]):
        self._connections = connections

    @keyword(tags=["Call"])
    def call_rpc(
        self,
        method: str,
        message: dict[str, Any] | None = None,
        *,
        metadata: dict[str, str | Secret] | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
    ) -> Message:
        """Makes a unary call and returns the response; fails unless the status is OK.

        | =Argument= | =Meaning= |
        | ``method`` | ``package.Service/Method`` or ``Service/Method``. |
        | ``message`` | The request's fields, in protobuf's JSON form. |
        | ``metadata`` | Sent with the call; values may be secrets. |
        | ``deadline`` | How long the call may take; by default what the connection says. |
        | ``connection`` | Alias of a connection; by default the `active connection`. |

        | VAR    &{request}    name=Ada
        | ${answer} =    `Call Rpc`    Greeter/SayHello    ${request}
        | Should Be Equal    ${answer.greeting}    Hello, Ada!
        """
        opened = self._connections.get(connection)
        rpc = opened.schema.method(method)
        outcome = opened.connection.call(
            rpc,
            _request(rpc, message or {}),
            (metadata or {}).items(),
            deadline.total_seconds() if deadline else None,
        )
        logger.info(outcome)
        return _response(outcome)


def _request(method: Method, fields: dict[str, Any]) -> Message:
    try:
        return json_format.ParseDict(fields, method.request())
    except json_format.ParseError as err:
        raise GrpcError(f"The message does not fit '{method.path}': {err}") from err


def _response(outcome: Outcome) -> Message:
    if outcome.response is None:
        raise RpcFailed(
            f"Call of '{outcome.method}' at '{outcome.target}' failed with "
            f"{outcome.status}, expected OK.",
            outcome,
        )
    return outcome.response
