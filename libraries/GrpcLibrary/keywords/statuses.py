"""Keywords that judge the status of a call."""

import grpc
from robot.api import logger
from robot.api.deco import keyword
from robot.errors import ExecutionFailed
from robot.libraries.BuiltIn import BuiltIn, register_run_keyword

from ..errors import RpcFailed, UsageError
from ..outcome import Outcome
from .latest import Latest

_CODES = {code.name: code for code in grpc.StatusCode} | {
    str(code.value[0]): code for code in grpc.StatusCode
}


def parse_code(name: str) -> grpc.StatusCode:
    """Return the status code of that name or number."""
    try:
        return _CODES[name.upper()]
    except KeyError:
        known = ", ".join(code.name for code in grpc.StatusCode)
        raise UsageError(f"'{name}' is not a gRPC status code, expected one of: {known}.") from None


def register(library: str) -> None:
    """Let `Expect Status` of the library take another keyword's arguments as they stand.

    Without this, Robot Framework would resolve variables and named arguments before it is
    known which keyword they belong to.
    """
    register_run_keyword(library, "Expect Status", 0, deprecation_warning=False)


class StatusKeywords:
    def __init__(self, latest: Latest):
        self._latest = latest

    @keyword(tags=["Assertion"])
    def expect_status(self, *codes_and_keyword: str) -> str:
        """Runs a keyword that must fail with one of the given statuses.

        First come one or more codes, by name or number, then the keyword and its
        arguments. Returns the status message, to be judged further. Fails when the keyword
        passes, when its call ends with another status, and when it fails for another
        reason than its call's status.

        | `Expect Status`    PERMISSION_DENIED    Login    Ada    ${WRONG}
        | ${message} =    `Expect Status`    UNAVAILABLE    RESOURCE_EXHAUSTED    Echo With Session
        | Should Be Equal    ${message}    backend service unavailable
        """
        codes, call = _split(codes_and_keyword)
        name = _name(call[0])
        expected = " or ".join(code.name for code in codes)
        self._latest.forget()
        try:
            BuiltIn().run_keyword(*call)
        except ExecutionFailed as failure:
            if failure.dont_continue:
                raise
            outcome = _failed_call(failure)
            if outcome is None:
                raise UsageError(
                    f"'{name}' failed without a status, expected {expected}: {failure.message}"
                ) from None
        else:
            raise self._passed(name, expected)
        if outcome.status.code not in codes:
            raise RpcFailed(f"'{name}' failed with {outcome.status}, expected {expected}.", outcome)
        self._latest.set(outcome)
        logger.info(f"'{name}' failed with {outcome.status}, as expected.")
        return outcome.status.message

    def _passed(self, name: str, expected: str) -> Exception:
        outcome = self._latest.get()
        if outcome is None:
            return UsageError(f"'{name}' passed without a status, expected {expected}.")
        return RpcFailed(f"'{name}' passed with {outcome.status}, expected {expected}.", outcome)


def _split(
    arguments: tuple[str, ...],
) -> tuple[list[grpc.StatusCode], tuple[str, ...]]:
    """Split `code… keyword args…` where the keyword begins."""
    codes: list[grpc.StatusCode] = []
    for index, argument in enumerate(arguments):
        value = BuiltIn().replace_variables(argument)
        names = [str(one) for one in (value if isinstance(value, list) else [value])]
        if codes and not all(name.upper() in _CODES for name in names):
            return codes, arguments[index:]
        codes += [_failure_code(name) for name in names]
    raise UsageError("'Expect Status' needs a status code and a keyword, and got no keyword.")


def _failure_code(name: str) -> grpc.StatusCode:
    code = parse_code(name)
    if code is grpc.StatusCode.OK:
        raise UsageError("'Expect Status' expects a failure, and OK is none.")
    return code


def _name(keyword: str) -> str:
    """Return the name that the keyword has once variables in it are replaced."""
    replaced = BuiltIn().replace_variables(keyword)
    return str(replaced[0] if isinstance(replaced, list) else replaced)


def _failed_call(failure: ExecutionFailed) -> Outcome | None:
    """Return the outcome of the call whose status is what made a keyword fail.

    There is none where the keyword, or one that it runs, failed for another reason as well.
    """
    outcomes = [_reason(error.__context__) for error in failure.get_errors()]
    return outcomes[0] if all(outcomes) else None


def _reason(error: BaseException | None) -> Outcome | None:
    if isinstance(error, RpcFailed):
        return None if error.outcome.status.is_ok else error.outcome
    if isinstance(error, ExecutionFailed):
        return _failed_call(error)
    inner = error.__context__ if error else None
    if isinstance(inner, ExecutionFailed) and inner.message in str(error):
        return _failed_call(inner)  # retold, as `Wait Until Keyword Succeeds` does
    return None
