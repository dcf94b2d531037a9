"""Keywords that judge what the latest call came to, beyond its having failed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from robot.api.deco import keyword
from robot.api.types import Secret

from ..details import error_details, has_fields, is_of_type
from ..errors import CheckFailed, UsageError
from ..messages import Answer, to_data
from ..messages.redacting import REDACTED
from ..outcome import Outcome
from ..pattern import Matching, matches
from .call_log import shown
from .statuses import parse_code


class JudgementKeywords:
    def __init__(self, latest: Callable[[], Outcome | None], expect: Callable[[Outcome], None]):
        """`latest` returns the test's latest outcome; `expect` notes one as expected."""
        self._latest = latest
        self._expect = expect

    @keyword(tags=["Outcome", "Getter"])
    def get_outcome(self) -> Outcome:
        """Returns the outcome of the latest call, whatever its status, see `Outcome`.

        | `Expect Status`    NOT_FOUND    `Call Rpc`    Library/GetBook    id=7
        | ${outcome} =    `Get Outcome`
        | Should Be Equal    ${outcome.trailing_metadata}[x-trace]    7
        """
        outcome = self._latest()
        if outcome is None:
            raise UsageError("There is no outcome yet: no call has been made.")
        return outcome

    @keyword(tags=["Outcome", "Assertion"])
    def status_should_be(
        self, code: str, message: str | None = None, *, matching: Matching = "text"
    ) -> None:
        """Verifies the status of the latest call: its code, by name or number, and its message.

        The ``message`` is compared as text, as a glob pattern, or as a regular expression that
        is searched for in it.

        | `Status Should Be`    OK
        | `Status Should Be`    NOT_FOUND    no book *    matching=glob
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
        self._expect(outcome)

    @keyword(tags=["Outcome", "Assertion"])
    def metadata_should_contain(
        self,
        key: str,
        value: Secret | str | bytes | None = None,
        *,
        where: Literal["initial", "trailing"] = "trailing",
        matching: Matching = "text",
    ) -> None:
        """Verifies that the latest call was answered with this metadata.

        Without a ``value``, it is enough that the ``key`` is there. Values of a key that came
        more than once are joined with ``, ``.

        | `Metadata Should Contain`    x-trace    abc-*    matching=glob
        | `Metadata Should Contain`    x-server    where=initial
        """
        outcome = self.get_outcome()
        metadata = outcome.initial_metadata if where == "initial" else outcome.trailing_metadata
        key = key.lower()
        if key not in metadata:
            names = ", ".join(f"'{name}'" for name in metadata) or "none"
            raise self._failure(f"had the {where} metadata {names}", f"'{key}'")
        actual = metadata[key]
        expected = value.value if isinstance(value, Secret) else value
        if expected is not None and not _equal(actual, expected, matching):
            seen = shown(key, actual)
            wanted = REDACTED if isinstance(value, Secret) else shown(key, expected)
            raise self._failure(f"had the {where} metadata '{key}' '{seen}'", f"'{wanted}'")

    @keyword(tags=["Outcome", "Getter"])
    def get_error_details(self) -> list[Answer]:
        """Returns the rich error details of the latest call, in order.

        Each has its type under ``@type``, as in ``type.googleapis.com/google.rpc.ErrorInfo``.
        Those of a type that is neither one of ``google.rpc`` nor in the schema of the called
        method have their bytes as ``value``.
        """
        outcome = self.get_outcome()
        return [to_data(detail, *outcome.types) for detail in error_details(outcome)]

    @keyword(tags=["Outcome", "Assertion"])
    def error_should_have_detail(self, type: str, **fields: Any) -> Answer:  # noqa: A002
        """Verifies that the latest call failed with a detail of the type, and returns it.

        ``type`` is the name with or without its package. The fields are given as those of a
        request are, see `Messages`, and must be equal.

        | `Error Should Have Detail`    ErrorInfo    reason=STOCKOUT    domain=example.com
        """
        outcome = self.get_outcome()
        details = error_details(outcome)
        for detail in details:
            if is_of_type(detail, type) and has_fields(detail, fields, *outcome.types):
                return to_data(detail, *outcome.types)  # type: ignore[no-any-return]
        shown_details = [_describe(to_data(detail, *outcome.types)) for detail in details]
        seen = "; ".join(shown_details) or "none"
        wanted = "".join(f" {name}={value}" for name, value in fields.items())
        raise self._failure(f"had the details {seen}", f"{type}{wanted}")

    @keyword(tags=["Outcome", "Assertion"])
    def duration_should_be_below(self, limit: timedelta) -> None:
        """Verifies that the latest call took less than the limit.

        | `Call Rpc`    Greeter/SayHello    name=Ada
        | `Duration Should Be Below`    200ms
        """
        seconds = self.get_outcome().duration
        if seconds >= limit.total_seconds():
            raise self._failure(f"took {seconds:.3f} s", f"less than {limit.total_seconds():g} s")

    def _failure(self, seen: str, expected: str) -> CheckFailed:
        outcome = self.get_outcome()
        return CheckFailed(
            f"Call of '{outcome.method}' at '{outcome.target}' {seen}, expected {expected}.",
            outcome,
        )


def _describe(detail: Answer) -> str:
    fields = {name: value for name, value in detail.items() if name != "@type"}
    return f"{_short_name(detail)} {fields}"


def _short_name(detail: Answer) -> str:
    return str(detail["@type"]).rpartition("/")[2].rpartition(".")[2]


def _equal(actual: str | bytes, expected: str | bytes, how: Matching) -> bool:
    if isinstance(actual, bytes) or isinstance(expected, bytes):
        return actual == expected
    return matches(actual, expected, how)
