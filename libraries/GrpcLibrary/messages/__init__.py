"""Robot Framework data to protobuf messages, and back.

`Request.build` makes a message from what a keyword was given, `to_data` turns a message into
data. What it takes of Robot Framework is loaded only when a value needs it.
"""

from .answers import Answer, to_data
from .requests import Request

__all__ = ["Answer", "Request", "to_data"]
