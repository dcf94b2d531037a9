"""gRPC servers with certificates of every kind, made by the openssl command."""

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2_grpc
from robot.api.deco import keyword, library

YESTERDAY = "-1"  # days from now
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@library(scope="SUITE", auto_keywords=False)
class TlsServers:
    """Each certificate is a pair of files: ``name.pem`` and ``name.key``."""

    def __init__(self) -> None:
        self._servers: list[grpc.Server] = []

    @keyword
    def make_certificates(self) -> Path:
        """Makes all that the tests need, and returns the folder."""
        self._folder = tempfile.TemporaryDirectory()
        for root in ("root", "other_root"):
            self._make(root, root, "2")
        self._make("server", "localhost", "2", root="root")
        self._make("expired", "localhost", YESTERDAY, root="root")
        self._make("other_name", "greeter.example.com", "2", root="root")
        self._make("from_other_root", "localhost", "2", root="other_root")
        self._make("client", "client", "2", root="root")
        return Path(self._folder.name)

    @keyword
    def start_tls_server(self, certificate: str = "server", asks_client: bool = False) -> str:
        """Starts a server with that certificate; returns its address."""
        credentials = grpc.ssl_server_credentials(
            [(self._read(f"{certificate}.key"), self._read(f"{certificate}.pem"))],
            self._read("root.pem") if asks_client else None,
            asks_client,
        )
        return self._start(credentials)

    @keyword
    def start_plaintext_server(self) -> str:
        """Starts a server without TLS; returns its address."""
        return self._start(None)

    @keyword
    def stop_servers(self) -> None:
        for server in self._servers:
            server.stop(grace=None).wait()
        self._servers.clear()

    @keyword
    def remove_certificates(self) -> None:
        self._folder.cleanup()

    def _start(self, credentials: grpc.ServerCredentials | None) -> str:
        server = grpc.server(ThreadPoolExecutor(max_workers=2))
        health_pb2_grpc.add_HealthServicer_to_server(health.HealthServicer(), server)
        if credentials is None:
            port = server.add_insecure_port("localhost:0")
        else:
            port = server.add_secure_port("localhost:0", credentials)
        server.start()
        self._servers.append(server)
        return f"localhost:{port}"

    def _make(self, name: str, host: str, days: str, root: str | None = None) -> None:
        names = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
        self._openssl("req", *NEW_KEY, *names, "-keyout", f"{name}.key", "-out", f"{name}.csr")
        signer = ("-key", f"{name}.key") if root is None else _signed_by(root)
        made = ("-in", f"{name}.csr", "-out", f"{name}.pem", "-days", days)
        self._openssl("x509", "-req", *made, *signer, "-copy_extensions", "copy")

    def _openssl(self, *arguments: str) -> None:
        command = ("openssl", *arguments)
        subprocess.run(command, cwd=self._folder.name, check=True, capture_output=True)

    def _read(self, name: str) -> bytes:
        return Path(self._folder.name, name).read_bytes()


def _signed_by(root: str) -> tuple[str, ...]:
    return ("-CA", f"{root}.pem", "-CAkey", f"{root}.key", "-CAcreateserial")
