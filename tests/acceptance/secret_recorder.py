"""A Robot Framework listener that notes every secret of a run in a file.

robot --listener secret_recorder.py:FILE …
"""

from pathlib import Path
from typing import Any

import SessionLibrary.keywords.sessions as sessions
import StackLibrary.processes.stack as embedded

ROBOT_LISTENER_API_VERSION = 3


class secret_recorder:  # noqa: N801  # named as its module, as Robot Framework wants it
    def __init__(self, file: str):
        self._file = Path(file)
        self._record_result(embedded.secrets, "token_urlsafe", lambda secret: secret)
        self._record_result(sessions, "log_in", lambda session: session.token.value)

    def _record_result(self, owner: Any, name: str, secret_of: Any) -> None:
        original = getattr(owner, name)

        def recording(*args: Any) -> Any:
            result = original(*args)
            with self._file.open("a") as file:
                file.write(f"{secret_of(result)}\n")
            return result

        setattr(owner, name, recording)
