"""A TLS front for a plaintext gateway, as load balancers put one before it."""

import asyncio
import ssl
import threading
from pathlib import Path

from robot.api.deco import keyword, library


@library(scope="SUITE")
class TlsFront:
    """Takes TLS connections and passes what they carry on."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    @keyword
    def start_tls_front(
        self, target: str, certificate: Path, key: Path, client_root: Path | None = None
    ) -> str:
        """Returns its address; with ``client_root``, clients must have a certificate of it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.set_alpn_protocols(["h2"])
        if client_root is not None:
            context.load_verify_locations(client_root)
            context.verify_mode = ssl.CERT_REQUIRED
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        host, _, port = target.rpartition(":")

        async def serve() -> str:
            server = await asyncio.start_server(
                lambda *client: _pass_on(*client, host, int(port)), "127.0.0.1", 0, ssl=context
            )
            return f"localhost:{server.sockets[0].getsockname()[1]}"

        return asyncio.run_coroutine_threadsafe(serve(), self._loop).result()

    @keyword
    def stop_tls_front(self) -> None:
        """Stops it, if it was started."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int
) -> None:
    there, back = await asyncio.open_connection(host, port)
    await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # the other side has gone
    finally:
        writer.close()
