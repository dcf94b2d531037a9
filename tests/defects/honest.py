"""A small system that keeps the contract, made of methods that a fault can take the place of.

Gateway, auth and instances are in one process. What goes over the wire is in `wire.py`.
"""

import itertools
import secrets
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any, NamedTuple

import jwt
from fleet import Fleet, Instance, Refused

Fields = dict[str, Any]

UNAVAILABLE = ("UNAVAILABLE", "backend service unavailable")
BUSY = ("RESOURCE_EXHAUSTED", "all instances are busy")
NO_SESSION_ID = ("UNAUTHENTICATED", "missing session-id")
NOT_AUTHENTICATED = ("UNAUTHENTICATED", "missing or invalid token")
NOT_SET = ("PERMISSION_DENIED", "Server session is not set")
NO_AUTH = ("UNAVAILABLE", "auth service unavailable")
DENIED = ("PERMISSION_DENIED", "invalid username or password")


class Call(NamedTuple):
    """What a client sends, and what the wire can do for the one who answers.

    `at` is the instance that is called directly, None at a gateway, and `gateway` which of
    these that is. `hang` never returns
    before the call has ended; `wait` waits so many seconds, and returns whether the instance
    has gone or the call has ended meanwhile.
    """

    session_id: str
    token: str
    value: str
    at: "Instance | None"
    hang: Callable[[], None]
    wait: Callable[["Instance", float], bool]
    gateway: int = 0


