from .aliases import Aliases
from .calls import CallKeywords
from .connections import ConnectionKeywords, Opened
from .statuses import StatusKeywords, register

__all__ = [
    "Aliases",
    "CallKeywords",
    "ConnectionKeywords",
    "Opened",
    "StatusKeywords",
    "register",
]
