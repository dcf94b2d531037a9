from .aliases import Aliases
from .calls import CallKeywords
from .connections import ConnectionKeywords, Opened
from .judgements import JudgementKeywords
from .lifetimes import ConnectionLifetime, OutcomeLifetime
from .statuses import StatusKeywords, parse_code, register
from .streams import OpenStream, StreamKeywords

__all__ = [
    "Aliases",
    "CallKeywords",
    "ConnectionKeywords",
    "ConnectionLifetime",
    "JudgementKeywords",
    "OpenStream",
    "Opened",
    "OutcomeLifetime",
    "StatusKeywords",
    "StreamKeywords",
    "parse_code",
    "register",
]