class System(Fleet):
    """The honest one. Each method is a promise, and each fault breaks one."""

    users: dict[str, tuple[str, str]] = {"TestUser": ("TestPassword", "admin")}

    def __init__(self, names: list[str], capacity: int, lifetime: float, interval: float):
        super().__init__(names, capacity, lifetime, interval)
        self.secret = secrets.token_hex(32)
        self.homes: dict[str, Instance] = {}  # as the first gateway knows them
        self.other_homes: dict[str, Instance] = {}  # as the second one does

    # Login

    def login(self, username: str, password: str, session_id: str) -> Fields:
        if self.auth_is_away:
            raise self.no_auth()
        self.check_login(username, password, session_id)
        role = self.users[username][1]
        now = datetime.now(timezone.utc).replace(microsecond=0)
        expires_at = (now + self.lifetime).replace(microsecond=0)
        claims = self.claims(username, role, session_id, now, expires_at)
        return self.login_answer(self.sign(claims), role, expires_at)

    def no_auth(self) -> Refused:
        """The answer to a login while the auth service is down."""
        return Refused(*NO_AUTH)

    def check_login(self, username: str, password: str, session_id: str) -> None:
        if not username:
            raise Refused("INVALID_ARGUMENT", "username is required")
        if not session_id:
            raise Refused("INVALID_ARGUMENT", "session_id is required")
        if self.users.get(username, ("", ""))[0] != password or username not in self.users:
            raise Refused(*DENIED)

    def claims(
        self, username: str, role: str, session_id: str, now: datetime, expires_at: datetime
    ) -> Fields:
        return {
            "sub": username,
            "role": role,
            "session_id": session_id,
            "iat": now,
            "exp": expires_at,
        }

    def sign(self, claims: Fields) -> str:
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def login_answer(self, token: str, role: str, expires_at: datetime) -> Fields:
        return {"token": token, "role": role, "expires_at": expires_at}

    # Tokens

    def authenticate(self, call: Call) -> None:
        """Let in who may call, at the gateway as well as at an instance."""
        if not call.session_id:
            raise Refused(*NO_SESSION_ID)
        try:
            claims = self.read_token(call.token)
        except jwt.InvalidTokenError:
            raise Refused(*NOT_AUTHENTICATED) from None
        self.check_session(claims, call)

    def read_token(self, token: str) -> Fields:
        return jwt.decode(
            token, self.secret, algorithms=["HS256"], options={"require": ["exp", "session_id"]}
        )

    def check_session(self, claims: Fields, call: Call) -> None:
        if claims["session_id"] != call.session_id:
            raise Refused(*NOT_AUTHENTICATED)

    # Which instance

    def candidates(self, call: Call) -> list[Instance]:
        """The instances to ask, in order: the session's own, as long as it lives."""
        alive = self.alive()
        if call.at is not None:
            return [call.at] if call.at in alive else []
        home = self.table(call).get(call.session_id)
        if home in alive:
            return [home]
        return self.order(call)

    def order(self, call: Call) -> list[Instance]:
        """The order in which instances are asked to take a new session; equal at all gateways."""
        first = zlib.crc32(call.session_id.encode()) % len(self.instances)
        names = list(self.instances)
        order = names[first:] + names[:first]
        return [one for one in map(self.instances.__getitem__, order) if one in self.alive()]

    def table(self, call: Call) -> dict[str, Instance]:
        """The session table of the gateway that was called."""
        return self.other_homes if call.gateway else self.homes

    def forget(self, instance: Instance, session: str) -> None:
        for table in (self.homes, self.other_homes):
            if table.get(session) is instance:
                del table[session]

    def admitted(self, call: Call) -> Instance:
        """Return the instance that holds the session from now on."""
        self.authenticate(call)
        with self.lock:
            refusal = Refused(*UNAVAILABLE)
            for instance in self.candidates(call):
                try:
                    self.admit(instance, call.session_id)
                except Refused as err:
                    refusal = err
                    continue
                self.table(call)[call.session_id] = instance
                return instance
            raise self.no_instance(refusal, call)

    def no_instance(self, refusal: Refused, call: Call) -> Refused:
        """What a client is told whom no instance serves."""
        return refusal

    def admit(self, instance: Instance, session_id: str) -> None:
        if not self.takes(instance, session_id):
            raise Refused(*BUSY)

    # The calls of a session

    def echo(self, call: Call) -> Fields:
        instance = self.admitted(call)
        self.delay_answer(instance, call.wait)
        return self.echo_answer(instance, call)

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        return {
            "client_value": call.value,
            "server_value": "my_service",
            "pod_name": instance.name,
            "server_session_id": call.session_id,
            "client_session_id": call.session_id,
            "index": 0,
            "server_method": "MyServiceEcho",
        }

    def subscribe(self, call: Call) -> Iterator[Fields]:
        instance = self.admitted(call)
        try:
            with self.open_stream(instance, call.session_id):
                self.delay_answer(instance, call.wait)
                for index in itertools.count():
                    yield self.message(instance, call, index)
                    if call.wait(instance, self.interval):
                        self.end_stream(call)
                        return
        finally:
            self.after_stream(instance)

    def message(self, instance: Instance, call: Call, index: int) -> Fields:
        answer = self.echo_answer(instance, call)
        return {**answer, "index": index, "server_method": "MyServiceSubscribe"}

    def end_stream(self, call: Call) -> None:
        """End a stream whose instance has gone."""
        raise Refused(*UNAVAILABLE)

    def after_stream(self, instance: Instance) -> None:
        """A stream has ended, be it cancelled, or because its instance has gone."""

    def shutdown(self, call: Call) -> Fields:
        self.authenticate(call)
        with self.lock:
            refusal = Refused(*UNAVAILABLE)
            for instance in self.candidates(call):
                try:
                    self.check_shutdown(instance, call.session_id)
                except Refused as err:
                    refusal = err
                    continue
                self.leave(instance, 0)
                return self.shutdown_answer(instance, call)
            raise self.no_shutdown(refusal, call)

    def no_shutdown(self, refusal: Refused, call: Call) -> Refused:
        return refusal

    def check_shutdown(self, instance: Instance, session_id: str) -> None:
        if not instance.sessions:
            raise Refused(*NOT_SET)
        if session_id not in instance.sessions:
            raise self.mismatch(session_id, instance.sessions[0])

    def mismatch(self, client: str, server: str) -> Refused:
        words = f"Client session mismatch: client={client}, server={server}"
        return Refused("PERMISSION_DENIED", words)

    def shutdown_answer(self, instance: Instance, call: Call) -> Fields:
        return {
            "pod_name": instance.name,
            "server_session_id": call.session_id,
            "client_session_id": call.session_id,
            "index": 0,
            "server_method": "MyServiceShutdown",
        }
