"""SessionLibrary/kept.py: what a gateway hands out is sent back as it came."""

import threading
from collections.abc import Iterable

import grpc
import pytest

from GrpcLibrary.outcome import Outcome, Status
from GrpcLibrary.received import ReceivedMetadata
from SessionLibrary.kept import Kept

Entry = tuple[str, str | bytes]


def outcome(entries: Iterable[Entry], code: grpc.StatusCode = grpc.StatusCode.OK) -> Outcome:
    return Outcome("/a.B/C", "g:1", Status(code, ""), 0.1, None, ReceivedMetadata(entries))


def after(*answers: list[Entry]) -> list[Entry]:
    kept = Kept(["set-cookie", "x-token"])
    for entries in answers:
        kept.take(outcome(entries))
    return kept.entries()


def cookies(*texts: str) -> list[Entry]:
    return [("set-cookie", text) for text in texts]


def test_nothing_is_sent_before_something_came() -> None:
    assert after() == after([]) == after([("x-other", "a")]) == []


def test_header_is_sent_back_and_the_latest_counts() -> None:
    assert after([("x-token", "a")]) == [("x-token", "a")]
    assert after([("x-token", "a")], [], [("x-token", "b")]) == [("x-token", "b")]


def test_values_of_one_answer_are_sent_back_one_by_one() -> None:
    given: list[Entry] = [("x-token", "a, b"), ("x-token", "c")]
    assert after(given, []) == given


def test_bytes_are_sent_back_as_bytes() -> None:
    kept = Kept(["x-token-bin"])
    kept.take(outcome([("x-token-bin", b"\x00\x01")]))
    assert kept.entries() == [("x-token-bin", b"\x00\x01")]


def test_refusals_hand_out_something_too() -> None:
    kept = Kept(["x-token"])
    kept.take(outcome([("x-token", "a")], grpc.StatusCode.UNAVAILABLE))
    assert kept.entries() == [("x-token", "a")]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("till=till-1", "till=till-1"),
        ("till=till-1; Path=/; HttpOnly; Secure; SameSite=Lax", "till=till-1"),
        ('till="MTI3LjAuMC4xOjgwODA="; Max-Age=60; HttpOnly', 'till="MTI3LjAuMC4xOjgwODA="'),
        ("till=a=b==", "till=a=b=="),
        ("till=", "till="),
        ("till=a; Partitioned; Priority=High", "till=a"),
        ('till={"a": [1]}', 'till={"a": [1]}'),
        ("  till = a  ;Path=/", "till=a"),
        ("till=a; Expires=Wed, 21 Oct 2099 07:28:00 GMT", "till=a"),
        ("till=a; Expires=Wed, 21-Oct-2099 07:28:00 GMT", "till=a"),
        ("till=a; Expires=soon; Max-Age=long", "till=a"),
        ("till=a; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "till=a"),
    ],
)
def test_cookie_is_sent_back(text: str, sent: str) -> None:
    assert after(cookies(text)) == [("cookie", sent)]


@pytest.mark.parametrize("text", ["", "till", "=a", ";", "; till=a"])
def test_what_is_no_cookie_is_not_sent_back(text: str) -> None:
    assert after(cookies(text)) == []


def test_cookies_are_sent_back_together() -> None:
    assert after(cookies("a=1", "b=2; Path=/")) == [("cookie", "a=1; b=2")]
    assert after(cookies("a=1"), cookies("b=2"), cookies("a=3")) == [("cookie", "a=3; b=2")]


@pytest.mark.parametrize(
    "end",
    [
        "Max-Age=0",
        "max-age=-1",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "expires=Thu, 01-Jan-1970 00:00:00 GMT",
        "Expires=Wed, 21 Oct 2099 07:28:00 GMT; Max-Age=0",
    ],
)
def test_cookie_that_is_taken_back_is_forgotten(end: str) -> None:
    assert after(cookies("a=1", "b=2"), cookies(f"a=; {end}")) == [("cookie", "b=2")]
    assert after(cookies(f"a=1; {end}")) == []


def test_only_what_is_wanted_is_kept() -> None:
    kept = Kept(())
    kept.take(outcome([("set-cookie", "a=1"), ("x-token", "b")]))
    assert kept.entries() == []


def test_calls_at_the_same_moment_share_it() -> None:
    keys = [f"x-{number}" for number in range(200)]
    kept = Kept(keys)
    answers = [outcome([(key, "a")]) for key in keys]
    writer = threading.Thread(target=lambda: [kept.take(answer) for answer in answers])
    writer.start()
    while writer.is_alive():
        kept.entries()
    assert len(kept.entries()) == 200
