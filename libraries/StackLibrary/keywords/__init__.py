from .breaking import BreakingKeywords
from .failure_log import FailureLog
from .instances import InstanceKeywords
from .stacks import StackKeywords

__all__ = ["BreakingKeywords", "FailureLog", "InstanceKeywords", "StackKeywords"]
