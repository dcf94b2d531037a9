from .breaking import BreakingKeywords
from .failure_log import FailureLog, StackLifetime
from .instances import InstanceKeywords
from .reach import ReachKeywords
from .stacks import StackKeywords

__all__ = [
    "BreakingKeywords",
    "FailureLog",
    "InstanceKeywords",
    "ReachKeywords",
    "StackKeywords",
    "StackLifetime",
]
