"""SessionLibrary/bound.py: a number, or a bound of it."""

import pytest

from GrpcLibrary.errors import UsageError
from SessionLibrary.bound import read_bound


@pytest.mark.parametrize(
    ("given", "text", "fitting"),
    [
        (0, "0", [0]),
        ("2", "2", [2]),
        ("=2", "=2", [2]),
        ("==2", "==2", [2]),
        ("<=2", "<=2", [0, 1, 2]),
        ("<2", "<2", [0, 1]),
        (">=2", ">=2", [2, 3, 4]),
        (" > 2 ", ">2", [3, 4]),
        ("007", "7", []),
    ],
)
def test_bound_fits(given: int | str, text: str, fitting: list[int]) -> None:
    bound = read_bound("moves", given)
    assert str(bound) == text
    assert [number for number in range(5) if bound.fits(number)] == fitting


@pytest.mark.parametrize(
    "given", ["", "two", "-1", -1, "1.5", "<", "=>2", "2<", "!=2", "1 2", "1-2"]
)
def test_what_is_no_bound_is_refused(given: int | str) -> None:
    with pytest.raises(UsageError) as caught:
        read_bound("moves", given)
    assert str(caught.value) == (
        f"'moves' should be a whole number or a bound such as '<=2', got '{given}'."
    )
