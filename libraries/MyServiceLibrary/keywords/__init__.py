from .calls import CallKeywords
from .credentials import CredentialKeywords
from .crowds import CrowdKeywords, end_calls
from .lifetimes import SessionLifetime
from .sessions import Gateways, SessionKeywords
from .subscriptions import SubscriptionKeywords
from .transfers import TransferKeywords

__all__ = [
    "CallKeywords",
    "CredentialKeywords",
    "CrowdKeywords",
    "Gateways",
    "SessionKeywords",
    "SessionLifetime",
    "SubscriptionKeywords",
    "TransferKeywords",
    "end_calls",
]
