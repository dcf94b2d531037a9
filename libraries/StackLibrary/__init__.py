"""Robot Framework library that starts and stops a MyService system to test."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from .current import CurrentStack
from .keywords import BreakingKeywords, FailureLog, InstanceKeywords, StackKeywords

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

    = Containers =

    With ``compose``, `Start Stack` builds the images and starts the same system as containers,
    by the project's ``docker-compose.yml``, under a project name and at a port of its own. It
    needs Docker, Docker Compose and ``robotframework-docker``. Each container's log is left
    in the folder of the results, under ``containers``, and all is taken down when the stack
    is stopped, or when the run ends in whatever way.

    The environment's ``BASE_IMAGE`` names another base image than the official slim Python's.

    = Breaking =

    One instance, named by its ``pod_name``, can be broken at a time, and the gateway:

    | *Keyword* | *What clients and the gateway see* | *Mended by* |
    | `Kill Instance` | connections are reset | `Start Instance` |
    | `Stop Instance` | it says that it goes away, then closes its connections | `Start Instance` |
    | `Pause Instance` | connections stay open, nothing is answered | `Resume Instance` |
    | `Disconnect Instance` | nothing arrives, in either direction | `Reconnect Instance` |
    | `Stop Gateway` | there is no gateway | `Start Gateway` |

    Each of these waits until it is so, and fails when that takes longer than its ``timeout``.

    = Logs =

    When a test fails, its log ends with what each part of the stack logged meanwhile.
    """

    def __init__(self, services: Path | None = None):
        """``services`` is the folder with the packages of the services to start.

        By default it is ``services`` of the project that the library is in.
        """
        self.current = current = CurrentStack()
        self.ROBOT_LIBRARY_LISTENER = [FailureLog(current)]
        super().__init__(
            [
                StackKeywords(current, services or SERVICES),
                InstanceKeywords(current),
                BreakingKeywords(current),
            ]
        )
