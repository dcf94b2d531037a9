from .background import BackgroundKeywords, end_background_calls
from .calls import CallKeywords, make_call
from .crowds import CrowdKeywords
from .gateways import GatewayKeywords, Gateways
from .sessions import SessionKeywords
from .subscriptions import SubscriptionKeywords
from .tokens import TokenKeywords
from .transfers import TransferKeywords

__all__ = [
    "BackgroundKeywords",
    "CallKeywords",
    "CrowdKeywords",
    "GatewayKeywords",
    "Gateways",
    "SessionKeywords",
    "SubscriptionKeywords",
    "TokenKeywords",
    "TransferKeywords",
    "end_background_calls",
    "make_call",
]
