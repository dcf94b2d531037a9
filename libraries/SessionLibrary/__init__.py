"""Robot Framework library for testing how a gRPC system keeps and moves its clients' sessions.

The package is plain Python; the keyword library is loaded when Robot Framework asks for it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import SessionLibrary as SessionLibrary

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name == "SessionLibrary":
        from .library import SessionLibrary

        return SessionLibrary
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
