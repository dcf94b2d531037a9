"""GrpcLibrary/printable.py: texts from a server that are safe to be shown."""

import pytest

from GrpcLibrary.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("no such place: Ærø → 東京", "no such place: Ærø → 東京"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\x1b[31mred\x07\x00", "\\x1b[31mred\\x07\\x00"),
        ("\u202eevil\u2028\u200f", "\\u202eevil\\u2028\\u200f"),
        ("\x9b\ud800", "\\x9b\\ud800"),
    ],
)
def test_what_cannot_be_printed_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_cut() -> None:
    assert printable("x" * 1_000_000, 10) == "x" * 9 + "…"
    assert printable("x" * 10, 10) == "x" * 10
