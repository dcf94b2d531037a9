"""How numbers, times and names are written in the report."""

from collections import Counter
from collections.abc import Sequence

from GrpcLibrary.load import percentile
from GrpcLibrary.record import RecordedCall

from .steps import Owner, Transfer

# How wide characters are, at 11 pixels; letters of East Asia are as wide as they are high.
_WIDEST, _OTHER = 11.0, 6.5
_FIRST_WIDE = "\u2e80"
_WIDTHS = {
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 7.7),
    **dict.fromkeys("0123456789", 6.9),
    **dict.fromkeys(" .,:;'\"|!()[]/\\ijltfr-", 3.9),
    **dict.fromkeys("WMm@%…", _WIDEST),
    "w": 9.2,
}


def duration(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def spread(seconds: Sequence[float], percent: int) -> str:
    """Say how long it took, or half of them and nearly all."""
    if len(seconds) == 1:
        return duration(seconds[0])
    longest = "max" if percent == 100 else f"p{percent}"
    half, most = percentile(seconds, 50), percentile(seconds, percent)
    return f"p50 {duration(half)}, {longest} {duration(most)}"


def count(number: int, what: str) -> str:
    """Say how many there are, as in '1 call' and '2 calls'."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def count_owners(owners: Sequence[Owner]) -> str:
    """Say how many there are, as in '2 sessions and 1 connection'."""
    kinds = Counter(owner.kind for owner in owners)
    return " and ".join(count(kinds[kind], kind) for kind in sorted(kinds, reverse=True))


def codes(calls: Sequence[RecordedCall]) -> str:
    """Say how many calls ended with which code, as in 'OK 12, UNAVAILABLE 1'."""
    counts = Counter(call.code for call in calls)
    return ", ".join(f"{code} {number:,}" for code, number in counts.items())


def transfer_times(transfers: Sequence[Transfer]) -> str:
    if not transfers:
        return "no transfer"
    longest = max(transfer.seconds for transfer in transfers)
    if len(transfers) == 1:
        return f"1 transfer after {duration(longest)}"
    return f"{count(len(transfers), 'transfer')}, the longest after {duration(longest)}"


def shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: max(0, length - 1)]}…"


def width_of(text: str) -> float:
    """Return about how wide a text is in the picture, in the widest of the usual fonts."""
    return sum(_WIDTHS.get(one, _OTHER if one < _FIRST_WIDE else _WIDEST) for one in text)


def fit(text: str, width: float) -> str:
    """Shorten a text to about that width."""
    if width_of(text) <= width:
        return text
    left = width - width_of("…")
    for index, character in enumerate(text):
        left -= width_of(character)
        if left < 0:
            return f"{text[:index]}…"
    return text


def shorten_middle(text: str, length: int) -> str:
    """Leave out the middle: names of servers often differ at their ends."""
    if len(text) <= length:
        return text
    end = length // 2
    return f"{text[: length - end - 1]}…{text[-end:]}"
