"""Our own services behind somebody else's gateway, and the file of commands that reach them."""

import contextlib
import socket
import sys
import threading
from pathlib import Path

from StackLibrary import places
from StackLibrary.limit import Limit
from StackLibrary.part import Part
from StackLibrary.processes.process import Process
from StackLibrary.processes.stack import EmbeddedSettings, EmbeddedStack, GatewayProcess

FRONT = Path(__file__).with_name("front.py")
ASK = Path(__file__).with_name("ask.py")
TIMEOUT_SECONDS = 30.0
DEEDS = ("kill", "stop", "start", "pause", "resume")
FILE = """\
timeout = 30
fresh = {ask_fresh}

[gateway]
address = "{address}"
{gateway}

[auth]
{auth}

[instances]
names = {names}
{instances}
"""


class FrontedStack(EmbeddedStack):
    """The services of the embedded system behind the gateway of that configuration."""

    def __init__(self, configuration: Path, settings: EmbeddedSettings):
        self._configuration = configuration
        super().__init__(settings)

    def _run_gateway(self, number: int) -> GatewayProcess:
        addresses = [instance.address for instance in self._instances.values()]
        gateway = Front(
            self._configuration.stem,
            [
                *(sys.executable, str(FRONT), str(self._configuration)),
                *("--auth", self._auth.address, "--instances", ",".join(addresses)),
                *("--run-directory", str(self._guard.directory)),
                *("--listen", f"127.0.0.1:{self._settings.gateway_port}"),
            ],
            self._guard,
            self._settings.services,
            "The gateway",
        )
        self._processes[gateway.name] = gateway
        return gateway


class Front(GatewayProcess):
    def _start(self, limit: Limit) -> None:
        Process._start(self, limit)

    def terminate(self, timeout: float) -> None:
        """Ask it to end, with whatever exit code."""
        self.should_be("running")
        self._do(self._terminate, "exited", timeout)


class Served:
    """A stack that does what is asked for at a socket, and is made anew when asked to."""

    def __init__(self, configuration: Path, folder: Path, **settings: float):
        self._configuration = configuration
        self._settings = settings
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.stack = self._new(gateway_port=0)
        self.file = folder / "stack.toml"
        self._server = socket.socket(socket.AF_UNIX)
        # Short, as the path of a socket can be of 100 characters only.
        self._socket = self._server_path()
        self._server.bind(self._socket)
        self._server.listen()
        self.file.write_text(self._commands(), encoding="utf-8")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _new(self, gateway_port: int) -> FrontedStack:
        return FrontedStack(
            self._configuration,
            EmbeddedSettings(
                services=places.services(), gateway_port=gateway_port, **self._settings
            ),
        )

    def _server_path(self) -> str:
        return f"\0gateways-{self.stack.gateway_address}"  # Linux's own kind: it leaves no file

    def _commands(self) -> str:
        def ask(*words: str) -> str:
            command = [sys.executable, "-I", "-S", str(ASK), self._socket[1:], *words]
            return repr(command)

        def commands(part: str) -> str:
            return "\n".join(f"{deed} = {ask(deed, part)}" for deed in (*DEEDS, "state", "logs"))

        return FILE.format(
            ask_fresh=ask("fresh"),
            address=self.stack.gateway_address,
            names=[one.name for one in self.stack.instances()],
            gateway=commands("gateway"),
            auth=commands("auth"),
            instances=commands("{instance}"),
        )

    def _serve(self) -> None:
        while True:
            try:
                connection = self._server.accept()[0]
            except OSError:
                return  # closed
            with connection, contextlib.suppress(OSError):
                words = connection.recv(1000).decode().split()
                try:
                    answer = f"0\n{self._answer(*words)}"
                except Exception as err:  # whatever it is, whoever asked must be told
                    answer = f"1\n{err}"
                connection.sendall(answer.encode(errors="replace"))

    def _answer(self, deed: str, name: str = "") -> str:
        if deed == "fresh":
            self.make_fresh()
            return ""
        part = self._part(name)
        if deed == "state":
            state = part.state
            # How a gateway ends is its own affair: HAProxy dies by the signal that asks it to end.
            is_known = state == "exited" and part is not self.stack.gateway
            return f"{state} {part.exit_code % 256}" if is_known else state
        if deed == "logs":
            return part.log()
        if deed == "stop" and part is self.stack.gateway:
            part.terminate(TIMEOUT_SECONDS)
        else:
            getattr(part, deed)(TIMEOUT_SECONDS)
        return ""

    def make_fresh(self) -> None:
        """Start all parts anew, the gateway at its address."""
        port = int(self.stack.gateway_address.rpartition(":")[2])
        self.stack.stop()
        self.stack = self._new(port)

    def _part(self, name: str) -> Part:
        parts = {"gateway": self.stack.gateway, "auth": self.stack.auth}
        return parts[name] if name in parts else self.stack.instance(name)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()
        self.stack.stop()
