"""What a row of the table is, and how a fault gets into it."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from fleet import Fleet
from honest import System
from shop import OpenShop, Shop


class Fault(NamedTuple):
    """A system with one fault, the suite that must fail, and a pattern of its message."""

    name: str
    system: type[Fleet]
    suite: str
    message: str

    @property
    def honest(self) -> str:
        """The name of the system that has the fault."""
        return next(name for name, one in HONEST.items() if issubclass(self.system, one))

    @property
    def description(self) -> str:
        return (self.system.__doc__ or "").strip()


# The systems without a fault, which must pass all suites.
HONEST: dict[str, type[Fleet]] = {"my_service": System, "shop": Shop, "open_shop": OpenShop}

FAULTS: dict[str, Fault] = {}

S = TypeVar("S", bound=type[Fleet])


def fault(suite: str, message: str) -> Callable[[S], S]:
    """Enter the system below into the table; its name says what it does wrong."""

    def enter(system: S) -> S:
        name = re.sub(r"(?<=.)(?=[A-Z])", "_", system.__name__).lower()
        FAULTS[name] = Fault(name, system, suite, message)
        return system

    return enter
