"""The gateway as its clients see it: the RPCs of my_service.MyServiceAPI."""

from pathlib import Path

from robot.api.types import Secret

from GrpcLibrary.connection import Connection
from GrpcLibrary.outcome import LastOutcome, Outcome
from GrpcLibrary.schema import Schema

SERVICE = "my_service.MyServiceAPI"


class Gateway:
    def __init__(self, address: str, timeout: float, proto: Path, last: LastOutcome):
        """Connect to the address (`host:port`); each call may take `timeout` seconds."""
        schema = Schema.from_path(proto)
        self._login = schema.method(f"{SERVICE}/Login")
        self._echo = schema.method(f"{SERVICE}/MyServiceEcho")
        self._shutdown = schema.method(f"{SERVICE}/MyServiceShutdown")
        self._connection = Connection(address, timeout, last)
        try:
            self._connection.wait_until_ready()
        except BaseException:
            self._connection.close()
            raise

    @property
    def address(self) -> str:
        return self._connection.target

    @property
    def timeout(self) -> float:
        """Seconds that a call may take."""
        return self._connection.deadline

    def login(self, username: str, password: Secret, session_id: str) -> Outcome:
        request = self._login.request(
            username=username, password=password.value, session_id=session_id
        )
        return self._connection.call(self._login, request)

    def echo(self, session_id: str, token: Secret, value: str) -> Outcome:
        request = self._echo.request(value=value)
        return self._connection.call(self._echo, request, _metadata(session_id, token))

    def shutdown(self, session_id: str, token: Secret) -> Outcome:
        request = self._shutdown.request()
        return self._connection.call(self._shutdown, request, _metadata(session_id, token))

    def close(self) -> None:
        self._connection.close()


def _metadata(session_id: str, token: Secret) -> tuple[tuple[str, str | Secret], ...]:
    return (("authorization", token), ("session-id", session_id))
