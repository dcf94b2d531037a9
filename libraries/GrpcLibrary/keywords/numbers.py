"""Numbers that a test gives, of things that can be counted."""

from ..outcome import GrpcError


def check_whole(**numbers: int) -> None:
    """Raise GrpcError unless all are whole numbers.

    Where an argument has a whole number as its default, Robot Framework takes any other
    number as well, infinity and "not a number" included.
    """
    for name, number in numbers.items():
        if not isinstance(number, int):
            raise GrpcError(f"'{name}' should be a whole number, got '{number}'.")
