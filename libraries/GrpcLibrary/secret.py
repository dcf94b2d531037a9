"""Robot Framework's secrets, for code that also runs where Robot Framework is not loaded."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from robot.api.types import Secret


def is_secret(value: object) -> bool:
    """Tell whether the value is a `Secret`; there are none before Robot Framework is loaded."""
    module = sys.modules.get("robot.utils.secret")
    return module is not None and isinstance(value, module.Secret)


def reveal(value: Any) -> Any:
    """Return what a `Secret` holds, and any other value as it is. For the wire only."""
    return value.value if is_secret(value) else value


def hide(value: Any) -> "Secret":
    """Return the value as a `Secret`, which logs do not show."""
    from robot.api.types import Secret

    return Secret(value)
