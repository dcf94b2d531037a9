"""Looks at what a stack is made of, from outside."""

import os
import tempfile
from pathlib import Path

from robot.api.deco import keyword, library


@library(auto_keywords=False)
class Processes:
    @keyword
    def getdescendants(self) -> list[str]:
        """Returns the commands of all processes that descend from this one."""
        return [command_of(pid) for pid in descendants(os.getpid())]

    @keyword
    def get_stack_directory(self) -> Path:
        """Returns the directory in which this process's stack keeps its files."""
        commands = [command_of(pid) for pid in descendants(os.getpid())]
        (directory,) = (
            path
            for path in Path(tempfile.gettempdir()).glob("stack-*")
            if any(str(path) in command for command in commands)
        )
        return directory


def descendants(pid: int) -> list[int]:
    """Return the process ids of a process's children, their children, and so on."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = []
    for child in map(int, children):
        found += [child, *descendants(child)]
    return found


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
