"""The table: fault, the suite that must fail because of it, the pattern of its message."""

from . import answers, crowds, ends, logins, shutdowns, stickiness, streams, tokens, transfers
from .table import FAULTS, Fault

__all__ = [
    "FAULTS",
    "Fault",
    "answers",
    "crowds",
    "ends",
    "logins",
    "shutdowns",
    "stickiness",
    "streams",
    "tokens",
    "transfers",
]
