"""What clients are told when no instance is left for them."""

import re
from collections.abc import Sequence

import grpc

from GrpcLibrary.errors import UsageError

from .judgement import check_failure, failure
from .session import Call, Session

# What gateways and gRPC's own clients say when no instance is left. These words are theirs alone.
_GATEWAYS = (
    r"no healthy upstream",  # Envoy
    r"upstream connect error or disconnect/reset before headers",  # Envoy, no instance reached
    r"\bin fail-?fast\b",  # Linkerd
    r"received http2 header with status: 50[23]\b",  # gRPC's C core, told by HTTP
    r"\bhttp status code received from server: 50[23]\b",  # grpc-go, likewise
    r"\bhttp status code: 50[23]\b",  # grpc-java, likewise
    r"\b50[23]\b.*\b(bad gateway|unavailable)\b",
    r"\A\W*bad gateway\W*\Z",
    r"no children to pick from",  # gRPC's balancers
    r"empty address list",
    r"\bno ready priority\b",
)
# Other words must be about instances. A gateway that itself cannot be reached is UNAVAILABLE,
# too, and so are services that are none of the instances.
_SERVERS = r"(backend|upstream|service|server|instance|endpoint|replica|node|pod|host|worker)s"
_ARE = r"\s+((is|are|was|were|all|both|now|still|currently|temporarily)\s+)*"
_NONE = (
    r"(more|other|another|single|healthy|live|available|free|idle|ready|running|active"
    r"|reachable)"
)
_INSTANCES = (
    rf"\b{_SERVERS}?{_ARE}(unavailable|not\s+available|busy|overloaded|down)\b",
    rf"\b{_SERVERS}{_ARE}exhausted\b",
    rf"\bno\s+({_NONE}\s+)*{_SERVERS}?\b",
    rf"\bno\s+(\S+\s+){{1,2}}{_SERVERS}?\s+((is|are)\s+)?({_NONE}|left)\b",
    rf"\bnone\s+of\s+the\s+{_SERVERS}\s+(is|are)\s+{_NONE}\b",
)
# Who cannot be reached here is the gateway itself, or a server's part that is not an instance.
_UNREACHED = (
    r"failed to connect|\bdns\b|resol(ving|ution)|no route to|no response|no connection"
    r"|connection to|error while dialing|name service"
)
_OTHERS = (
    r"\b(auth\w*|oauth\w*|oidc|token|jwks?|identity|login|secret|vault|key|certificate|licen[cs]e"
    r"|(?<!-)rate|quota|throttl\w+|limiter|database|db|sql|\w*sql|postgres\w*|mongo\w*|redis"
    r"|memcached?|cache|storage|disk|s3|mail|smtp|e-?mail|sms|ldap|kafka|rabbitmq|broker|queue"
    r"|payment|search|metrics|leader|config\w*|registry|feature)\b"
)
NO_INSTANCE_MESSAGE = (
    rf"{'|'.join(_GATEWAYS)}"
    rf"|\A(?!.*({_UNREACHED}|{_OTHERS})).*({'|'.join(_INSTANCES)})"
)


def compile_pattern(message: str | None) -> re.Pattern[str]:
    """Return the pattern for the message; None stands for the default words."""
    try:
        text = NO_INSTANCE_MESSAGE if message is None else message
        return re.compile(text, re.IGNORECASE | re.DOTALL)
    except re.error as err:
        raise UsageError(f"'{message}' is not a regular expression: {err}.") from None


def words_of(message: str | None) -> str:
    """Say what a message must do to fit the pattern."""
    return "says that no instance is left" if message is None else f"matches '{message}'"


def can_be_tried_again(session: Session, call: Call) -> bool:
    """Tell whether a call failed as calls do that a client tries again elsewhere or later."""
    # gRPC itself says UNAVAILABLE of a gateway that is gone, whatever the system says.
    codes = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    return call.outcome.status.code in (*session.gateway.system.unavailable, *codes)


def names_of(codes: Sequence[grpc.StatusCode]) -> str:
    return " or ".join(code.name for code in codes)


def says_no_instance_is_left(message: str) -> bool:
    return compile_pattern(None).search(message) is not None


def judge_refused(session: Session, call: Call) -> None:
    """Check that a call was refused because no instance is left for its session."""
    system = session.gateway.system
    status = call.outcome.status
    if status.is_ok:
        raise failure(session, call, "a refusal, as before")
    if status.code not in system.unavailable:
        raise failure(session, call, f"an answer, {names_of(system.unavailable)}")
    if not compile_pattern(system.message).search(status.message):
        raise check_failure(session, call, f"a message that {words_of(system.message)}")
