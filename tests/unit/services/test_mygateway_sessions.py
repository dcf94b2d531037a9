"""A session stays at its instance for as long as that lives, whoever comes and goes."""

import base64
import signal
import sys
from collections import Counter
from collections.abc import Iterable

import pytest
from service_runs import Client, Connect, Service, Services, sign, status_of

import my_service_pb2 as pb

SESSIONS = 80  # so many that each of 4 instances has some: the chance that not is 1 in 10^9


class System:
    """A gateway in front of instances that hold any number of sessions."""

    def __init__(self, services: Services, connect: Connect):
        self._services = services
        self._connect = connect
        self._number = 0
        self.instances = {name: self.start(name) for name in ("one", "two", "three")}
        self.gateway = self.start_gateway()

    def start(self, name: str, address: str = "127.0.0.1:0") -> Service:
        options = ("--pod-name", name, "--capacity", "0", "--listen", address)
        return self._services.start("myservice", *options)

    def start_gateway(self, *options: str, services: Services | None = None) -> Service:
        gateway = (services or self._services).start_gateway(
            *options, instances=self.addresses(self.instances)
        )
        assert gateway.address
        return gateway

    def addresses(self, names: Iterable[str]) -> list[str]:
        return [self.instances[name].address for name in names]

    def kill(self, name: str) -> None:
        self.instances[name].terminate(signal.SIGKILL)
        self.instances[name].exit_code()

    def bring_back(self, name: str) -> None:
        address = self.instances[name].address
        self.instances[name] = self.start(name, address)
        assert self.instances[name].address == address
        self._run("mygateway.readiness", "--instances", address)

    def route_to(self, *names: str) -> None:
        """Tell the gateway which instances there are from now on."""
        self._run("mygateway.instances", "--instances", ",".join(self.addresses(names)))

    def _run(self, module: str, *options: str) -> None:
        directory = ("--run-directory", str(self._services.directory))
        command = [sys.executable, "-m", module, *directory, *options, "--timeout", "10"]
        done = self._services.run(command)
        assert done.exit_code() == 0, done.log()

    def clients(self, count: int = SESSIONS, gateway: Service | None = None) -> list[Client]:
        """Connect new sessions, which have not called yet."""
        first, self._number = self._number + 1, self._number + count
        numbers = range(first, self._number + 1)
        return [self.client(f"session-{number}", gateway) for number in numbers]

    def client(self, session_id: str, gateway: Service | None = None) -> Client:
        return self._connect((gateway or self.gateway).address, session_id)


@pytest.fixture
def system(services: Services, connect: Connect) -> System:
    return System(services, connect)


def homes(clients: Iterable[Client]) -> list[str]:
    return [client.echo().pod_name for client in clients]


def stream_homes(clients: Iterable[Client]) -> list[str]:
    return [client.first_message().pod_name for client in clients]


