"""Robot Framework library that starts, uses and breaks a system to test.

The package is plain Python; the keyword library is loaded when Robot Framework asks for it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import StackLibrary as StackLibrary

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name == "StackLibrary":
        from .library import StackLibrary

        return StackLibrary
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
