from .aliases import Aliases
from .calls import CallKeywords
from .connections import ConnectionKeywords, Opened
from .judgements import JudgementKeywords
from .statuses import StatusKeywords, register
from .streams import OpenStream, StreamKeywords

__all__ = [
    "Aliases",
    "CallKeywords",
    "ConnectionKeywords",
    "JudgementKeywords",
    "OpenStream",
    "Opened",
    "StatusKeywords",
    "StreamKeywords",
    "register",
]
