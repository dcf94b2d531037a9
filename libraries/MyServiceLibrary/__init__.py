"""Robot Framework library with the words of the MyService system.

The package is plain Python; the keyword library is loaded when Robot Framework asks for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import MyServiceLibrary as MyServiceLibrary

__version__ = "0.2.0"

DESCRIPTION = Path(__file__).with_name("my_service.toml")


def __getattr__(name: str) -> Any:
    if name == "MyServiceLibrary":
        from .library import MyServiceLibrary

        return MyServiceLibrary
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
