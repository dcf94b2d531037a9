from ..keywords.answers import Answer, to_data
from ..keywords.requests import Request

__all__ = ["Answer", "Request", "to_data"]
