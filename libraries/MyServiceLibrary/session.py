"""One client's session: its token, its calls, and the instances that served it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
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
    that it has shut down; `returned` are instances that had gone and were started again;
    `calls` is the number of its calls so far.
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
    returned: set[str] = field(default_factory=set)  # one for the session and its copies
    calls: int = 0

    def call_echo(self, value: str | None = None) -> Call:
        """Make one MyServiceEcho, whatever it comes to.

        Without a value, one is made that no other call of the session has.
        """
        return self.prepare_echo(value)()

    def prepare_echo(self, value: str | None = None) -> Callable[[], Call]:
        """Return a call of MyServiceEcho that is yet to be made, in any thread."""
        number, sent = self.next_call(value)
        return lambda: Call(number, sent, self.gateway.echo(self.id, self.token, sent))

    def next_call(self, value: str | None = None) -> tuple[int, str]:
        """Return the next call's number, and the value that it sends."""
        self.calls += 1
        return self.calls, f"value {self.calls}" if value is None else value

    def echo(self, value: str | None = None) -> Call:
        """Make one MyServiceEcho that an instance must answer well.

        Not well is also an answer by an instance that the session has shut down.
        """
        call = self.call_echo(value)
        self.judge_answer(call)
        return call

    def judge_answer(self, call: Call) -> None:
        """Check an Echo's answer, and that no instance gave it that should be gone."""
        self.judge_echo(call)
        if call.response.pod_name in self.shut_down:
            raise self.failure(call, "an instance that the session has not shut down")

    def judge_echo(self, call: Call) -> None:
        """Check each field of an Echo's answer, and note which instance gave it."""
        self.judge(
            call,
            client_value=call.value,
            server_value=SERVER_VALUE,
            server_method="MyServiceEcho",
        )
        self.note_instance(call)

    def shut_instance_down(self) -> Call:
        """Make one MyServiceShutdown that the session's own instance must answer."""
        number, _ = self.next_call()
        call = Call(number, "", self.gateway.shutdown(self.id, self.token))
        self.judge(call, server_method="MyServiceShutdown")
        if call.response.pod_name != self.instance:
            raise self.failure(
                call,
                f"'{self.instance}', the session's instance"
                if self.instance
                else "a refusal: no instance holds the session",
            )
        self.shut_down.append(call.response.pod_name)
        self.returned.discard(call.response.pod_name)
        self.instance = None
        return call

    def note_instance(self, call: Call) -> None:
        """Note which instance gave an answer."""
        name: str = call.response.pod_name
        self.instance = name
        if name not in self.instances:
            self.instances.append(name)

    def copy(self, alias: str, gateway: Gateway) -> "Session":
        """Return the session as it is known now, its calls going elsewhere."""
        return replace(
            self,
            alias=alias,
            gateway=gateway,
            instances=list(self.instances),
            shut_down=list(self.shut_down),
            calls=0,
        )

    def follow(self, path: Sequence[str]) -> None:
        """Take over where calls of a copy were served, the last of which is where it is now."""
        self.instance = path[-1]
        gone = self.returned - {self.instance}
        known = dict.fromkeys([*self.instances, *path])
        self.instances = [name for name in known if name not in gone]

    def forget_instance(self, name: str) -> None:
        """Judge the instance from now on as one that has never served the session."""
        self.returned.add(name)
        self.shut_down = [one for one in self.shut_down if one != name]
        if self.instance != name:
            self.instances = [one for one in self.instances if one != name]

    def judge(self, call: Call, index: int = 0, **expected: str) -> None:
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
            "index": index,
        }
        wrong = {name: right for name, right in fields.items() if getattr(answer, name) != right}
        if wrong:
            seen = " and ".join(f"'{name}' '{getattr(answer, name)}'" for name in wrong)
            expect = " and ".join(f"'{right}'" for right in wrong.values())
            raise self.failure(call, expect, f"was answered by '{answer.pod_name}' with {seen}")

    def failure(self, call: Call, expected: str, seen: str | None = None) -> AssertionError:
        """Return the failure of a call: what was seen and what was expected.

        Where the call has failed, it is its status that was not expected.
        """
        failure = self.misfit(call, expected, seen)
        if call.outcome.status.is_ok:
            return failure
        return RpcFailed(str(failure), call.outcome)

    def misfit(self, call: Call, expected: str, seen: str | None = None) -> ServiceFailure:
        """Return the failure of a call that is not one of its status."""
        status = call.outcome.status
        method = call.outcome.method.rpartition("/")[2]
        who = f"Session '{self.alias}': call {call.number}, {method} at '{self.gateway.address}',"
        if not status.is_ok:
            seen = f"failed with {status}"
        elif seen is None:
            by = f"was answered by '{call.response.pod_name}'" if call.response else None
            seen = by or "ended with OK"
        sentence = f"{who} {seen}, expected {expected}."
        self.gateway.record.add_failure(call.outcome, sentence)
        return ServiceFailure(sentence)
