"""A stack that is already up, of which only the gateway's address is known."""

from .errors import OutOfReach, StackError
from .part import Part
from .stack import Instance, Stack


class RunningStack(Stack):
    def __init__(self, gateway_address: str):
        host, _, port = gateway_address.rpartition(":")
        if host != "unix" and not (host and port.isdecimal()):
            raise StackError(
                f"A stack to use is the 'host:port' of a gateway that is already up, or the "
                f"path of a TOML file, got '{gateway_address}'."
            )
        self._gateway_address = gateway_address

    @property
    def gateway_address(self) -> str:
        return self._gateway_address

    def instances(self) -> list[Instance]:
        raise self._out_of_reach("instance")

    def instance(self, name: str) -> Part:
        raise self._out_of_reach("instance")

    @property
    def gateway(self) -> Part:
        raise self._out_of_reach("gateway")

    @property
    def auth(self) -> Part:
        raise self._out_of_reach("auth")

    def check_can(self, deed: str, part: str) -> None:
        raise self._out_of_reach(part)

    def logs(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        """Leave it as it is: it was not started here."""

    def _out_of_reach(self, part: str) -> OutOfReach:
        who_is = {
            "instance": "The instances behind '{}' are",
            "gateway": "The gateway at '{}' is",
            "auth": "The auth service behind '{}' is",
        }[part].format(self._gateway_address)
        return OutOfReach(f"{who_is} out of reach: that stack was not started here.")
