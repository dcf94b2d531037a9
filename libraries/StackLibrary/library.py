"""The keyword library: its introduction, and who gets which part of its state."""

from pathlib import Path

from robot.api.deco import library
from robotlibcore import DynamicCore

from . import __version__, places
from .current import CurrentStack
from .keywords import (
    BreakingKeywords,
    FailureLog,
    InstanceKeywords,
    ReachKeywords,
    StackKeywords,
    StackLifetime,
)


@library(scope="GLOBAL", version=__version__)
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
    needs Docker and Docker Compose. Each container's log is left
    in the folder of the results, under ``containers``, and all is taken down when the stack
    is stopped, or when the run ends in whatever way.

    The environment's ``BASE_IMAGE`` names another base image than the official slim Python's.

    = Breaking =

    One instance, by its name, can be broken at a time, and the gateway and the auth service:

    | *Keyword* | *What clients and the gateway see* | *Mended by* |
    | `Kill Instance` | connections are reset | `Start Instance` |
    | `Stop Instance` | it says that it goes away, then closes its connections | `Start Instance` |
    | `Pause Instance` | connections stay open, nothing is answered | `Resume Instance` |
    | `Disconnect Instance` | nothing arrives, in either direction | `Reconnect Instance` |
    | `Kill Gateway`, `Stop Gateway` | there is no gateway | `Start Gateway` |
    | `Pause Gateway` | connections stay open, nothing is answered | `Resume Gateway` |
    | `Stop Auth Service` | nobody can log in | `Start Auth Service` |

    Each of these waits until it is so, and fails when that takes longer than its ``timeout``.

    = Logs =

    When a test fails, its log ends with what each part of the stack logged meanwhile.
    """

    def __init__(self, services: Path | None = None):
        """``services`` is the folder with the packages of the services to start.

        By default these are the services that come with the library.
        """
        self.current = current = CurrentStack()
        self.ROBOT_LIBRARY_LISTENER = [FailureLog(current), StackLifetime(current)]
        super().__init__(
            [
                StackKeywords(current, services or places.services()),
                InstanceKeywords(current),
                BreakingKeywords(current),
                ReachKeywords(current),
            ]
        )
