"""A listener that has `Start Stack` start small systems, honest or with one fault."""

from functools import partial

from faults import FAULTS, HONEST
from small_stack import SmallStack

from StackLibrary.keywords import stacks


class SmallStacks:
    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, name: str):
        """`name` is that of a fault in `faults.FAULTS`, or of a system in `faults.HONEST`."""
        system = FAULTS[name].system if name in FAULTS else HONEST[name]
        stacks.EmbeddedStack = partial(SmallStack, system=system)
