from .aliases import Aliases
from .calls import CallKeywords
from .connections import ConnectionKeywords, Opened
from .judgements import JudgementKeywords
from .lifetimes import ConnectionLifetime, OutcomeLifetime
from .numbers import check_whole
from .schemas import SchemaKeywords
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
    "SchemaKeywords",
    "StatusKeywords",
    "StreamKeywords",
    "check_whole",
    "parse_code",
    "register",
]
