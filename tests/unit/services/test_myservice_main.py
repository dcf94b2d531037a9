"""An instance as a process: Shutdown and SIGTERM drain it, and it is gone within a second."""

import signal
from collections.abc import Callable

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from service_runs import LIMIT_SECONDS, Client, Connect, Service, Services, status_of

import my_service_pb2 as pb

ServingStatus = health_pb2.HealthCheckResponse.ServingStatus
End = Callable[[Service, Client], None]


def shutdown(instance: Service, client: Client) -> None:
    client.shutdown()


def sigterm(instance: Service, client: Client) -> None:
    instance.terminate(signal.SIGTERM)


def ctrl_c(instance: Service, client: Client) -> None:
    instance.terminate(signal.SIGINT)


def health_of(client: Client) -> str:
    """Return the health that it is asked for, or the code of the refusal to answer."""
    try:
        answer = health_pb2_grpc.HealthStub(client.channel).Check(
            health_pb2.HealthCheckRequest(), timeout=LIMIT_SECONDS
        )
    except grpc.RpcError as err:
        return err.code().name
    return ServingStatus.Name(answer.status)


each_end = pytest.mark.parametrize("end", [shutdown, sigterm, ctrl_c])


@pytest.fixture
def instance(services: Services) -> Service:
    return services.start("myservice", "--subscribe-interval", "3600")


@pytest.fixture
def client(instance: Service, connect: Connect) -> Client:
    client = connect(instance.address)
    client.echo()
    return client


@each_end
def test_exits_with_0_within_a_second(instance: Service, client: Client, end: End) -> None:
    end(instance, client)
    assert instance.exit_code_within_a_second() == 0
    assert "Traceback" not in instance.log()


@each_end
def test_open_streams_end_and_do_not_hold_it_up(
    instance: Service, client: Client, end: End
) -> None:
    streams = [client.subscribe() for _ in range(3)]
    for stream in streams:
        next(stream)
    end(instance, client)
    for stream in streams:
        code, words = status_of(next, stream)
        assert code == "UNAVAILABLE"
        assert words != "Cancelling all calls", "grpc's words, once the grace is over"
    assert instance.exit_code_within_a_second() == 0


def test_serves_nothing_from_its_answer_to_shutdown_on(client: Client) -> None:
    client.shutdown()
    assert {status_of(client.echo)[0] for _ in range(20)} == {"UNAVAILABLE"}
    assert status_of(client.first_message)[0] == "UNAVAILABLE"
    assert status_of(client.shutdown)[0] == "UNAVAILABLE"


def test_call_that_comes_as_it_shuts_down_is_served_or_refused(client: Client) -> None:
    shutdown = client.stub.MyServiceShutdown.future(pb.ShutdownRequest(), **client.settings())
    echoes = [
        client.stub.MyServiceEcho.future(pb.EchoRequest(), **client.settings()) for _ in range(20)
    ]
    assert shutdown.result().server_method == "MyServiceShutdown"
    assert {echo.code().name for echo in echoes} <= {"OK", "UNAVAILABLE"}


def test_new_connection_is_not_served_after_shutdown(
    instance: Service, client: Client, connect: Connect
) -> None:
    client.shutdown()
    assert status_of(connect(instance.address).echo)[0] == "UNAVAILABLE"


@each_end
def test_who_watches_its_health_is_told_at_once(
    instance: Service, client: Client, end: End
) -> None:
    watch = health_pb2_grpc.HealthStub(client.channel).Watch(
        health_pb2.HealthCheckRequest(), timeout=LIMIT_SECONDS
    )
    assert ServingStatus.Name(next(watch).status) == "SERVING"
    end(instance, client)
    assert ServingStatus.Name(next(watch).status) == "NOT_SERVING"
    assert instance.exit_code_within_a_second() == 0


def test_who_asks_for_its_health_is_never_told_that_it_serves(client: Client) -> None:
    assert health_of(client) == "SERVING"
    client.shutdown()
    # A call that is under way when the server stops ends with CANCELLED.
    expected = {"NOT_SERVING", "UNAVAILABLE", "CANCELLED"}
    assert {health_of(client) for _ in range(20)} <= expected


def test_options_can_stand_in_the_environment(services: Services, connect: Connect) -> None:
    instance = services.start(
        "myservice",
        MYSERVICE_POD_NAME="myservice-from-env",
        MYSERVICE_CAPACITY="2",
        MYSERVICE_SUBSCRIBE_INTERVAL="0.001",
    )
    one, two, three = (connect(instance.address, name) for name in ("one", "two", "three"))
    assert one.echo().pod_name == "myservice-from-env"
    stream = two.subscribe()
    assert [next(stream).index, next(stream).index] == [0, 1]
    assert status_of(three.echo)[0] == "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize("option", ["--capacity", "--subscribe-interval", "--idle-time"])
def test_option_that_is_no_number_is_refused(services: Services, option: str) -> None:
    instance = services.start("myservice", option, "many")
    assert instance.exit_code() == 2
    assert f"argument {option}: invalid" in instance.log().splitlines()[-1]
