"""Where the lifelines of a picture are, and where its rows."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from StackLibrary.events import GATEWAY

from .texts import count, shorten_middle
from .timeline import Timeline

CLIENT = "client"
CLIENT_X, FIRST_X, LANE_WIDTH = 62, 236, 86
MAX_LANES = 10  # of instances and servers
HEAD_HEIGHT, ROW_HEIGHT, NOTE_HEIGHT, FOOT_HEIGHT = 40, 23, 15, 14
NAME_CHARACTERS = 22
CHARACTER_WIDTH = 6.6  # of a name, which is bold


class Lane(NamedTuple):
    """One lifeline; names beyond the limit share the last."""

    x: int
    names: Sequence[str]
    label: str


class Lanes:
    """The client, the gateway if there is one, instances, and other servers."""

    def __init__(self, timeline: Timeline):
        gateway = [GATEWAY] if timeline.has_gateway else []
        others = [*timeline.instances, *timeline.servers]
        own, shared = others[: MAX_LANES - 1], others[MAX_LANES - 1 :]
        groups = [[name] for name in [*gateway, *own]] + ([shared] if shared else [])
        what = "instance" if not timeline.servers else "server"
        labels = [_label(group, what) for group in groups]
        self.width = max([LANE_WIDTH, *(int(len(one) * CHARACTER_WIDTH) + 12 for one in labels)])
        self.all = [Lane(CLIENT_X, [CLIENT], CLIENT)] + [
            Lane(FIRST_X + self.width * index, group, label)
            for index, (group, label) in enumerate(zip(groups, labels, strict=True))
        ]
        self._places = {name: lane.x for lane in self.all for name in lane.names}

    def __getitem__(self, name: str) -> int:
        return self._places[name]

    @property
    def gateway_x(self) -> int | None:
        return self._places.get(GATEWAY)

    @property
    def end(self) -> int:
        """Where the answers begin, on the right of all lifelines."""
        return max(FIRST_X, self.all[-1].x) + self.width * 3 // 5


class RowPlaces:
    """Where rows are, by their numbers; those with a note are higher."""

    def __init__(self, has_note: Sequence[bool]):
        heights = [ROW_HEIGHT + NOTE_HEIGHT * one for one in has_note]
        self._tops = list(accumulate(heights, initial=HEAD_HEIGHT))

    def __getitem__(self, row: int) -> int:
        return self._tops[row] + ROW_HEIGHT - 7

    @property
    def end(self) -> int:
        return self._tops[-1] + FOOT_HEIGHT - 7


def _label(names: Sequence[str], what: str) -> str:
    return shorten_middle(names[0], NAME_CHARACTERS) if len(names) == 1 else count(len(names), what)
