"""Systems of processes that belong to somebody else, and files that say how to reach them."""

import os
from pathlib import Path

from Processes import command_of, descendants
from robot.api.deco import keyword, library

from StackLibrary import places
from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack

FILE = """
shell = true
fresh = "echo again >> fresh"

[gateway]
address = "{address}"

[instances]
list = "ls pids"
kill = "kill -KILL $(cat pids/{{instance}})"
stop = "kill -TERM $(cat pids/{{instance}})"
pause = "kill -STOP $(cat pids/{{instance}})"
resume = "kill -CONT $(cat pids/{{instance}})"
state = "ps -o state= -p $(cat pids/{{instance}})"
logs = "cat {logs}/{{instance}}.log"

[states]
running = ["S", "R", "D", "I"]
paused = ["T"]
exited = ["Z", ""]
"""


@library(scope="SUITE", auto_keywords=False)
class CommandStacks:
    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self.ROBOT_LIBRARY_LISTENER = self
        self._stack: EmbeddedStack | None = None

    @keyword
    def start_system_with_file(self, folder: Path) -> Path:
        """Starts a system and writes a file of `ps` and `kill` commands that reach it."""
        self._stack = EmbeddedStack(EmbeddedSettings(places.services(), capacity=0))
        pids = folder / "pids"
        pids.mkdir(parents=True)
        logs = ""
        for pid in descendants(os.getpid()):
            words = command_of(pid).split()
            if "--pod-name" in words:
                name = words[words.index("--pod-name") + 1]
                (pids / name).write_text(str(pid))
                logs = str(Path(words[words.index("--jwt-secret-file") + 1]).parent)
        file = folder / "stack.toml"
        file.write_text(FILE.format(address=self._stack.gateway_address, logs=logs))
        return file

    @keyword
    def stop_system(self) -> None:
        if self._stack is not None:
            self._stack.stop()
            self._stack = None

    def close(self) -> None:
        self.stop_system()
