"""What every stack can do, however its parts are run."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import StackError
from .part import Part, State


@dataclass(frozen=True)
class Instance:
    """One running MyService.

    `name` is its `pod_name`, `address` its own `host:port` behind the gateway.
    """

    name: str
    address: str
    state: State


class Stack(ABC):
    """A gateway, its auth service and its instances, as one system under test."""

    @property
    def kind(self) -> str:
        """What kind of stack this is, in a word: that of its class's name."""
        return type(self).__name__.removesuffix("Stack").lower()

    @property
    @abstractmethod
    def gateway_address(self) -> str:
        """Where clients connect, as `host:port`."""

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

    def wait_until_exited(self, name: str, timeout: float) -> int:
        """Wait until the instance has exited and return its exit code.

        Raises StackFailure when it has not after `timeout` seconds.
        """
        part = self.instance(name)
        part.wait_until("exited", timeout)
        return part.exit_code

    @abstractmethod
    def logs(self) -> dict[str, str]:
        """What each part has logged so far, by the part's name; also after `stop`."""

    @abstractmethod
    def stop(self) -> None:
        """End all parts and remove what they left."""

    @property
    def farewell(self) -> str:
        """What there is to say about the stack once it has been stopped."""
        return ""


def instance_named(name: str, instances: Mapping[str, Part]) -> Part:
    """Return the instance; raise StackError where there is none of that name."""
    if name not in instances:
        raise StackError(f"The stack has no instance '{name}'; it has {', '.join(instances)}.")
    return instances[name]


class RunningStack(Stack):
    """A stack that was already up: only its gateway's address is known."""

    def __init__(self, gateway_address: str):
        host, _, port = gateway_address.rpartition(":")
        if host != "unix" and not (host and port.isdecimal()):
            raise StackError(
                f"A gateway is 'embedded', 'compose', or the 'host:port' of one that is already "
                f"up, got '{gateway_address}'."
            )
        self._gateway_address = gateway_address

    @property
    def gateway_address(self) -> str:
        return self._gateway_address

    def instances(self) -> list[Instance]:
        raise self._out_of_reach(f"The instances behind '{self._gateway_address}' are")

    def instance(self, name: str) -> Part:
        raise self._out_of_reach(f"The instances behind '{self._gateway_address}' are")

    @property
    def gateway(self) -> Part:
        raise self._out_of_reach(f"The gateway at '{self._gateway_address}' is")

    def logs(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        """Leave it as it is: it was not started here."""

    def _out_of_reach(self, who_is: str) -> StackError:
        return StackError(f"{who_is} out of reach: that stack was not started here.")
