"""Who answers what: the contract's table, through a gateway in front of real services."""

import signal
from collections.abc import Callable

import pytest
from service_runs import LIMIT_SECONDS, SESSION, Client, Connect, Service, Services, sign, status_of

NAMES = ("myservice-1", "myservice-2", "myservice-3")
BUSY = ("RESOURCE_EXHAUSTED", "all instances are busy")
UNAVAILABLE = ("UNAVAILABLE", "backend service unavailable")
NO_AUTH = ("UNAVAILABLE", "auth service unavailable")
NOT_AUTHENTICATED = ("UNAUTHENTICATED", "missing or invalid token")
NO_SESSION_ID = ("UNAUTHENTICATED", "missing session-id")

Call = Callable[[Client], object]
each_call = pytest.mark.parametrize("call", [Client.echo, Client.first_message, Client.shutdown])


class System:
    """A gateway, MyAuth and three instances."""

    def __init__(self, services: Services, capacity: int):
        self.auth = services.start("myauth")
        self.instances = {
            name: services.start("myservice", "--pod-name", name, "--capacity", str(capacity))
            for name in NAMES
        }
        addresses = [instance.address for instance in self.instances.values()]
        gateway = services.start_gateway("--auth", self.auth.address, instances=addresses)
        self.address = gateway.address

    def running(self) -> list[Service]:
        return [one for one in self.instances.values() if one.process.poll() is None]


@pytest.fixture(scope="module")
def lasting(module_services: Services) -> System:
    """A system that has room for any number of sessions and outlives a test."""
    return System(module_services, capacity=0)


@pytest.fixture
def system(services: Services) -> System:
    return System(services, capacity=1)


def logged_in(connect: Connect, system: System, session_id: str = SESSION) -> Client:
    token = connect(system.address, session_id).login().token
    return connect(system.address, session_id, token)


def test_login_opens_the_way_to_an_instance(lasting: System, connect: Connect) -> None:
    client = logged_in(connect, lasting)
    names = {client.echo().pod_name for _ in range(10)}
    assert len(names) == 1
    assert names <= set(NAMES)
    assert client.first_message().pod_name in names


@pytest.mark.parametrize(
    ("username", "password", "status"),
    [
        ("", "TestPassword", ("INVALID_ARGUMENT", "username is required")),
        ("TestUser", "wrong", ("PERMISSION_DENIED", "invalid username or password")),
        ("nobody", "TestPassword", ("PERMISSION_DENIED", "invalid username or password")),
    ],
)
def test_login_is_refused(
    lasting: System, connect: Connect, username: str, password: str, status: tuple[str, str]
) -> None:
    assert status_of(connect(lasting.address).login, username, password) == status


def test_login_needs_a_session_id(lasting: System, connect: Connect) -> None:
    client = connect(lasting.address, session_id="")
    assert status_of(client.login) == ("INVALID_ARGUMENT", "session_id is required")


@each_call
@pytest.mark.parametrize("kept", [[], ["authorization"]], ids=["no metadata", "token alone"])
def test_session_id_is_needed(
    lasting: System, connect: Connect, call: Call, kept: list[str]
) -> None:
    client = connect(lasting.address)
    client.metadata = tuple(entry for entry in client.metadata if entry[0] in kept)
    assert status_of(call, client) == NO_SESSION_ID


@each_call
def test_empty_session_id_is_none(lasting: System, connect: Connect, call: Call) -> None:
    assert status_of(call, connect(lasting.address, session_id="")) == NO_SESSION_ID


@each_call
def test_token_is_needed(lasting: System, connect: Connect, call: Call) -> None:
    client = connect(lasting.address)
    client.metadata = (("session-id", SESSION),)
    assert status_of(call, client) == NOT_AUTHENTICATED


@each_call
def test_bad_token_is_refused(
    lasting: System, connect: Connect, bad_token: str, call: Call
) -> None:
    assert status_of(call, connect(lasting.address, token=bad_token)) == NOT_AUTHENTICATED


@pytest.mark.parametrize(
    "method",
    [
        "/my_service.MyServiceAPI/MyServiceOther",
        "/my_service.MyServiceAPI/MyServiceEchoes",
        "/my_service.MyServiceAPI/Logout",
        "/other.Service/Login",
        "/grpc.health.v1.Health/Check",
    ],
)
def test_method_that_is_not_routed_is_named(lasting: System, connect: Connect, method: str) -> None:
    client = connect(lasting.address)
    call = client.channel.unary_unary(method)
    code, words = status_of(lambda: call(b"", timeout=LIMIT_SECONDS, metadata=client.metadata))
    assert (code, words) == ("UNIMPLEMENTED", f"method {method} is not routed")


