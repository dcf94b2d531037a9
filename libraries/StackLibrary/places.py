"""Where the services are: in the package that was installed, or in the project's own folder."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PROJECT = _PACKAGE.parents[1]


def services() -> Path:
    """Return the folder with the packages of the services."""
    return _found("services")


def compose_file() -> Path:
    """Return the Compose file of the system."""
    return _found("docker-compose.yml")


def _found(name: str) -> Path:
    """The build copies what the package needs into it; a checkout has it once, at its root."""
    installed = _PACKAGE / name
    return installed if installed.exists() else _PROJECT / name
