"""The description of a system under test: a TOML file, read and checked."""

from .file import Description, find_description
from .login import LoginRpc
from .path import AnswerPath
from .rpc import Rpc
from .system import UNAVAILABLE, System
from .template import Template, Values

__all__ = [
    "UNAVAILABLE",
    "AnswerPath",
    "Description",
    "LoginRpc",
    "Rpc",
    "System",
    "Template",
    "Values",
    "find_description",
]
