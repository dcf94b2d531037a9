"""Keywords that judge what the latest call came to, beyond its having failed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from google.protobuf.message import Message
from robot.api.deco import keyword

from ..details import error_details
from ..outcome import GrpcError, LastOutcome, Outcome, RpcFailed
from ..pattern import Matching, matches
from .messages import Answer, to_data
from .statuses import parse_code


class JudgementKeywords:
    def __init__(self, last: LastOutcome):
        self._last = last

    @keyword(tags=["Outcome", "Getter"])
    def get_outcome(self) -> Outcome:
        """Returns the outcome of the latest call, whatever its status, see `Outcome`.

        | `Expect Status`    NOT_FOUND    `Call Rpc`    Library/GetBook    id=7
        | ${outcome} =    `Get Outcome`
        | Should Be Equal    ${outcome.trailing_metadata}[x-trace]    7
        """
        if self._last.value is None:
            raise GrpcError("There is no outcome yet: no call has been made.")
        return self._last.value

    @keyword(tags=["Outcome", "Assertion"])
    def status_should_be(
        self, code: str, message: str | None = None, *, matching: Matching = "text"
    ) -> None:
        """Verifies the status of the latest call: its code, by name or number, and its message.

        The ``message`` is compared as text, as a glob pattern, or as a regular expression that
        is searched for in it.
        """
        outcome = self.get_outcome()
        expected = parse_code(code)
        if outcome.status.code is not expected:
            raise self._failure(f"ended with {outcome.status}", expected.name)
        if message is not None and not matches(outcome.status.message, message, matching):
            how = {
                "text": "the message",
                "glob": "a message that matches",
                "regexp": "a message with",
            }
            raise self._failure(f"ended with {outcome.status}", f"{how[matching]} '{message}'")

    @keyword(tags=["Outcome", "Assertion"])
    def metadata_should_contain(
        self,
        key: str,
        value: str | bytes | None = None,
        *,
        where: Literal["initial", "trailing"] = "trailing",
        matching: Matching = "text",
    ) -> None:
        """Verifies that the latest call was answered with this metadata."""
        outcome = self.get_outcome()
        metadata = outcome.initial_metadata if where == "initial" else outcome.trailing_metadata
        if key not in metadata:
            names = ", ".join(f"'{name}'" for name in metadata) or "none"
            raise self._failure(f"had the {where} metadata {names}", f"'{key}'")
        actual = metadata[key]
        if value is not None and not _equal(actual, value, matching):
            raise self._failure(f"had the {where} metadata '{key}' '{actual!s}'", f"'{value!s}'")

    @keyword(tags=["Outcome", "Getter"])
    def get_error_details(self) -> list[Answer]:
        """Returns the rich error details (``google.rpc.*``) of the latest call, in order."""
        return [_detail_data(detail) for detail in error_details(self.get_outcome())]

    @keyword(tags=["Outcome", "Assertion"])
    def error_should_have_detail(self, type: str, **fields: Any) -> Answer:  # noqa: A002
        """Verifies that the latest call failed with a detail of the type, and returns it.

        ``type`` is the name with or without ``google.rpc.``. The given fields must be equal, as
        text.

        | `Error Should Have Detail`    ErrorInfo    reason=STOCKOUT    domain=example.com
        """
        details = error_details(self.get_outcome())
        for detail in details:
            data = _detail_data(detail)
            named = type in (detail.DESCRIPTOR.full_name, detail.DESCRIPTOR.name)
            if named and all(str(data.get(name)) == str(value) for name, value in fields.items()):
                return data
        seen = "; ".join(f"{one.DESCRIPTOR.name} {_detail_data(one)}" for one in details) or "none"
        wanted = "".join(f" {name}={value}" for name, value in fields.items())
        raise self._failure(f"had the details {seen}", f"{type}{wanted}")

    @keyword(tags=["Outcome", "Assertion"])
    def duration_should_be_below(self, limit: timedelta) -> None:
        """Verifies that the latest call took less than the limit."""
        seconds = self.get_outcome().duration
        if seconds >= limit.total_seconds():
            raise self._failure(f"took {seconds:.3f} s", f"less than {limit.total_seconds():g} s")

    def _failure(self, seen: str, expected: str) -> RpcFailed:
        outcome = self.get_outcome()
        return RpcFailed(
            f"Call of '{outcome.method}' at '{outcome.target}' {seen}, expected {expected}.",
            outcome,
        )


def _detail_data(detail: Message) -> Answer:
    """Return a detail as fields, also where it is one value only, as a Duration is."""
    data = to_data(detail)
    return Answer(data if isinstance(data, Mapping) else {"value": data})


def _equal(actual: str | bytes, expected: str | bytes, how: Matching) -> bool:
    if isinstance(actual, bytes) or isinstance(expected, bytes):
        return actual == expected
    return matches(actual, expected, how)
