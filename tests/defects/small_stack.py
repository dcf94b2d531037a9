"""The small systems as stacks that StackLibrary's keywords can break."""

import threading
from collections.abc import Callable
from typing import NamedTuple

from fleet import Fleet, Instance
from honest import System
from shop import Shop, ShopServer
from small_server import SmallServer
from wire import MyServiceServer

from StackLibrary import stack
from StackLibrary.errors import OutOfReach
from StackLibrary.limit import Limit
from StackLibrary.part import Part, State
from StackLibrary.processes.stack import EmbeddedSettings


class Kind(NamedTuple):
    """A system's servers, and what its instances are called."""

    server: Callable[..., SmallServer]
    names: str


KINDS: dict[type[Fleet], Kind] = {
    System: Kind(MyServiceServer, "myservice"),
    Shop: Kind(ShopServer, "till"),
}


def kind_of(system: type[Fleet]) -> Kind:
    return next(kind for base, kind in KINDS.items() if issubclass(system, base))


class SmallPart(Part):
    """A part that breaks in fewer ways than a process or a container."""

    @property
    def exit_code(self) -> int:
        return 0

    def _pause(self) -> None:
        raise OutOfReach(f"{self.title} cannot hang.")

    def _resume(self) -> None:
        """It never hangs."""

    def _disconnect(self) -> None:
        raise OutOfReach(f"{self.title} cannot be cut off.")

    def _reconnect(self) -> None:
        """It is never cut off."""


class InstancePart(SmallPart):
    def __init__(self, system: Fleet, instance: Instance, server: SmallServer):
        super().__init__(f"Instance '{instance.name}'")
        self._system = system
        self._instance = instance
        self.server = server

    @property
    def state(self) -> State:
        return self._instance.state

    @property
    def exit_code(self) -> int:
        return self._instance.exit_code

    def _kill(self) -> None:
        self._system.crash(self._instance)

    def _terminate(self) -> None:
        self._system.terminate(self._instance)

    def _pause(self) -> None:
        self._instance.state = "paused"

    def _resume(self) -> None:
        self._instance.state = "running"

    def _start(self, limit: Limit) -> None:
        self._system.come_back(self._instance)


class GatewayPart(SmallPart):
    def __init__(self, system: Fleet, kind: Kind, port: int):
        super().__init__("The gateway")
        self._system = system
        self._kind = kind
        self.server = kind.server(system, port=port)
        self._state: State = "running"

    @property
    def state(self) -> State:
        return self._state

    def _kill(self) -> None:
        self._terminate()

    def _terminate(self) -> None:
        self.server.go_away()
        self._state = "exited"

    def _start(self, limit: Limit) -> None:
        self._system.restart_gateway()
        self.server = self._kind.server(self._system, port=self.server.port)
        self._state = "running"


class SmallStack(stack.Stack):
    def __init__(self, settings: EmbeddedSettings, system: type[Fleet]):
        settings.check()
        kind = kind_of(system)
        names = [f"{kind.names}-{number + 1}" for number in range(settings.instances)]
        self._system = system(
            names, settings.capacity, settings.token_lifetime, settings.subscribe_interval
        )
        self._system.idle_time = settings.idle_time
        self._parts = {
            name: InstancePart(self._system, instance, kind.server(self._system, at=instance))
            for name, instance in self._system.instances.items()
        }
        self._gateway = GatewayPart(self._system, kind, settings.gateway_port)

    def check_can(self, deed: str, part: str) -> None:
        super().check_can(deed, part)
        if part == "auth" or (part == "gateway" and deed in ("pause", "resume")):
            raise OutOfReach(f"A small stack has no way to {deed} its {part}.")

    @property
    def gateway_address(self) -> str:
        return self._gateway.server.address

    @property
    def gateway(self) -> Part:
        return self._gateway

    def instances(self) -> list[stack.Instance]:
        return [
            stack.Instance(name, part.server.address, part.state)
            for name, part in self._parts.items()
        ]

    def instance(self, name: str) -> Part:
        return self._parts[name]

    def logs(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        servers = [self._gateway.server, *(part.server for part in self._parts.values())]
        stops = [threading.Thread(target=server.stop) for server in servers]
        for one in stops:
            one.start()
        for one in stops:
            one.join()
