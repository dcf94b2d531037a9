"""How a connection is protected (gRPC's authentication guide: SSL/TLS)."""

import socket
import ssl
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypedDict

import grpc

from .errors import UsageError

# What gRPC's core and its BoringSSL say of a failed connection, and what it means.
_CAUSES = {
    "certificate has expired": "the server's certificate has expired",
    "certificate is not yet valid": "the server's certificate is not valid yet",
    "unable to get local issuer": "the server's certificate does not come from a trusted root",
    "self signed certificate": "the server's certificate does not come from a trusted root",
    "Hostname Verification Check": "the server's certificate is for another name than '{name}'",
    "WRONG_VERSION_NUMBER": "the server does not speak TLS",
}
# Where Linux systems keep the roots that they trust (load_system_roots_supported.cc of gRPC).
_SYSTEM_ROOTS = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)
HANDSHAKE_SECONDS = 1.0

# What stands for the roots of this machine, where a file is expected otherwise.
SYSTEM = "system"
_LOST = ("Socket closed", "Connection reset", "Broken pipe")


class TlsFields(TypedDict, total=False):
    """The fields of Tls, which Robot Framework can convert."""

    root: Path
    certificate: Path
    key: Path
    server_name: str


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

    @classmethod
    def of(cls, given: TlsFields | Literal["system"] | None) -> "Tls | None":
        """Return what keywords get as their `tls`; a root can be "system", too."""
        if given is None:
            return None
        fields: TlsFields = {"root": Path(SYSTEM)} if given == "system" else given
        tls = cls(**fields)
        return replace(tls, root=_system_roots()) if tls.root == Path(SYSTEM) else tls

    def credentials(self) -> grpc.ChannelCredentials:
        if (self.certificate is None) != (self.key is None):
            raise UsageError("For mutual TLS, give both 'certificate' and 'key'.")
        root, key, certificate = _read(self.root), _read(self.key), _read(self.certificate)
        self._check_files()
        return grpc.ssl_channel_credentials(root, key, certificate)

    def options(self) -> list[tuple[str, str]]:
        if self.server_name is None:
            return []
        return [("grpc.ssl_target_name_override", self.server_name)]

    def _check_files(self) -> None:
        """Find what gRPC's core would report as a failed handshake, without its cause."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            if self.root:
                context.load_verify_locations(self.root)
        except ssl.SSLError:
            raise UsageError(f"'{self.root}' holds no certificate in PEM form.") from None
        try:
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key, lambda: "")
        except ssl.SSLError:
            raise UsageError(
                f"'{self.certificate}' and '{self.key}' are no certificate in PEM form "
                f"and its unencrypted key."
            ) from None


def _system_roots() -> Path | None:
    """Return the file of the roots that this system trusts, if it has one.

    gRPC for Python would take those that it comes with, even where the system has others.
    """
    told = ssl.get_default_verify_paths().cafile  # of SSL_CERT_FILE, or OpenSSL's own
    files = [Path(file) for file in (told, *_SYSTEM_ROOTS) if file]
    return next((file for file in files if file.is_file()), None)


def cause_of(reason: str, name: str, tls: Tls | None, target: str) -> str:
    """Return why a server called `name` could not be connected to, in words where known."""
    for seen, cause in _CAUSES.items():
        if seen in reason:
            return cause.format(name=name)
    if any(seen in reason for seen in _LOST):
        return f"the server closed the connection; {_wish(tls, target)}"
    return reason


def _wish(tls: Tls | None, target: str) -> str:
    """What a server may miss that closes the connection without a word."""
    if tls is None:
        return "the server may expect TLS"
    if not _speaks_tls(target):
        return "the server does not speak TLS"
    if tls.certificate is None:
        return "the server may expect a client certificate"
    return "the server may not accept the client certificate"


def _speaks_tls(target: str) -> bool:
    """Tell whether a server at `host:port` answers a TLS handshake; True where that is unknown."""
    host, _, port = target.rpartition(":")
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent: this only asks what the server speaks
    context.set_alpn_protocols(["h2"])
    try:
        with (
            socket.create_connection((host.strip("[]"), int(port)), HANDSHAKE_SECONDS) as plain,
            context.wrap_socket(plain),
        ):
            return True
    except (ssl.SSLError, ConnectionError):
        return False
    except (OSError, ValueError):
        return True


def _read(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as err:
        raise UsageError(f"'{file}' cannot be read: {err.strerror}.") from None
