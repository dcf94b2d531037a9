"""Robot Framework library that shows what became of calls, in the log of each test.

The package is plain Python; the library is loaded when Robot Framework asks for it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import ReportLibrary as ReportLibrary

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name == "ReportLibrary":
        from .library import ReportLibrary

        return ReportLibrary
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
