"""What a stack that is started is to be like, wherever its parts run."""

from dataclasses import dataclass

from .errors import StackError


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The part that all stacks have in common.

    `capacity` is the number of sessions that one instance can hold (0: any number),
    `gateway_port` 0 for a free one, `gateways` how many there are in front of the instances,
    and `timeout` the seconds in which all parts must serve. `token_lifetime`,
    `subscribe_interval` (the time between two messages of a subscription) and `idle_time`
    (after which a session gives up its place) are seconds.
    """

    instances: int = 3
    capacity: int = 1
    gateway_port: int = 0
    timeout: float = 30.0
    token_lifetime: float = 3600.0
    subscribe_interval: float = 5.0
    idle_time: float = 60.0
    gateways: int = 1

    def check(self) -> None:
        """Raise StackError where a setting is not possible."""
        for what in ("instances", "capacity", "gateway_port", "gateways"):
            number = getattr(self, what)
            if not isinstance(number, int):
                raise StackError(f"'{what}' should be a whole number, got '{number}'.")
        if self.instances < 1:
            raise StackError(f"A stack has at least 1 instance, got {self.instances}.")
        if self.gateways < 1:
            raise StackError(f"A stack has at least 1 gateway, got {self.gateways}.")
        if self.capacity < 0:
            raise StackError(f"A capacity is 0 or more sessions, got {self.capacity}.")
        if not 0 <= self.gateway_port <= 65535:
            raise StackError(f"A port is 0 to 65535, got {self.gateway_port}.")
        for what in ("token_lifetime", "subscribe_interval", "idle_time"):
            seconds = getattr(self, what)
            if seconds <= 0:
                raise StackError(f"'{what}' should be longer than 0 s, got {seconds:g} s.")
