"""keywords/aliases.py: what is open, each known by its alias, one of them active."""

from dataclasses import dataclass

import pytest

from GrpcLibrary.errors import UsageError
from GrpcLibrary.keywords import Aliases


@dataclass(eq=False)
class Door:
    alias: str


@pytest.fixture
def doors() -> Aliases[Door]:
    return Aliases("door", opener="Open Door")


@pytest.fixture
def three(doors: Aliases[Door]) -> tuple[Door, Door, Door]:
    opened = (Door("left"), Door("Middle One"), Door("right"))
    for door in opened:
        doors.add(door)
    return opened


Three = tuple[Door, Door, Door]


def test_nothing_is_open_at_first(doors: Aliases[Door]) -> None:
    assert list(doors) == []
    assert doors.remove_all() == []
    with pytest.raises(UsageError, match=r"^There is no active door; 'Open Door' opens one\.$"):
        doors.get()
    with pytest.raises(UsageError, match=r"^There is no door 'left'; open are: none\.$"):
        doors.get("left")


def test_latest_is_active(doors: Aliases[Door], three: Three) -> None:
    assert doors.get() is three[2]
    assert tuple(doors) == three


@pytest.mark.parametrize("alias", ["Middle One", "middle one", "MIDDLEONE", " middle  one "])
def test_case_and_spaces_of_an_alias_do_not_matter(
    doors: Aliases[Door], three: Three, alias: str
) -> None:
    assert doors.get(alias) is three[1]
    with pytest.raises(UsageError) as caught:
        doors.check_is_free(alias)
    assert str(caught.value) == (
        f"There already is a door '{alias}': give another alias, or end that one."
    )


def test_asking_for_one_does_not_make_it_active(doors: Aliases[Door], three: Three) -> None:
    doors.get("left")
    assert doors.get() is three[2]


def test_switching_makes_it_active(doors: Aliases[Door], three: Three) -> None:
    assert doors.switch("left") is three[0]
    assert doors.get() is three[0]


def test_switching_to_what_there_is_not_leaves_the_active_one(
    doors: Aliases[Door], three: Three
) -> None:
    with pytest.raises(UsageError) as caught:
        doors.switch("front")
    assert str(caught.value) == (
        "There is no door 'front'; open are: 'left', 'Middle One', 'right'."
    )
    assert doors.get() is three[2]


def test_alias_that_is_a_number_is_no_position(doors: Aliases[Door], three: Three) -> None:
    with pytest.raises(UsageError, match="There is no door '1'"):
        doors.get("1")
    doors.add(Door("1"))
    assert doors.switch("1") is not three[0]


@pytest.mark.parametrize("alias", ["left", "Middle One"])
def test_removing_another_one_leaves_the_active_one(
    doors: Aliases[Door], three: Three, alias: str
) -> None:
    assert doors.remove(alias).alias == alias
    assert doors.get() is three[2]
    doors.check_is_free(alias)
    assert [door.alias for door in doors] == [d.alias for d in three if d.alias != alias]


def test_removing_the_active_one_leaves_none_active(doors: Aliases[Door], three: Three) -> None:
    doors.switch("left")
    assert doors.remove() is three[0]
    with pytest.raises(UsageError, match="There is no active door"):
        doors.get()
    with pytest.raises(UsageError, match="There is no active door"):
        doors.remove()
    assert doors.get("right") is three[2]


def test_removing_while_none_is_active_makes_none_active(
    doors: Aliases[Door], three: Three
) -> None:
    doors.remove()
    doors.remove("left")
    with pytest.raises(UsageError, match="There is no active door"):
        doors.get()


def test_alias_can_be_used_again_after_its_removal(doors: Aliases[Door], three: Three) -> None:
    doors.remove("left")
    new = Door("LEFT")
    doors.add(new)
    assert doors.get("left") is new
    assert doors.get() is new


def test_removing_all_returns_all(doors: Aliases[Door], three: Three) -> None:
    assert doors.remove_all() == list(three)
    assert list(doors) == []
    doors.check_is_free("left")
