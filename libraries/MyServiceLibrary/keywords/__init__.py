from .calls import CallKeywords
from .sessions import SessionKeywords
from .transfers import TransferKeywords

__all__ = ["CallKeywords", "SessionKeywords", "TransferKeywords"]
