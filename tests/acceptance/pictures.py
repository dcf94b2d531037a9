"""The report's pictures in an output.xml, and what their rows show."""

from typing import NamedTuple
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


class ShownRow(NamedTuple):
    """A row: its words, how many calls it stands for, and what it is marked as."""

    label: str
    answer: str
    note: str
    calls: int
    kinds: frozenset[str]

    @property
    def is_failing(self) -> bool:
        return "s-failing" in self.kinds

    @property
    def is_red(self) -> bool:
        return "s-error" in self.kinds


class Picture(NamedTuple):
    """A picture: its summary, the names of its lifelines, and its rows."""

    summary: str
    names: list[str]
    rows: list[ShownRow]


def pictures_of(output: str) -> dict[str, Picture]:
    """Return the picture of each test that has one, by the test's name."""
    tests = ET.fromstring(output).iter("test")  # noqa: S314  # Robot Framework's own
    found = {str(test.get("name")): _picture_in(test) for test in tests}
    return {name: picture for name, picture in found.items() if picture is not None}


def _picture_in(test: ET.Element) -> Picture | None:
    for message in test.findall("msg"):
        if 'class="sequence"' in (message.text or ""):
            page = ET.fromstring(str(message.text))  # noqa: S314  # the report's own
            svg = page.find(f".//{SVG}svg")
            assert svg is not None
            return _picture(svg)
    return None


def _picture(svg: ET.Element) -> Picture:
    rows = [one for one in svg.iter() if "s-row" in one.get("class", "").split()]
    names = [str(one.text) for one in svg.iter() if one.get("class") == "s-name"]
    return Picture(str(svg.findtext(f"{SVG}title")), names, list(map(_row, rows)))


def _row(group: ET.Element) -> ShownRow:
    texts = {one.get("class"): str(one.text or "") for one in group.findall(f"{SVG}text")}
    kinds = frozenset(group.get("class", "").split())
    words = texts["s-label"], texts["s-answer"], texts.get("s-note", "")
    return ShownRow(*words, int(group.get("data-calls", "")), kinds)
