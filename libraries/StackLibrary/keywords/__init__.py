from .breaking import BreakingKeywords
from .failure_log import FailureLog, StackLifetime
from .instances import InstanceKeywords
from .reach import ReachKeywords
from .scaling import ScalingKeywords
from .stacks import StackKeywords

__all__ = [
    "BreakingKeywords",
    "FailureLog",
    "InstanceKeywords",
    "ReachKeywords",
    "ScalingKeywords",
    "StackKeywords",
    "StackLifetime",
]
