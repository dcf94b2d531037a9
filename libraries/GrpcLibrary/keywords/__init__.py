from .aliases import Aliases
from .calls import CallKeywords
from .connections import ConnectionKeywords, Opened
from .core import RecordingCore
from .judgements import JudgementKeywords
from .latest import Latest
from .lifetimes import ConnectionLifetime
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
    "Latest",
    "OpenStream",
    "Opened",
    "RecordingCore",
    "SchemaKeywords",
    "StatusKeywords",
    "StreamKeywords",
    "check_whole",
    "parse_code",
    "register",
]
