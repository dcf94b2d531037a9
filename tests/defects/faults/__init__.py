"""The table: fault, the suite that must fail because of it, the pattern of its message."""

from . import (
    answers,
    crowds,
    ends,
    gateways,
    logins,
    outages,
    returns,
    scaling,
    shop_answers,
    shop_moves,
    shutdowns,
    stickiness,
    streams,
    tokens,
    transfers,
)
from .table import FAULTS, HONEST, Fault

__all__ = [
    "FAULTS",
    "HONEST",
    "Fault",
    "answers",
    "crowds",
    "ends",
    "gateways",
    "logins",
    "outages",
    "returns",
    "scaling",
    "shop_answers",
    "shop_moves",
    "shutdowns",
    "stickiness",
    "streams",
    "tokens",
    "transfers",
]
