"""Keywords that judge the status of a call."""

import grpc
from robot.api import logger
from robot.api.deco import keyword
from robot.libraries.BuiltIn import BuiltIn, register_run_keyword

from ..outcome import GrpcError, LastOutcome, Outcome, RpcFailed

_CODES = {code.name: code for code in grpc.StatusCode} | {
    str(code.value[0]): code for code in grpc.StatusCode
}


def parse_code(name: str) -> grpc.StatusCode:
    """Return the status code of that name or number."""
    try:
        return _CODES[name.upper()]
    except KeyError:
        known = ", ".join(code.name for code in grpc.StatusCode)
        raise GrpcError(f"'{name}' is not a gRPC status code, expected one of: {known}.") from None


def register(library: str) -> None:
    """Let `Expect Status` of the library take another keyword's arguments as they stand.

    Without this, Robot Framework would resolve variables and named arguments before it is
    known which keyword they belong to.
    """
    register_run_keyword(library, "Expect Status", 0, deprecation_warning=False)


class StatusKeywords:
    def __init__(self, last: LastOutcome):
        self._last = last

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
        expected = " or ".join(code.name for code in codes)
        self._last.value = None
        result, error = BuiltIn().run_keyword_and_ignore_error(*call)
        outcome = self._last.value
        if outcome is None or (result == "FAIL" and outcome.status.is_ok):
            raise GrpcError(
                f"'{call[0]}' {'failed' if result == 'FAIL' else 'passed'} without a "
                f"status, expected {expected}{f': {error}' if result == 'FAIL' else '.'}"
            )
        if result == "PASS" or outcome.status.code not in codes:
            raise RpcFailed(_sentence(call[0], result, outcome, expected), outcome)
        logger.info(f"'{call[0]}' failed with {outcome.status}, as expected.")
        return outcome.status.message


def _split(
    arguments: tuple[str, ...],
) -> tuple[list[grpc.StatusCode], tuple[str, ...]]:
    """Split `code… keyword args…` where the keyword begins."""
    codes: list[grpc.StatusCode] = []
    for index, argument in enumerate(arguments):
        name = str(BuiltIn().replace_variables(argument))
        if codes and name.upper() not in _CODES:
            return codes, arguments[index:]
        code = parse_code(name)
        if code is grpc.StatusCode.OK:
            raise GrpcError("'Expect Status' expects a failure, and OK is none.")
        codes.append(code)
    raise GrpcError("'Expect Status' needs a status code and a keyword, and got no keyword.")


def _sentence(name: str, result: str, outcome: Outcome, expected: str) -> str:
    did = "passed with" if result == "PASS" else "failed with"
    return f"'{name}' {did} {outcome.status}, expected {expected}."
