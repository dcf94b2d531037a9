"""How a connection is protected (gRPC's authentication guide: SSL/TLS)."""

from dataclasses import dataclass
from pathlib import Path

import grpc

from .outcome import GrpcError


@dataclass(frozen=True)
class Tls:
    """TLS: which root to trust, who the client is, and what the server is called.

    Without `root`, the roots that gRPC comes with are trusted. `certificate` and `key` are
    the client's own, for mutual TLS. All are files in PEM form. `server_name` stands in for
    the target's host where the server's certificate has another name.
    """

    root: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    server_name: str | None = None

    def credentials(self) -> grpc.ChannelCredentials:
        if (self.certificate is None) != (self.key is None):
            raise GrpcError("For mutual TLS, give both 'certificate' and 'key'.")
        return grpc.ssl_channel_credentials(
            _read(self.root), _read(self.key), _read(self.certificate)
        )

    def options(self) -> list[tuple[str, str]]:
        if self.server_name is None:
            return []
        return [("grpc.ssl_target_name_override", self.server_name)]


def _read(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as err:
        raise GrpcError(f"'{file}' cannot be read: {err.strerror}.") from None
