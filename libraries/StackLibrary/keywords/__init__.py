from .failure_log import FailureLog
from .instances import InstanceKeywords
from .stacks import CurrentStack, StackKeywords

__all__ = ["CurrentStack", "FailureLog", "InstanceKeywords", "StackKeywords"]
