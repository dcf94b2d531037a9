"""Robot Framework library that starts and stops a MyService system to test."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from .current import CurrentStack
from .keywords import FailureLog, InstanceKeywords, StackKeywords

__version__ = "0.1.0"

SERVICES = Path(__file__).resolve().parents[2] / "services"


@library(scope="SUITE", version=__version__)
class StackLibrary(DynamicCore):
    """Library for running the system under test: a gateway, an auth service, instances.

    = Stack =

    Gateway, auth service and instances together, as one system under test. `Start Stack`
    starts one as processes on this machine, on loopback, on ports that the system picks,
    so that any number of runs can go on side by side. It needs no set-up: the gateway is
    Envoy, which comes as a Python wheel.

    Whatever ends the run, the stack's processes end with it, ``kill -9`` included.

    = Logs =

    When a test fails, its log ends with what each part of the stack logged meanwhile.
    """

    def __init__(self, services: Path | None = None):
        """``services`` is the folder with the packages of the services to start.

        By default it is ``services`` of the project that the library is in.
        """
        current = CurrentStack()
        self.ROBOT_LIBRARY_LISTENER = [FailureLog(current)]
        super().__init__([StackKeywords(current, services or SERVICES), InstanceKeywords(current)])
