from .calls import CallKeywords
from .sessions import SessionKeywords, Sessions
from .transfers import TransferKeywords

__all__ = ["CallKeywords", "SessionKeywords", "Sessions", "TransferKeywords"]
