"""One client's session: its token, its calls, and the instances that served it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from robot.api.types import Secret

from GrpcLibrary.outcome import Outcome, RpcFailed

from .errors import ServiceFailure
from .gateway import Gateway

SERVER_VALUE = "my_service"


class Call(NamedTuple):
    """One call of a session: its number, from 1, what was sent, and what it came to."""

    number: int
    value: str
    outcome: Outcome

    @property
    def response(self) -> Any:
        """The response, or None unless the status is OK."""
        return self.outcome.response


@dataclass(eq=False)
class Session:
    """A user's way to an instance, under one session id for as long as it lasts.

    `expires_at` is in UTC. `instance` serves the session now, as far as is known;
    `instances` are all that have served it, in order; `shut_down` are those among them
    that it has shut down; `calls` is the number of its calls so far.
    """

    alias: str
    id: str
    gateway: Gateway = field(repr=False)
    username: str
    role: str
    expires_at: datetime
    token: Secret
    instance: str | None = None
    instances: list[str] = field(default_factory=list)
    shut_down: list[str] = field(default_factory=list)
    calls: int = 0

    def call_echo(self, value: str | None = None) -> Call:
        """Make one MyServiceEcho, whatever it comes to.

        Without a value, one is made that no other call of the session has.
        """
        self.calls += 1
        sent = f"value {self.calls}" if value is None else value
        return Call(self.calls, sent, self.gateway.echo(self.id, self.token, sent))

    def echo(self, value: str | None = None) -> Call:
        """Make one MyServiceEcho that an instance must answer well.

        Not well is also an answer by an instance that the session has shut down.
        """
        call = self.call_echo(value)
        self.judge_echo(call)
        if call.response.pod_name in self.shut_down:
            raise self.failure(call, "an instance that the session has not shut down")
        return call

    def judge_echo(self, call: Call) -> None:
        """Check each field of an Echo's answer, and note which instance gave it."""
        self._judge(
            call,
            client_value=call.value,
            server_value=SERVER_VALUE,
            server_method="MyServiceEcho",
        )
        self.instance = call.response.pod_name
        if self.instance not in self.instances:
            self.instances.append(self.instance)

    def shut_instance_down(self) -> Call:
        """Make one MyServiceShutdown that the session's own instance must answer."""
        self.calls += 1
        call = Call(self.calls, "", self.gateway.shutdown(self.id, self.token))
        self._judge(call, server_method="MyServiceShutdown")
        if call.response.pod_name != self.instance:
            raise self.failure(
                call,
                f"'{self.instance}', the session's instance"
                if self.instance
                else "a refusal: no instance holds the session",
            )
        self.shut_down.append(call.response.pod_name)
        self.instance = None
        return call

    def _judge(self, call: Call, **expected: str) -> None:
        """Check the status, the fields that every answer has, and the fields given."""
        answer = call.response
        if answer is None:
            raise self.failure(call, "an answer")
        if not answer.pod_name:
            raise self.failure(
                call, "the name of an instance", "was answered with an empty 'pod_name'"
            )
        fields = {
            **expected,
            "server_session_id": self.id,
            "client_session_id": self.id,
            "index": 0,
        }
        wrong = {name: right for name, right in fields.items() if getattr(answer, name) != right}
        if wrong:
            seen = " and ".join(f"'{name}' '{getattr(answer, name)}'" for name in wrong)
            expect = " and ".join(f"'{right}'" for right in wrong.values())
            raise self.failure(call, expect, f"was answered by '{answer.pod_name}' with {seen}")

    def failure(self, call: Call, expected: str, seen: str | None = None) -> AssertionError:
        """Return the failure of a call: what was seen and what was expected."""
        status = call.outcome.status
        method = call.outcome.method.rpartition("/")[2]
        who = f"Session '{self.alias}': call {call.number}, {method} at '{self.gateway.address}',"
        if not status.is_ok:
            return RpcFailed(f"{who} failed with {status}, expected {expected}.", call.outcome)
        seen = seen or f"was answered by '{call.response.pod_name}'"
        return ServiceFailure(f"{who} {seen}, expected {expected}.")
