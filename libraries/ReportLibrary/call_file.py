"""The calls of a run, for programs: one line of JSON each."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from GrpcLibrary.record import RecordedCall

from .steps import began, method_name
from .texts import shorten

NAME = "calls.jsonl"
MAX_ID = 200  # characters of an id that may come from a server


class CallFile:
    def __init__(self, folder: Path):
        """Begin anew: what an earlier run has left is removed."""
        self._path = folder / NAME
        self._path.unlink(missing_ok=True)

    def add(self, calls: Iterable[RecordedCall], where: str) -> None:
        """Add calls, made in the test or suite of that name; without any, there is no file."""
        lines = "".join(f"{json.dumps(_as_dict(call, where))}\n" for call in calls)
        if lines:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(lines)


def _as_dict(call: RecordedCall, where: str) -> dict[str, str | float]:
    """Return what is told of a call; only that of a stream says how many messages it brought."""
    time = datetime.fromtimestamp(began(call)).astimezone()
    owner = shorten(call.owner, MAX_ID)
    messages = {} if call.messages is None else {"messages": call.messages}
    return {
        "id": call.id,
        "time": time.isoformat(timespec="microseconds"),
        "test": where,
        "session": owner if call.kind == "session" else "",
        "connection": owner if call.kind == "connection" else "",
        "target": call.target,
        "method": method_name(call),
        "instance": call.instance,
        "code": call.code,
        "duration": round(call.duration, 6),
        **messages,
    }
