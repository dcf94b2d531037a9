"""Listeners on loopback that speak no gRPC."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from robot.api.deco import keyword, library


@library(scope="TEST", auto_keywords=False)
class Listeners:
    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._http: HTTPServer | None = None

    @keyword
    def listen_silently(self, port: int = 0) -> int:
        """Accepts connections, says nothing; returns the port."""
        listener = socket.create_server(("127.0.0.1", port))
        self._sockets.append(listener)
        port: int = listener.getsockname()[1]
        return port

    @keyword
    def serve_http_1(self) -> int:
        """Serves HTTP/1.1 only; returns the port."""
        self._http = HTTPServer(("127.0.0.1", 0), _Silent)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self._http.server_port

    @keyword
    def stop_listening(self) -> None:
        for listener in self._sockets:
            listener.close()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()


class _Silent(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        """Say nothing: what matters is what the client says."""
