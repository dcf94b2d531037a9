"""One method of a system as its description tells of it: how to ask, and how to read answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from GrpcLibrary.errors import UsageError
from GrpcLibrary.outcome import Outcome
from GrpcLibrary.schema import Method, Schema

from .expectation import Difference, Expectation
from .path import COUNT, NAME, AnswerPath, End
from .problem import Place, quoted, shortened
from .request import RequestTemplate
from .template import Values


@dataclass(frozen=True)
class Rpc:
    """A method, its request, where its answers name their instance, and what they must say.

    `counter` is where a stream's messages count from 0; None where they do not.
    """

    method: Method
    request: RequestTemplate
    instance: AnswerPath | None
    expectation: Expectation
    counter: AnswerPath | None = None

    @property
    def name(self) -> str:
        """The method without its service."""
        return self.method.path.rpartition("/")[2]

    def build(self, values: Values) -> Message:
        return self.request.build(values)

    def instance_of(self, outcome: Outcome) -> str:
        """Return which instance gave the answer; empty where it does not say."""
        if self.instance is None or outcome.response is None:
            return ""
        return self.instance.read_text(outcome)

    def differences(self, outcome: Outcome, values: Values) -> list[Difference]:
        """Return what the answer says otherwise than it should."""
        return self.expectation.differences(outcome, values)


def find_method(schema: Schema, name: str, place: Place, *, streams: bool) -> Method:
    """Return a method that answers once or, with `streams`, with a stream."""
    try:
        method = schema.method(name)
    except UsageError as err:
        reason = str(err).rstrip(".").replace(name, shortened(name))
        raise place.problem(
            quoted(name), f"a method of the schema ({reason[0].lower()}{reason[1:]})"
        ) from None
    if method.sends_stream or method.receives_stream != streams:
        kind = _KINDS[method.sends_stream, method.receives_stream]
        raise place.problem(
            f"{quoted(name)}, a method that {kind}", f"one that {_KINDS[False, streams]}"
        )
    return method


_KINDS = {
    (False, False): "gives one answer to one request",
    (False, True): "answers one request with a stream",
    (True, False): "takes a stream of requests",
    (True, True): "takes a stream of requests and answers with one",
}


def read_rpc(
    given: Mapping[str, Any],
    schema: Schema,
    place: Place,
    allowed: Collection[str],
    *,
    streams: bool = False,
) -> Rpc:
    """Read a section such as `[call]`."""
    method = find_method(schema, given["method"], place / "method", streams=streams)
    answer: Any = method.response.DESCRIPTOR

    def path(name: str, end: End) -> AnswerPath | None:
        return AnswerPath(given[name], answer, place / name, end) if name in given else None

    return Rpc(
        method,
        RequestTemplate(method.request, given.get("request", {}), place / "request", allowed),
        path("instance", NAME),
        Expectation(given.get("expect", {}), answer, place / "expect"),
        path("counter", COUNT),
    )
