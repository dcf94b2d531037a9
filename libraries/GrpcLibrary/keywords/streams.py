"""Keywords that open streams, and send and receive over them."""

import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from robot.api import logger
from robot.api.deco import keyword
from robot.utils import eq

from ..errors import CheckFailed, RpcFailed, UsageError
from ..messages import Answer, Request, to_data
from ..metadata import SentMetadata
from ..outcome import Outcome
from ..record import CallRecord
from ..stream import Stream
from .aliases import Aliases
from .call_log import log_message, log_metadata, log_outcome
from .connections import Opened

TIMEOUT = timedelta(seconds=5)


@dataclass(frozen=True, eq=False)
class OpenStream:
    """A stream under its alias, with the type of what is sent on it."""

    alias: str
    stream: Stream
    opened: Opened
    request: Any


class StreamKeywords:
    def __init__(
        self, connections: Aliases[Opened], streams: Aliases[OpenStream], record: CallRecord
    ):
        self._connections = connections
        self._streams = streams
        self._record = record

    @keyword(tags=["Stream"])
    def open_stream(
        self,
        method: str,
        message: Any = None,
        *,
        alias: str | None = None,
        metadata: SentMetadata | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
        **fields: Any,
    ) -> None:
        """Opens a call of a streaming method and makes it the `active stream`.

        Where the server alone streams, the request is given here as with `Call Rpc`. Where the
        client streams, `Send Message` sends, and `Half Close` ends the sending.

        The ``deadline`` is that of the whole stream, by default the connection's. ``alias`` is
        the name that other keywords use for the stream, by default its method. It is free
        again once the stream has ended and all its messages were received.

        | `Open Stream`    RouteGuide/ListFeatures    lo=${corner}    hi=${other corner}
        | ${features} =    `Receive Messages`
        """
        opened = self._connections.get(connection)
        rpc = opened.schema.method(method)
        name = method if alias is None else alias
        self._forget_if_over(name)
        self._streams.check_is_free(name)
        request = Request.of(message, fields)
        if rpc.sends_stream and request:
            raise UsageError(f"'{rpc.path}' takes a stream of messages; 'Send Message' sends them.")
        first = None if rpc.sends_stream else request.build(rpc.request)
        seconds = None if deadline is None else deadline.total_seconds()
        if first is not None:
            log_message("Sent", first, request.secret_fields())
        log_metadata("Sent metadata", metadata or {})
        stream = opened.connection.open_stream(
            rpc, (metadata or {}).items(), seconds, first, opened.alias
        )
        opened.cancels[name] = lambda: self._streams.remove(name).stream.close()
        self._streams.add(OpenStream(name, stream, opened, rpc.request))
        logger.info(f"Opened stream '{name}' at '{stream.target}'.")

    @keyword(tags=["Stream"])
    def switch_stream(self, alias: str) -> OpenStream:
        """Makes the stream of that alias the `active stream` and returns it.

        It has an ``alias``.

        | `Switch Stream`    Ada
        | `Send Message`    text=Hello!
        """
        return self._streams.switch(alias)

    @keyword(tags=["Stream"])
    def send_message(
        self,
        message: Any = None,
        *,
        stream: str | None = None,
        **fields: Any,
    ) -> None:
        """Sends one message on the stream; its fields are given as with `Call Rpc`.

        | `Open Stream`    RouteGuide/RecordWalk
        | `Send Message`    latitude=52.5    longitude=13.4
        | `Half Close`
        | ${summary} =    `Receive Message`
        """
        chosen = self._streams.get(stream)
        request = Request.of(message, fields)
        built = request.build(chosen.request)
        log_message("Sent", built, request.secret_fields())
        chosen.stream.send(built)

    @keyword(tags=["Stream"])
    def half_close(self, *, stream: str | None = None) -> None:
        """Says that nothing more will be sent on the stream; receiving goes on.

        | `Send Message`    text=Bye!
        | `Half Close`
        | ${outcome} =    `Wait Until Stream Ends`
        """
        self._streams.get(stream).stream.half_close()

    @keyword(tags=["Stream"])
    def receive_message(self, timeout: timedelta = TIMEOUT, *, stream: str | None = None) -> Answer:
        """Returns the next message; fails when the stream ends or ``timeout`` is over before.

        | ${message} =    `Receive Message`    timeout=2s
        | Should Be Equal    ${message.text}    Hello!
        """
        chosen = self._streams.get(stream)
        (answer,) = self._receive(chosen, 1, timeout)
        return answer

    @keyword(tags=["Stream"])
    def receive_messages(
        self,
        count: int | None = None,
        timeout: timedelta = TIMEOUT,
        *,
        stream: str | None = None,
    ) -> list[Answer]:
        """Returns the next ``count`` messages or, without it, all until the stream ends.

        Fails when the ``timeout`` is over before, when the stream ends before ``count`` messages
        have come, and, where all are wanted, when it ends with another status than OK.

        | ${next two} =    `Receive Messages`    2
        | ${the rest} =    `Receive Messages`    timeout=1 minute
        """
        if count is not None and count < 1:
            raise UsageError(f"'count' should be 1 or more, got '{count}'.")
        return self._receive(self._streams.get(stream), count, timeout)

    @keyword(tags=["Stream"])
    def wait_until_stream_ends(
        self, timeout: timedelta = TIMEOUT, *, stream: str | None = None
    ) -> Outcome:
        """Waits until the stream has ended, and returns its outcome, whatever its status.

        Messages that have not been received are dropped. `Status Should Be` judges the outcome.

        | `Wait Until Stream Ends`    timeout=10s
        | `Status Should Be`    UNAVAILABLE
        """
        chosen = self._streams.get(stream)
        try:
            outcome = chosen.stream.wait(timeout.total_seconds())
        except TimeoutError:
            raise CheckFailed(
                f"Stream '{chosen.alias}' goes on after {timeout.total_seconds():g} s, "
                f"expected its end."
            ) from None
        self._record.latest = outcome
        log_outcome(outcome)
        return outcome

    @keyword(tags=["Stream"])
    def cancel_stream(self, *, stream: str | None = None) -> None:
        """Cancels the stream, if it has not ended, and forgets it.

        | `Open Stream`    Chat/Talk    alias=Ada
        | `Cancel Stream`    stream=Ada
        """
        removed = self._streams.remove(stream)
        removed.opened.cancels.pop(removed.alias)
        removed.stream.close()

    def _forget_if_over(self, alias: str) -> None:
        for known in self._streams:
            if eq(known.alias, alias) and known.stream.is_over:
                self.cancel_stream(stream=alias)
                return

    def _receive(self, chosen: OpenStream, count: int | None, timeout: timedelta) -> list[Answer]:
        wanted = sys.maxsize if count is None else count
        deadline = time.monotonic() + timeout.total_seconds()
        answers: list[Answer] = []
        is_in_time = True
        while is_in_time and len(answers) < wanted:
            left = deadline - time.monotonic()
            is_in_time = left > 0
            messages = chosen.stream.receive(wanted - len(answers), max(0.0, left))
            if not messages:
                break
            self._record.messages_received(chosen.stream, len(messages))
            for message in messages:
                log_message("Received", message)
                answers.append(to_data(message))
        if len(answers) < wanted:
            self._check_end(chosen, len(answers), count, timeout)
        return answers

    def _check_end(
        self, chosen: OpenStream, received: int, count: int | None, timeout: timedelta
    ) -> None:
        """Fail unless the stream has ended with OK and there is no count to be reached."""
        wanted = "all messages" if count is None else _messages(count)
        if not chosen.stream.is_over:
            raise CheckFailed(
                f"Stream '{chosen.alias}': {_messages(received)} came within "
                f"{timeout.total_seconds():g} s, expected {wanted}."
            )
        outcome = self._record.latest = chosen.stream.outcome
        assert outcome is not None
        if count is not None or not outcome.status.is_ok:
            raise RpcFailed(
                f"Stream '{chosen.alias}' ended with {outcome.status} after "
                f"{_messages(received)}, expected {wanted}{'' if count else ' and OK'}.",
                outcome,
            )


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
