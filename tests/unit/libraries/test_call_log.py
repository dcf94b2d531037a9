"""call_log.py: what is secret in a message that is packed into another is not logged."""

from pathlib import Path
from typing import Any

import pytest
from robot.api.types import Secret

from GrpcLibrary.keywords import call_log
from GrpcLibrary.schema import Schema

PROTO = Path(__file__).parents[2] / "acceptance" / "protos" / "route_guide.proto"


@pytest.fixture
def trip() -> Any:
    return Schema.from_path(PROTO).method("RouteGuide/PlanTrip").request(title="Round the lake")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    messages: list[str] = []
    monkeypatch.setattr(call_log, "_is_logged", lambda: True)
    monkeypatch.setattr(call_log.logger, "debug", messages.append)
    return messages


def test_packed_message_is_shown_without_its_secrets(trip: Any, logged: list[str]) -> None:
    trip.attachment.Pack(type(trip.companion)(name="Ada", phone="4711-door"))
    call_log.log_message("Sent", trip)

    assert "[type.googleapis.com/route_guide.Companion]" in logged[0]
    assert 'name: "Ada"' in logged[0]
    assert 'phone: "<secret>"' in logged[0]
    assert "4711-door" not in logged[0]


@pytest.mark.parametrize("type_name", ["route_guide.NoSuchType", "route_guide.Companion"])
def test_what_cannot_be_unpacked_is_not_shown(trip: Any, logged: list[str], type_name: str) -> None:
    trip.attachment.type_url = f"type.googleapis.com/{type_name}"
    trip.attachment.value = b"\xff4711-door"
    call_log.log_message("Sent", trip)

    assert type_name in logged[0]
    assert "<secret>" in logged[0]
    assert "4711-door" not in logged[0]


@pytest.mark.parametrize(
    "key", ["authorization", "x-api-key", "set-cookie", "session-token", "x-amz-signature"]
)
def test_metadata_that_sounds_secret_is_not_shown(logged: list[str], key: str) -> None:
    call_log.log_metadata("Sent metadata", {"session-id": "s1", key: "4711-door"})

    assert logged == [f"Sent metadata: session-id: s1, {key}: <secret>"]


def test_secret_metadata_is_not_shown(logged: list[str]) -> None:
    metadata = {"door": Secret("4711-door"), "proof-bin": b"\x01"}
    call_log.log_metadata("Sent metadata", metadata)
    call_log.log_metadata("Trailing metadata", {})

    assert logged == ["Sent metadata: door: <secret>, proof-bin: b'\\x01'"]


def test_message_itself_stays_as_it_is(trip: Any, logged: list[str]) -> None:
    trip.door_code = "4711-door"
    call_log.log_message("Sent", trip)

    assert trip.door_code == "4711-door"
    assert "4711-door" not in logged[0]
