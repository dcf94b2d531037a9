"""Robot Framework library for calling gRPC services.

The package is plain Python; the keyword library is loaded when Robot Framework asks for it.
"""

import os
from typing import TYPE_CHECKING, Any

# gRPC's core reports each closed connection on the console, unless asked not to before it
# is imported. What it is set to in the environment stays.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

if TYPE_CHECKING:
    from .library import GrpcLibrary as GrpcLibrary

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    if name == "GrpcLibrary":
        from .library import GrpcLibrary

        return GrpcLibrary
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
