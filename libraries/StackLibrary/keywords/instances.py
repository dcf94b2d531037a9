"""Keywords about the instances of a stack."""

from datetime import timedelta

from robot.api import logger
from robot.api.deco import keyword

from ..current import CurrentStack
from ..errors import StackFailure
from ..stack import Instance


class InstanceKeywords:
    def __init__(self, current: CurrentStack):
        self._current = current

    @keyword(tags=["Instance", "Getter"])
    def get_instances(self) -> list[Instance]:
        """Returns all instances, each with ``name``, ``address`` and ``state``.

        The name is the instance's ``pod_name``, the address its own ``host:port`` behind
        the gateway, the state ``running``, ``paused``,
        ``disconnected`` or ``exited``.

        | ${instances} =    `Get Instances`
        | Log    ${instances[0].name} is ${instances[0].state}.
        """
        return self._current.get().instances()

    @keyword(tags=["Instance", "Wait"])
    def wait_until_instance_has_exited(
        self,
        name: str,
        timeout: timedelta = timedelta(seconds=20),
        *,
        exit_code: int | None = 0,
    ) -> None:
        """Waits until the instance's process has ended, and verifies its exit code.

        With ``exit_code=None`` any exit code will do. That of an instance which was killed
        is the signal's number, negative: ``-9``. Where the stack cannot tell the exit code,
        it is not verified, and the log says so.

        | ${answer} =    Shutdown Instance
        | `Wait Until Instance Has Exited`    ${answer.pod_name}
        """
        actual = self._current.get().wait_until_exited(name, timeout.total_seconds())
        if actual is None:
            logger.info(f"Instance '{name}' has exited, with a code that the stack cannot tell.")
            return
        if exit_code is not None and actual != exit_code:
            raise StackFailure(
                f"Instance '{name}' has exited with code '{actual}', expected '{exit_code}'."
            )
        logger.info(f"Instance '{name}' has exited with code {actual}.")
