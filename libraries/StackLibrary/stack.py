"""What every stack can do, however its parts are run."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal


class StackError(RuntimeError):
    """The stack could not do what was asked; `logs` are its parts' own, by name."""

    ROBOT_SUPPRESS_NAME = True

    def __init__(self, message: str, logs: dict[str, str] | None = None):
        super().__init__(message)
        self.logs = logs or {}


class StackFailure(AssertionError):
    """A part of the stack is not as it should be."""

    ROBOT_SUPPRESS_NAME = True


@dataclass(frozen=True)
class Instance:
    """One running MyService.

    `name` is its `pod_name`, `address` its own `host:port` behind the gateway.
    """

    name: str
    address: str
    state: Literal["running", "exited"]


class Stack(ABC):
    """A gateway, its auth service and its instances, as one system under test."""

    @property
    @abstractmethod
    def gateway_address(self) -> str:
        """Where clients connect, as `host:port`."""

    @abstractmethod
    def instances(self) -> list[Instance]:
        """All instances, those that have exited included."""

    @abstractmethod
    def wait_until_exited(self, name: str, timeout: float) -> int:
        """Wait until the instance has exited and return its exit code.

        Raises StackFailure when it has not after `timeout` seconds.
        """

    @abstractmethod
    def logs(self) -> dict[str, str]:
        """What each part has logged so far, by the part's name; also after `stop`."""

    @abstractmethod
    def stop(self) -> None:
        """End all parts and remove what they left."""


class RunningStack(Stack):
    """A stack that was already up: only its gateway's address is known."""

    def __init__(self, gateway_address: str):
        self._gateway_address = gateway_address

    @property
    def gateway_address(self) -> str:
        return self._gateway_address

    def instances(self) -> list[Instance]:
        raise self._out_of_reach()

    def wait_until_exited(self, name: str, timeout: float) -> int:
        raise self._out_of_reach()

    def logs(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        """Leave it as it is: it was not started here."""

    def _out_of_reach(self) -> StackError:
        return StackError(
            f"The instances behind '{self._gateway_address}' are out of reach: "
            f"that stack was not started here."
        )
