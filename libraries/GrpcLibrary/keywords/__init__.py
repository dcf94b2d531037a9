from .calls import CallKeywords
from .connections import ConnectionKeywords, Connections
from .statuses import StatusKeywords, register

__all__ = [
    "CallKeywords",
    "ConnectionKeywords",
    "Connections",
    "StatusKeywords",
    "register",
]
