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
    ScalingKeywords,
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
    needs Docker and Docker Compose. Each container's log is left in the folder of the
    results, under ``containers``, and all is taken down when the stack is stopped, or when
    the run ends in whatever way.

    The environment's ``BASE_IMAGE`` names another base image than the official slim Python's.

    = Commands =

    `Use Stack` takes a system that is already up, wherever it runs. A TOML file says how to
    reach it:

    | timeout = 60                # seconds that a command may take
    | fresh = "kubectl rollout restart statefulset/shop"
    |
    | [gateway]
    | address = "shop.example.com:443"
    | tls = { root = "ca.pem" }   # also certificate, key, server_name
    |
    | [instances]
    | list = "kubectl get pods --selector=app=shop --no-headers -o custom-columns=:metadata.name"
    | kill = "kubectl delete pod {instance} --force --grace-period=0"
    | state = "kubectl get pod {instance} --output=jsonpath={.status.phase} --ignore-not-found"
    | logs = "kubectl logs --since-time={since} {instance}"
    |
    | [states]
    | running = ["Running"]
    | exited = ["Failed", "Succeeded", ""]

    Instances are listed by ``names``, or by a command that prints them, one a line. There are
    commands to ``kill``, ``stop``, ``start``, ``pause``, ``resume``, ``disconnect`` and
    ``reconnect`` an instance, to tell its ``state`` and to print its ``logs``; sections
    ``[gateway]`` and ``[auth]`` have the same, but for the network. All are optional, but what
    breaks or mends a part needs a ``state``: it prints a word, and after it, if known, the exit
    code. The words are ``running``, ``paused``, ``disconnected`` and ``exited``, and what
    ``[states]`` adds. ``fresh`` is run by `Use Stack`. Commands run in the file's folder, as
    lists of words; with ``shell = true`` they are given to ``/bin/sh``.

    Without a command for it, a keyword fails with the reason; `Skip Unless Stack Can` skips
    the test instead.

    A file with a section ``[compose]`` starts a system instead, by a Compose file of your own,
    and takes it down in the end:

    | [compose]
    | file = "docker-compose.yml"
    | gateway = "envoy"           # its service, and the port in its container
    | port = 8080
    | instances = ["shop-1", "shop-2"]
    | auth = "login"

    = Several suites =

    The suites below the one that has started a stack, or has begun to use one, work with the
    same stack: `Start Stack` in an ``__init__.robot`` serves its whole folder. The stack ends
    with the suite that started it.

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
                ScalingKeywords(current),
                ReachKeywords(current),
            ]
        )
