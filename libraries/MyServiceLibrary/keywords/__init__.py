from .credentials import CredentialKeywords
from .echo import EchoKeywords

__all__ = ["CredentialKeywords", "EchoKeywords"]
