"""Keywords that open streams, and send and receive over them."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from robot.api import logger
from robot.api.deco import keyword

from ..outcome import GrpcError, LastOutcome, Outcome, RpcFailed, StreamFailed
from ..stream import Stream
from .aliases import Aliases
from .call_log import log_message, log_outcome
from .calls import Metadata
from .connections import Opened
from .messages import Answer, Request, to_data

WITHIN = timedelta(seconds=5)


@dataclass(frozen=True, eq=False)
class OpenStream:
    """A stream under its alias, with the type of what is sent on it."""

    alias: str
    stream: Stream
    opened: Opened
    request: Any


class StreamKeywords:
    def __init__(
        self, connections: Aliases[Opened], streams: Aliases[OpenStream], last: LastOutcome
    ):
        self._connections = connections
        self._streams = streams
        self._last = last

    @keyword(tags=["Stream"])
    def open_stream(
        self,
        method: str,
        message: dict[str, Any] | str | None = None,
        *,
        alias: str | None = None,
        metadata: Metadata | None = None,
        deadline: timedelta | None = None,
        connection: str | None = None,
        **fields: Any,
    ) -> None:
        """Opens a call of a streaming method and makes it the `active stream`.

        Where the server alone streams, the request is given here as with `Call Rpc`. Where the
        client streams, `Send Message` sends, and `Half Close` ends the sending.

        The ``deadline`` is that of the whole stream, by default the connection's. ``alias`` is
        the name that other keywords use for the stream, by default its method.

        | `Open Stream`    RouteGuide/ListFeatures    lo=${corner}    hi=${other corner}
        | ${features} =    `Receive Messages`
        """
        opened = self._connections.get(connection)
        rpc = opened.schema.method(method)
        name = method if alias is None else alias
        self._streams.check_is_free(name)
        request = Request(message, fields)
        if rpc.sends_stream and request:
            raise GrpcError(f"'{rpc.path}' takes a stream of messages; 'Send Message' sends them.")
        first = None if rpc.sends_stream else request.build(rpc.request)
        seconds = None if deadline is None else deadline.total_seconds()
        stream = opened.connection.open_stream(rpc, (metadata or {}).items(), seconds)
        opened.cancels[name] = lambda: self._streams.remove(name).stream.close()
        self._streams.add(OpenStream(name, stream, opened, rpc.request))
        if first is not None:
            log_message("Sent", first, request.secret_fields())
            stream.send(first)
            stream.half_close()
        logger.info(f"Opened stream '{name}' at '{stream.target}'.")

    @keyword(tags=["Stream"])
    def switch_stream(self, alias: str) -> None:
        """Makes the stream of that alias the `active stream`."""
        self._streams.switch(alias)

    @keyword(tags=["Stream"])
    def send_message(
        self,
        message: dict[str, Any] | str | None = None,
        *,
        stream: str | None = None,
        **fields: Any,
    ) -> None:
        """Sends one message on the stream; its fields are given as with `Call Rpc`."""
        chosen = self._streams.get(stream)
        request = Request(message, fields)
        built = request.build(chosen.request)
        log_message("Sent", built, request.secret_fields())
        chosen.stream.send(built)

    @keyword(tags=["Stream"])
    def half_close(self, *, stream: str | None = None) -> None:
        """Says that nothing more will be sent on the stream; receiving goes on."""
        self._streams.get(stream).stream.half_close()

    @keyword(tags=["Stream"])
    def receive_message(self, within: timedelta = WITHIN, *, stream: str | None = None) -> Answer:
        """Returns the next message; fails when the stream ends or ``within`` is over before."""
        chosen = self._streams.get(stream)
        (answer,) = self._receive(chosen, 1, within)
        return answer

    @keyword(tags=["Stream"])
    def receive_messages(
        self,
        count: int | None = None,
        within: timedelta = WITHIN,
        *,
        stream: str | None = None,
    ) -> list[Answer]:
        """Returns the next ``count`` messages or, without it, all until the stream ends.

        Fails when ``within`` is over before, when the stream ends before ``count`` messages
        have come, and, where all are wanted, when it ends with another status than OK.
        """
        return self._receive(self._streams.get(stream), count, within)

    @keyword(tags=["Stream"])
    def wait_until_stream_ends(
        self, within: timedelta = WITHIN, *, stream: str | None = None
    ) -> Outcome:
        """Waits until the stream has ended, and returns its outcome, whatever its status.

        Messages that have not been received are dropped. `Status Should Be` judges the outcome.
        """
        chosen = self._streams.get(stream)
        try:
            outcome = chosen.stream.wait(within.total_seconds())
        except TimeoutError:
            raise StreamFailed(
                f"Stream '{chosen.alias}' goes on after {within.total_seconds():g} s, "
                f"expected its end."
            ) from None
        self._last.value = outcome
        log_outcome(outcome)
        return outcome

    @keyword(tags=["Stream"])
    def cancel_stream(self, *, stream: str | None = None) -> None:
        """Cancels the stream and forgets it; one that has ended is only forgotten."""
        removed = self._streams.remove(stream)
        removed.opened.cancels.pop(removed.alias)
        removed.stream.close()

    def _receive(self, chosen: OpenStream, count: int | None, within: timedelta) -> list[Answer]:
        deadline = time.monotonic() + within.total_seconds()
        answers: list[Answer] = []
        wanted = "all messages" if count is None else _messages(count)
        while count is None or len(answers) < count:
            try:
                message = chosen.stream.receive(max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                raise StreamFailed(
                    f"Stream '{chosen.alias}': {_messages(len(answers))} came within "
                    f"{within.total_seconds():g} s, expected {wanted}."
                ) from None
            if message is None:
                outcome = self._last.value = chosen.stream.outcome
                assert outcome is not None
                if count is None and outcome.status.is_ok:
                    break
                raise RpcFailed(
                    f"Stream '{chosen.alias}' ended with {outcome.status} after "
                    f"{_messages(len(answers))}, expected {wanted}{'' if count else ' and OK'}.",
                    outcome,
                )
            log_message("Received", message)
            answers.append(to_data(message))
        return answers


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
