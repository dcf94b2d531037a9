"""Numbers that a test gives, of things that can be counted."""

from ..errors import UsageError


def check_whole(**numbers: int) -> None:
    """Raise UsageError unless all are whole numbers.

    Where an argument has a whole number as its default, Robot Framework takes any other
    number as well, infinity and "not a number" included.
    """
    for name, number in numbers.items():
        if not isinstance(number, int):
            raise UsageError(f"'{name}' should be a whole number, got '{number}'.")
