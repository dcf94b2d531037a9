"""A listener that has `Start Stack` start small systems, honest or with one fault."""

from functools import partial

from faults import FAULTS
from honest import System
from small_stack import SmallStack

from StackLibrary.keywords import stacks


class SmallStacks:
    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, fault: str = ""):
        """`fault` is a name in `faults.FAULTS`; without one, the system keeps its promises."""
        system = FAULTS[fault].system if fault else System
        stacks.EmbeddedStack = partial(SmallStack, system=system)
