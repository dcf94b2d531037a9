"""Keywords that make unary calls."""

from datetime import timedelta
from typing import Any

from robot.api import logger
from robot.api.deco import keyword

from ..errors import RpcFailed, UsageError
from ..load import Outcomes, call_many
from ..messages import Answer, Request, to_data
from ..metadata import SentMetadata
from ..outcome import Outcome
from ..pace import paced
from .aliases import Aliases
from .call_log import log_message, log_metadata, log_outcome
from .connections import Opened
from .numbers import check_whole
from .statuses import parse_code


class CallKeywords:
    def __init__(self, connections: Aliases[Opened]):
        self._connections = connections

    @keyword(tags=["Call"])
    def call_rpc(
        self,
        method: str,
        message: Any = None,
        *,
        metadata: SentMetadata | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
        **fields: Any,
    ) -> Answer:
        """Makes a unary call and returns the answer; fails unless the status is OK.

        ``method`` is ``package.Service/Method`` or ``Service/Method``. The request's fields are
        given by name, as a dictionary or as JSON text, see `Messages`. ``metadata`` is sent
        along; its values may be secrets. ``deadline`` and ``connection`` are by default those
        of the connection and the `active connection`.

        | ${answer} =    `Call Rpc`    Greeter/SayHello    name=Ada
        | Should Be Equal    ${answer.greeting}    Hello, Ada!
        | `Call Rpc`    Greeter/SayHello    {"name": "Ada"}    deadline=1s
        """
        opened = self._connections.get(connection)
        request = Request.of(message, fields)
        outcome = UnaryCall(opened, method, request, metadata, deadline).make()
        log_outcome(outcome)
        if outcome.response is None:
            raise RpcFailed(
                f"Call of '{outcome.method}' at '{outcome.target}' failed with "
                f"{outcome.status}, expected OK.",
                outcome,
            )
        return to_data(outcome.response)  # type: ignore[no-any-return]

    @keyword(tags=["Call", "Wait"])
    def wait_until_rpc_ends_with(
        self,
        code: str,
        method: str,
        message: Any = None,
        *,
        timeout: timedelta = timedelta(seconds=10),
        metadata: SentMetadata | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
        **fields: Any,
    ) -> Answer | None:
        """Makes a unary call again and again, until its status has the code.

        Returns the answer, or None for another code than OK. Fails when the ``timeout`` is over
        before, with the number of calls and what the latest came to. Calls are 0.1 s apart;
        one that is under way when the ``timeout`` is over still has its deadline.

        | `Wait Until Rpc Ends With`    OK    Inventory/GetItem    id=7    timeout=30s
        """
        expected = parse_code(code)
        seconds = timeout.total_seconds()
        if seconds < 0:
            raise UsageError(f"'timeout' should be 0 or more, got '{seconds:g} s'.")
        opened = self._connections.get(connection)
        call = UnaryCall(opened, method, Request.of(message, fields), metadata, deadline)
        for number, after in paced(seconds):
            outcome = call.make()
            tally = f"(this was call {number}, begun after {after:.1f} s)"
            if outcome.status.code is expected:
                log_outcome(outcome)
                return None if outcome.response is None else to_data(outcome.response)
        raise RpcFailed(
            f"Call of '{outcome.method}' at '{outcome.target}' ended with {outcome.status}, "
            f"expected {expected.name} within {seconds:g} s {tally}.",
            outcome,
        )

    @keyword(tags=["Call"])
    def call_rpc_many_times(
        self,
        method: str,
        count: int,
        message: Any = None,
        *,
        concurrency: int = 10,
        metadata: SentMetadata | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
        **fields: Any,
    ) -> Outcomes:
        """Makes ``count`` unary calls, at most ``concurrency`` at the same moment.

        Returns what they came to, whatever their statuses, see `Outcomes`.

        | ${outcomes} =    `Call Rpc Many Times`    Greeter/SayHello    1000    name=Ada
        | Should Be Equal As Integers    ${outcomes.counts}[OK]    1000
        | Should Be True    $outcomes.p99 < 0.05
        """
        check_whole(concurrency=concurrency)
        if count < 1 or concurrency < 1:
            raise UsageError(
                f"'count' and 'concurrency' should be 1 or more, got '{count}' and '{concurrency}'."
            )
        opened = self._connections.get(connection)
        call = UnaryCall(opened, method, Request.of(message, fields), metadata, deadline)
        outcomes = call_many(call.make, count, concurrency)
        logger.info(outcomes)
        return outcomes


class UnaryCall:
    """A unary call that can be made any number of times."""

    def __init__(
        self,
        opened: Opened,
        method: str,
        request: Request,
        metadata: SentMetadata | None = None,
        deadline: timedelta | None = None,
    ):
        self._connection = opened.connection
        self._owner = opened.alias
        self._method = opened.schema.method(method)
        if not self._method.is_unary:
            raise UsageError(f"'{self._method.path}' is a stream; 'Open Stream' opens it.")
        self._request = request.build(self._method.request)
        self._metadata = tuple((metadata or {}).items())
        self._deadline = None if deadline is None else deadline.total_seconds()
        log_message("Sent", self._request, request.secret_fields())
        log_metadata("Sent metadata", metadata or {})

    def make(self) -> Outcome:
        return self._connection.call(
            self._method, self._request, self._metadata, self._deadline, self._owner
        )
