"""A gateway in a container, and the instances that it sends calls to."""

import time
from collections.abc import Mapping, Sequence

from ..errors import StackError, StackFailure
from ..limit import Limit
from .container import SERVING_POLL_SECONDS, Container
from .docker import Docker

# What the Compose file gives to the parts, each in a container of its own.
ANY_HOST = "0.0.0.0"  # noqa: S104
INSTANCE_PORT, GATEWAY_PORT = 50052, 10000


def address_of(instance: str) -> str:
    """Return an instance's address in the containers' own network."""
    return f"{instance}:{INSTANCE_PORT}"


class GatewayContainer(Container):
    """`instances` are all that there are now, by their names."""

    def __init__(
        self,
        service: str,
        container: str,
        docker: Docker,
        title: str,
        instances: Mapping[str, Container],
    ):
        super().__init__(service, container, docker, title, f"{ANY_HOST}:{GATEWAY_PORT}")
        self._instances = instances

    def _start(self, limit: Limit) -> None:
        """Tell it its instances at once: it knows those that it was created with.

        Docker's health checks are seconds apart, and clients call meanwhile.
        """
        self._run_again()
        while problem := self._publish(limit, "--unless-gone"):
            self.should_run(self._docker.state(self._container).status)
            if limit.has_passed:
                raise StackError(f"{self.title} did not serve within {limit}: {problem}")
            time.sleep(SERVING_POLL_SECONDS)  # it does not tell when it can be told

    def wait_until_serving(self, limit: Limit) -> None:
        """Wait until it serves all instances, also those whose names it did not find before."""
        super().wait_until_serving(limit)
        self.publish(limit)

    def publish(self, limit: Limit) -> None:
        """Have it use the instances that there are now, and no others."""
        problem = self._publish(limit)
        if problem:
            raise StackFailure(
                f"{self.title} does not use the new list of instances within {limit}: {problem}"
            )

    def _publish(self, limit: Limit, *more: str) -> str:
        return self._ask("mygateway.instances", [*map(address_of, self._instances)], limit, *more)

    def wait_until_called(self, addresses: Sequence[str], limit: Limit) -> str:
        """Wait until it sends calls to these parts, unless they have gone.

        Returns what is wrong, or nothing.
        """
        return self._ask("mygateway.readiness", addresses, limit, "--unless-gone")

    def _ask(self, module: str, addresses: Sequence[str], limit: Limit, *more: str) -> str:
        options = ("--instances", ",".join(addresses), "--timeout", f"{limit.left:.3f}", *more)
        return self.run(module, *options, limit=limit)
