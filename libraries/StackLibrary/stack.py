"""What every stack can do, however its parts are run."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .errors import OutOfReach, StackError
from .events import AUTH, GATEWAY
from .limit import Limit
from .part import Part, State

# What not every kind of stack can do with its instances, and the method that does it.
_SCALING = {"add": "add_instance", "remove": "remove_instance", "slow_down": "slow_down"}


@dataclass(frozen=True)
class Instance:
    """One running instance.

    `name` is what it calls itself in its answers, `address` its own `host:port` behind the
    gateway (empty where nobody knows it).
    """

    name: str
    address: str
    state: State


class Stack(ABC):
    """A gateway, its auth service and its instances, as one system under test.

    The stack coordinates: it names a part, breaks or mends it, and after mending waits until
    the gateway sends it calls. A part alone only breaks and comes back.
    """

    @property
    def kind(self) -> str:
        """The kind of the stack in a word: that of its class's name."""
        return type(self).__name__.removesuffix("Stack").lower()

    @property
    @abstractmethod
    def gateway_address(self) -> str:
        """Where clients connect, as `host:port`."""

    @property
    def gateway_tls(self) -> Mapping[str, str]:
        """How the gateway is protected: empty for plaintext."""
        return {}

    @abstractmethod
    def instances(self) -> list[Instance]:
        """All instances, those that have exited included."""

    @abstractmethod
    def instance(self, name: str) -> Part:
        """The instance of that name, to be broken; raises StackError where there is none."""

    @property
    @abstractmethod
    def gateway(self) -> Part:
        """The gateway, to be broken."""

    @property
    def auth(self) -> Part:
        """The auth service, to be broken."""
        raise OutOfReach("The auth service of this stack is out of reach.")

    def part(self, name: str) -> Part:
        """Return the gateway, the auth service, or the instance of that name."""
        if name == GATEWAY:
            return self.gateway
        return self.auth if name == AUTH else self.instance(name)

    def kill(self, name: str, timeout: float) -> None:
        self.part(name).kill(timeout)

    def stop_part(self, name: str, timeout: float) -> None:
        self.part(name).stop(timeout)

    def pause(self, name: str, timeout: float) -> None:
        self.part(name).pause(timeout)

    def disconnect(self, name: str, timeout: float) -> None:
        self.part(name).disconnect(timeout)

    def start(self, name: str, timeout: float) -> None:
        self._mend(name, Part.start, timeout)

    def resume(self, name: str, timeout: float) -> None:
        self._mend(name, Part.resume, timeout)

    def reconnect(self, name: str, timeout: float) -> None:
        self._mend(name, Part.reconnect, timeout)

    def _mend(self, name: str, mend: Callable[[Part, float], None], timeout: float) -> None:
        limit = Limit(timeout)
        mend(self.part(name), timeout)
        if name == GATEWAY:
            self._wait_until_called(self._running(), limit)
        else:
            self._wait_until_called([name], limit)

    def _running(self) -> list[str]:
        return [one.name for one in self.instances() if one.state == "running"]

    def _wait_until_called(self, names: Sequence[str], limit: Limit) -> None:  # noqa: B027
        """Wait until a gateway that runs sends calls to these parts, where that can be seen."""

    @property
    def gateway_addresses(self) -> list[str]:
        """Where clients connect, at each gateway; the first one is `gateway_address`."""
        return [self.gateway_address]

    def add_instance(self, timeout: float) -> str:
        """Start one more instance, wait until the gateway uses it, and return its name."""
        raise OutOfReach("No instance can be added to this stack.")

    def remove_instance(self, name: str, timeout: float) -> None:
        """Take an instance out, wait until it gets no new calls, and end it."""
        raise OutOfReach("No instance can be removed from this stack.")

    def slow_down(self, name: str, delay: float, timeout: float) -> None:
        """Have an instance answer late, by so many seconds; its health checks are in time."""
        raise OutOfReach("No instance of this stack can be slowed down.")

    def wait_until_exited(self, name: str, timeout: float) -> int | None:
        """Wait until the instance has exited and return its exit code, None if unknown.

        Raises StackFailure when it has not after `timeout` seconds.
        """
        part = self.instance(name)
        part.wait_until("exited", timeout)
        return part.exit_code

    def check_can(self, deed: str, part: str) -> None:
        """Raise OutOfReach where this stack has no way to do that to such a part.

        `deed` is "kill", "stop", …, "add", "list"; `part` is "instance", "gateway" or "auth".
        """
        method = _SCALING.get(deed, "")
        if method and getattr(type(self), method) is getattr(Stack, method):
            how = deed.replace("_", " ")
            raise OutOfReach(f"This stack has no way to {how} instances.")

    @abstractmethod
    def logs(self) -> dict[str, str]:
        """What each part has logged so far, by the part's name; also after `stop`."""

    @abstractmethod
    def stop(self) -> None:
        """End all parts and remove what they left."""

    @property
    def farewell(self) -> str:
        """A note for the user about the stack once it has been stopped."""
        return ""


AnyPart = TypeVar("AnyPart", bound=Part)


def instance_named(name: str, instances: Mapping[str, AnyPart]) -> AnyPart:
    """Return the instance; raise StackError where there is none of that name."""
    if name not in instances:
        raise StackError(f"The stack has no instance '{name}'; it has {', '.join(instances)}.")
    return instances[name]