def test_shutdown_needs_a_session(system: System, connect: Connect) -> None:
    client = logged_in(connect, system)
    assert status_of(client.shutdown) == ("PERMISSION_DENIED", "Server session is not set")
    assert len(system.running()) == len(NAMES)


def test_full_system_refuses_and_keeps_its_sessions(system: System, connect: Connect) -> None:
    held = {name: logged_in(connect, system, name) for name in ("one", "two", "three")}
    homes = {name: client.echo().pod_name for name, client in held.items()}
    assert sorted(homes.values()) == sorted(NAMES)
    late = logged_in(connect, system, "late")
    assert status_of(late.echo) == BUSY
    assert status_of(late.first_message) == BUSY
    code, words = status_of(late.shutdown)
    assert code == "PERMISSION_DENIED"
    assert words in [f"Client session mismatch: client=late, server={name}" for name in held]
    assert homes == {name: client.echo().pod_name for name, client in held.items()}


def test_shutdown_stops_one_instance_and_moves_one_session(
    system: System, connect: Connect
) -> None:
    mover, stayer = logged_in(connect, system, "mover"), logged_in(connect, system, "stayer")
    home, other = mover.echo().pod_name, stayer.echo().pod_name
    assert mover.shutdown().pod_name == home
    (third,) = set(NAMES) - {home, other}
    assert [mover.echo().pod_name for _ in range(10)] == [third] * 10
    assert system.instances[home].exit_code_within_a_second() == 0
    assert stayer.echo().pod_name == other
    assert len(system.running()) == 2


def test_shutdown_right_after_shutdown_stops_no_other_instance(
    system: System, connect: Connect
) -> None:
    client = logged_in(connect, system)
    home = client.echo().pod_name
    client.shutdown()
    assert status_of(client.shutdown) == ("PERMISSION_DENIED", "Server session is not set")
    assert client.echo().pod_name != home
    assert system.instances[home].exit_code_within_a_second() == 0
    assert len(system.running()) == 2


def test_without_an_instance_login_still_works(system: System, connect: Connect) -> None:
    client = logged_in(connect, system)
    stopped = []
    for _ in NAMES:
        stopped.append(client.echo().pod_name)
        assert client.shutdown().pod_name == stopped[-1]
    for call in (client.echo, client.first_message, client.shutdown):
        assert status_of(call) == UNAVAILABLE
    assert sorted(stopped) == sorted(NAMES)
    assert [system.instances[name].exit_code_within_a_second() for name in stopped] == [0, 0, 0]
    assert connect(system.address).login().role == "admin"
    assert status_of(logged_in(connect, system, "another").echo) == UNAVAILABLE


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
def test_without_the_auth_service_sessions_that_have_a_token_go_on(
    system: System, connect: Connect, number: signal.Signals
) -> None:
    client = logged_in(connect, system)
    home = client.echo().pod_name
    stream = client.subscribe()
    next(stream)
    system.auth.terminate(number)
    if number != signal.SIGSTOP:
        system.auth.exit_code()
    assert status_of(client.login) == NO_AUTH
    assert {client.echo().pod_name, client.first_message().pod_name} == {home}
    assert stream.is_active()
    client.shutdown()
    assert client.echo().pod_name != home


def test_auth_service_that_is_back_answers_at_once(
    system: System, services: Services, connect: Connect
) -> None:
    client = logged_in(connect, system)
    system.auth.close()
    assert status_of(client.login) == NO_AUTH
    again = services.start("myauth", "--listen", system.auth.address)
    assert again.address == system.auth.address
    assert client.login().role == "admin"


def test_refused_token_costs_no_instance_and_no_session(system: System, connect: Connect) -> None:
    client = logged_in(connect, system)
    home = client.echo().pod_name
    for token in ("", sign(session_id="session-2")):
        intruder = connect(system.address, token=token)
        for call in (intruder.echo, intruder.first_message, intruder.shutdown):
            assert status_of(call) == NOT_AUTHENTICATED
    assert client.echo().pod_name == home
    assert len(system.running()) == len(NAMES)
