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
from StackLibrary.errors import OutOfReach, StackFailure
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
        self._system.resume(self._instance)

    def _start(self, limit: Limit) -> None:
        self._system.come_back(self._instance)

    def slow_down(self, delay: float) -> None:
        self._system.slow_down(self._instance, delay)


class AuthPart(SmallPart):
    def __init__(self, system: Fleet):
        super().__init__("The auth service")
        self._system = system

    @property
    def state(self) -> State:
        return "exited" if self._system.auth_is_away else "running"

    def _kill(self) -> None:
        self._system.stop_auth()

    def _terminate(self) -> None:
        self._system.stop_auth()

    def _start(self, limit: Limit) -> None:
        self._system.start_auth()


class GatewayPart(SmallPart):
    def __init__(self, system: Fleet, kind: Kind, port: int, number: int):
        super().__init__("The gateway")
        self._system = system
        self._kind = kind
        self._number = number
        self.server = kind.server(system, port=port, gateway=number)
        self._state: State = "running"

    @property
    def state(self) -> State:
        return self._state

    def _kill(self) -> None:
        self._system.lose_gateway("killed")
        self._leave()

    def _terminate(self) -> None:
        self._system.lose_gateway("stopped")
        self._leave()

    def _leave(self) -> None:
        self.server.leave()
        self._state = "exited"

    def _pause(self) -> None:
        self._system.lose_gateway("paused")
        self.server.pause()
        self._state = "paused"

    def _resume(self) -> None:
        self._system.resume_gateway()
        self.server.resume()
        self._state = "running"

    def _start(self, limit: Limit) -> None:
        self._system.restart_gateway()
        port, number = self.server.port, self._number
        self.server = self._kind.server(self._system, port=port, gateway=number)
        self._state = "running"


class SmallStack(stack.Stack):
    def __init__(self, settings: EmbeddedSettings, system: type[Fleet]):
        settings.check()
        self._kind = kind = kind_of(system)
        names = [f"{kind.names}-{number + 1}" for number in range(settings.instances)]
        self._system = system(
            names, settings.capacity, settings.token_lifetime, settings.subscribe_interval
        )
        self._system.idle_time = settings.idle_time
        self._parts = {one.name: self._part(one) for one in self._system.instances.values()}
        self._gateways = [
            GatewayPart(self._system, kind, 0 if number else settings.gateway_port, number)
            for number in range(settings.gateways)
        ]
        self._auth = AuthPart(self._system)

    def _part(self, instance: Instance) -> InstancePart:
        server = self._kind.server(self._system, at=instance)
        return InstancePart(self._system, instance, server)

    @property
    def gateway_address(self) -> str:
        return self._gateways[0].server.address

    @property
    def gateway_addresses(self) -> list[str]:
        return [gateway.server.address for gateway in self._gateways]

    @property
    def gateway(self) -> Part:
        return self._gateways[0]

    @property
    def auth(self) -> Part:
        return self._auth

    def instances(self) -> list[stack.Instance]:
        return [
            stack.Instance(name, part.server.address, part.state)
            for name, part in self._parts.items()
        ]

    def instance(self, name: str) -> Part:
        return stack.instance_named(name, self._parts)

    def add_instance(self, timeout: float) -> str:
        number = 1 + max(int(one.rpartition("-")[2]) for one in self._parts)
        name = f"{self._kind.names}-{number}"
        self._parts[name] = self._part(self._system.add(name))
        return name

    def remove_instance(self, name: str, timeout: float) -> None:
        removed = self._parts.pop(name)
        self._system.remove(name)
        removed.server.stop()
        if removed.exit_code != 0:
            code = removed.exit_code
            raise StackFailure(f"{removed.title} has exited with code '{code}', expected '0'.")

    def slow_down(self, name: str, delay: float, timeout: float) -> None:
        self._parts[name].slow_down(delay)

    def logs(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        parts = [*self._gateways, *self._parts.values()]
        servers = [part.server for part in parts]
        stops = [threading.Thread(target=server.stop) for server in servers]
        for one in stops:
            one.start()
        for one in stops:
            one.join()
