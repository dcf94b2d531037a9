"""What a whole description comes to."""

import grpc
import pytest
from descriptions import CALL, LOGIN, SHOP, STREAM, TOKEN, Read

from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata
from SessionLibrary.description import UNAVAILABLE

OK = Status(grpc.StatusCode.OK, "")


def test_least_description_has_a_call_alone(read: Read) -> None:
    system = read(SHOP)
    assert system.name == "shop"
    assert (system.login, system.stream, system.shutdown) == (None, None, None)
    assert (system.metadata, system.keep, system.message) == ({}, (), None)
    assert system.unavailable == UNAVAILABLE
    assert not system.needs_token


def test_empty_sections_say_nothing(read: Read) -> None:
    system = read(f"{SHOP}[session]\n[unavailable]\n")
    assert (system.metadata, system.keep) == ({}, ())
    assert system.unavailable == UNAVAILABLE


def test_calls_may_need_a_token_from_elsewhere(read: Read) -> None:
    system = read(SHOP + '[session]\nmetadata = { authorization = "Bearer {token}" }')
    assert system.login is None
    assert system.needs_token


def test_client_may_choose_the_id(read: Read) -> None:
    login = read(SHOP + LOGIN).login
    assert login is not None
    assert not login.gives_id
    assert login.session_id is None


def test_system_may_give_the_id(read: Read) -> None:
    text = LOGIN.replace('{ cart = "{session_id}" }', "{}") + 'session_id = "cart.number"'
    login = read(SHOP + text).login
    assert login is not None
    assert login.gives_id
    answer = login.method.response(cart={"number": 7})
    assert login.session_id is not None
    outcome = Outcome("/a.B/C", "g:1", OK, 0.1, answer)
    assert login.session_id.read_text(outcome) == "7"


@pytest.mark.parametrize(
    "path", ["expires_at", "expires_at.seconds", "expires_text", "expires_seconds", "metadata:x-e"]
)
def test_expiry_has_many_forms(path: str, read: Read) -> None:
    login = read(SHOP + LOGIN + f'expires = "{path}"').login
    assert login is not None
    assert str(login.expires) == path


def test_token_is_any_text_unless_its_format_is_told(read: Read) -> None:
    login = read(TOKEN).login
    assert login is not None
    assert not login.is_jwt
    jwt = TOKEN + 'role = "role"\ntoken_format = "jwt"\nalgorithm = "ES256"\n'
    login = read(jwt + 'claims = { sub = "{username}", r = "{role}", a = [1, "{role}"] }').login
    assert login is not None
    assert (login.is_jwt, login.algorithm) == (True, "ES256")
    assert set(login.claims) == {"sub", "r", "a"}


def test_keys_that_are_kept_are_in_lower_case(read: Read) -> None:
    assert read(SHOP + '[session]\nkeep = ["Set-Cookie", "x-a"]').keep == ("set-cookie", "x-a")


def test_words_of_unavailable(read: Read) -> None:
    system = read(SHOP + '[unavailable]\ncodes = ["ABORTED"]\nmessage = "no (till|cart)"')
    assert system.unavailable == (grpc.StatusCode.ABORTED,)
    assert system.message == "no (till|cart)"


def test_counter_may_be_below(read: Read) -> None:
    stream = read(SHOP + STREAM + 'counter = "cart.number"').stream
    assert stream is not None
    assert str(stream.counter) == "cart.number"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("served_by", "till-1"),
        ("cart.items.0.note", "till-2"),
        ("color", "RED"),
        ("index", "7"),
        ("metadata:x-served-by", "till-3"),
        ("trailer:x-served-by", "till-4"),
    ],
)
def test_instance_is_named_in_many_places(path: str, name: str, read: Read) -> None:
    call = read(SHOP.replace("served_by", path)).call
    answer = call.method.response(
        served_by="till-1", cart={"items": [{"note": "till-2"}]}, color="RED", index=7
    )
    outcome = Outcome(
        call.method.path,
        "g:1",
        OK,
        0.1,
        answer,
        ReceivedMetadata([("x-served-by", "till-3")]),
        ReceivedMetadata([("x-served-by", "till-4")]),
    )
    assert call.instance_of(outcome) == name


def test_instance_is_known_by_the_method(read: Read) -> None:
    shutdown = '[shutdown]\nmethod = "Carts/Close"\ninstance = "text"\n'
    system = read(SHOP + STREAM + shutdown)
    assert system.stream is not None
    assert system.shutdown is not None
    event = system.shutdown.method.response(text="till-1", served_by="till-2")
    of_shutdown = Outcome("/odd.v1.Carts/Close", "g:1", OK, 0.1, event)
    of_stream = Outcome("/odd.v1.Carts/Watch", "g:1", OK, 0.1, event)
    assert system.instance_of(of_shutdown) == "till-1"
    assert system.instance_of(of_stream) == "till-2"
    assert system.instance_of(Outcome("/other.S/M", "g:1", OK, 0.1, event)) == ""
    failed = Outcome("/odd.v1.Carts/Watch", "g:1", Status(grpc.StatusCode.INTERNAL, ""), 0.1)
    assert system.instance_of(failed) == ""


def test_method_may_be_named_without_its_package(read: Read) -> None:
    assert read(SHOP.replace("odd.v1.", "")).call.name == "AddItem"
    assert CALL in SHOP