def test_calls_and_streams_stay_when_an_instance_comes_back(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    assert set(before) == {"one", "two", "three"}
    system.kill("one")
    moved = homes(clients)
    assert [new for new, old in zip(moved, before, strict=True) if old != "one"] == [
        old for old in before if old != "one"
    ]
    system.bring_back("one")
    for _ in range(2):
        assert homes(clients) == moved
        assert stream_homes(clients) == moved
    assert "one" in homes(system.clients())


def test_instance_that_joins_gets_new_sessions_and_no_others(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    system.instances["four"] = system.start("four")
    system.route_to("one", "two", "three", "four")
    assert homes(clients) == before
    assert stream_homes(clients) == before
    assert set(homes(system.clients())) == {"one", "two", "three", "four"}


def test_instance_that_is_taken_out_gives_its_sessions_away(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    streams = [client.subscribe() for client in clients]
    for stream in streams:
        next(stream)
    system.route_to("two", "three")
    after = homes(clients)
    assert "one" not in after
    for old, new in zip(before, after, strict=True):
        assert old in (new, "one")
    assert all(stream.is_active() for stream in streams), "they end with their instance"
    system.route_to("one", "two", "three")
    assert homes(clients) == after


def test_call_that_is_served_by_one_that_is_taken_out_is_answered(system: System) -> None:
    (client,) = system.clients(1)
    home = client.echo().pod_name
    command = [sys.executable, "-m", "myservice.latency", "--delay", "1"]
    address = system.instances[home].address
    assert system._services.run([*command, "--instance", address]).exit_code() == 0
    slow = client.stub.MyServiceEcho.future(pb.EchoRequest(), **client.settings())
    others = [name for name in system.instances if name != home]
    system.route_to(*others)
    assert client.echo().pod_name in others
    assert slow.result().pod_name == home


def test_retries_reach_each_of_many_that_joined(system: System) -> None:
    names = [f"more-{number}" for number in range(6)]
    for name in names:
        system.instances[name] = system.start(name)
    system.route_to(*system.instances)
    *dying, last = system.instances
    for name in dying:
        system.kill(name)
    assert set(homes(system.clients())) == {last}


def test_last_instance_can_be_taken_out(system: System) -> None:
    (client,) = system.clients(1)
    home = client.echo().pod_name
    system.route_to()
    assert status_of(client.echo) == ("UNAVAILABLE", "backend service unavailable")
    system.route_to(home)
    assert client.echo().pod_name == home


def test_without_any_instance_the_answer_is_that_there_is_none(system: System) -> None:
    for name in system.instances:
        system.kill(name)
    unavailable = ("UNAVAILABLE", "backend service unavailable")
    (client,) = system.clients(1)
    for call in (client.echo, client.first_message, client.shutdown):
        assert status_of(call) == unavailable


def test_restarted_gateway_finds_each_session_that_had_not_moved(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    address = system.gateway.address
    system.gateway.terminate(signal.SIGKILL)
    system.gateway.exit_code()
    system.gateway = system.start_gateway("--listen", address)
    assert homes(clients) == before


def test_restarted_gateway_sends_sessions_that_had_moved_by_their_hash(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    system.kill("one")
    assert "one" not in homes(clients)
    system.bring_back("one")
    address = system.gateway.address
    system.gateway.close()
    system.gateway = system.start_gateway("--listen", address)
    assert homes(clients) == before


@pytest.fixture
def other_gateway(system: System, module_services: Services) -> Service:
    return system.start_gateway(services=module_services)


def test_two_gateways_send_a_session_to_the_same_instance(
    system: System, other_gateway: Service
) -> None:
    clients = system.clients()
    again = [system.client(client.session_id, other_gateway) for client in clients]
    assert homes(again) == homes(clients)


def test_two_gateways_agree_on_where_a_session_goes_when_its_instance_is_gone(
    system: System, other_gateway: Service
) -> None:
    """One by repeating a call, on the ring of before, and one by the ring that is left."""
    clients = system.clients(120)
    again = [system.client(client.session_id, other_gateway) for client in clients]
    gone = clients[0].echo().pod_name
    system.kill(gone)
    moved = homes(clients)
    assert gone not in moved
    until_unhealthy = system.instances[gone].address
    command = ["--instances", until_unhealthy, "--timeout", "0"]
    directory = ["--run-directory", str(system._services.directory)]
    for _ in range(200):
        ask = [sys.executable, "-m", "mygateway.readiness", *directory, *command]
        if system._services.run(ask).exit_code() == 1:
            break
    assert homes(again) == moved


def test_client_cannot_choose_its_instance(system: System) -> None:
    clients = system.clients()
    before = homes(clients)
    named = clients[0].session_id
    assert named
    address = system.instances[before[0]].address
    forged = ("x-session-home", base64.b64encode(address.encode()).decode())
    newcomers = system.clients()
    for client in (*clients, *newcomers):
        client.metadata += (forged,)
    assert homes(clients) == before
    assert len(set(homes(newcomers))) == 3


def test_nobody_else_sees_how_the_gateway_finds_home(system: System) -> None:
    (client,) = system.clients(1)
    for _ in range(2):
        _, call = client.stub.MyServiceEcho.with_call(pb.EchoRequest(), **client.settings())
        assert "x-session-home" not in dict(call.initial_metadata())


def test_sessions_that_called_longest_ago_are_forgotten(system: System) -> None:
    system.gateway.close()
    system.gateway = system.start_gateway("--remembered-sessions", "20")
    clients = system.clients(60)
    before = homes(clients)
    gone = before[0]
    system.kill(gone)
    victims = [c for c, home in zip(clients, before, strict=True) if home == gone]
    kept, forgotten = victims[0], victims[1]
    moved = kept.echo().pod_name
    assert gone not in (moved, forgotten.echo().pod_name)
    system.bring_back(gone)
    for newcomer in system.clients(100):
        newcomer.echo()
        assert kept.echo().pod_name == moved
    assert forgotten.echo().pod_name == gone


def test_shares_are_even(system: System) -> None:
    (client,) = system.clients(1)
    calls = []
    for number in range(1500):
        name = f"one-of-many-{number}"
        metadata = (("session-id", name), ("authorization", sign(session_id=name)))
        calls.append(client.stub.MyServiceEcho.future(pb.EchoRequest(), metadata=metadata))
    where = Counter(call.result().pod_name for call in calls)
    assert max(where.values()) < 0.4 * len(calls)
