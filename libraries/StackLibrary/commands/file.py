"""The file that says how to reach a system: TOML, checked key by key."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..containers.foreign import ForeignComposeSettings
from ..errors import StackError
from ..part import State
from .command import INSTANCE, Command, check_name
from .part import DEEDS, PartCommands
from .problem import Place, listed, quoted
from .stack import CommandSettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SEEN = ("state", "logs")
_NOT_CUT_OFF = tuple(deed for deed in DEEDS if deed not in ("disconnect", "reconnect"))
_WHO = {"gateway": "The gateway", "auth": "The auth service", "instances": "Instances"}
_TLS = ("root", "certificate", "key", "server_name")
_STATES: tuple[State, ...] = ("running", "paused", "disconnected", "exited")
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "gateway": ("address", "tls", *_NOT_CUT_OFF, *_SEEN),
    "auth": (*_NOT_CUT_OFF, *_SEEN),
    "instances": ("names", "list", *DEEDS, *_SEEN),
    "states": _STATES,
    "compose": ("file", "gateway", "port", "instances", "auth"),
}
_TOP = ("fresh", "shell", "timeout")
DEFAULT_TIMEOUT = 60.0


def read_stack_file(file: Path) -> "CommandSettings | ForeignComposeSettings":
    """Return what the file says; raise StackError, in one sentence, where it says it wrongly."""
    place = Place(file)
    tables = _read(file, place)
    _check_keys(tables, place)
    return _compose(tables, place) if "compose" in tables else _commands(tables, place)


def _read(file: Path, place: Place) -> Mapping[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as err:
        raise StackError(f"Stack file '{file}' cannot be read: {err.strerror}.") from None
    except UnicodeDecodeError:
        raise StackError(f"Stack file '{file}' cannot be read: it is not UTF-8.") from None
    try:
        tables: Mapping[str, Any] = tomllib.loads(text)
        return tables
    except tomllib.TOMLDecodeError as err:
        raise place.problem(f"text that is not TOML ({err})", "a file in TOML 1.0") from None


def _check_keys(tables: Mapping[str, Any], place: Place) -> None:
    for name, value in tables.items():
        if name in _TOP:
            continue
        if name not in _SECTIONS:
            raise place.unknown(name, [*_TOP, *_SECTIONS])
        if not isinstance(value, Mapping):
            raise (place / name).problem(quoted(value), f"a section [{name}]")
        for key in value:
            if key not in _SECTIONS[name]:
                raise (place / name).unknown(key, _SECTIONS[name])


def _commands(tables: Mapping[str, Any], place: Place) -> CommandSettings:
    gateway = tables.get("gateway", {})
    timeout = _number(tables.get("timeout", DEFAULT_TIMEOUT), place / "timeout")
    parts = {name: _part(tables, name, timeout, place) for name in _WHO}
    instances, where = tables.get("instances", {}), place / "instances"
    if "names" in instances and "list" in instances:
        raise where.problem("both 'names' and 'list'", "one of them")
    names = _texts(instances.get("names", []), where / "names")
    return CommandSettings(
        file=place.file,
        address=_address(gateway.get("address"), place / "gateway" / "address"),
        parts=parts,
        names=tuple(check_name(name, f"Stack file '{place.file}'") for name in names),
        lists=_command(tables, instances, "list", where),
        fresh=_command(tables, tables, "fresh", place),
        tls=_tls(gateway.get("tls", {}), place / "gateway" / "tls"),
        timeout=timeout,
    )


def _part(tables: Mapping[str, Any], name: str, timeout: float, place: Place) -> PartCommands:
    section, where = tables.get(name, {}), place / name
    commands = {
        deed: command
        for deed in (*DEEDS, *_SEEN)
        if (command := _command(tables, section, deed, where)) is not None
    }
    if name == "instances":
        for deed, command in commands.items():
            if not any(INSTANCE in word for word in command.words):
                raise (where / deed).problem(str(command), f"a command with '{INSTANCE}'")
    if commands.keys() & set(DEEDS) and "state" not in commands:
        raise (where / "state").problem(
            "nothing", "a command that prints the state, to see when the others are done"
        )
    return PartCommands(
        place.file.name, name, _WHO[name], commands, timeout, _words(tables, place / "states")
    )


def _command(
    tables: Mapping[str, Any], section: Mapping[str, Any], key: str, place: Place
) -> Command | None:
    if key not in section:
        return None
    value, shell = section[key], tables.get("shell", False)
    if not isinstance(shell, bool):
        raise Place(place.file, "shell").problem(quoted(shell), "true or false")
    if isinstance(value, list):
        words = _texts(value, place / key)
    elif isinstance(value, str):
        words = [value] if shell else _split(value, place / key)
    else:
        words = []
    if not words or not words[0].strip():
        raise (place / key).problem(quoted(value), "a command, as text or as a list of texts")
    return Command(tuple(words), place.file.resolve().parent, shell)


def _split(text: str, place: Place) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as err:
        raise place.problem(f"{quoted(text)} ({err})", "a command with matching quotes") from None


def _words(tables: Mapping[str, Any], place: Place) -> dict[str, State]:
    states = tables.get("states", {})
    return {
        word: state
        for state in _STATES
        for word in _texts(states.get(state, []), place / state, empty=True)
    }


def _texts(value: Any, place: Place, *, empty: bool = False) -> list[str]:
    """Check that it is a list of texts; `empty` says whether a text may be."""
    good = isinstance(value, list) and all(isinstance(one, str) and (one or empty) for one in value)
    if not good:
        raise place.problem(quoted(value), "a list of texts")
    return [*value]


def _text(value: Any, place: Place, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise place.problem("nothing" if value is None else quoted(value), what)
    return value


def _number(value: Any, place: Place) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise place.problem(quoted(value), "a number of seconds above 0")
    return float(value)


def _address(value: Any, place: Place) -> str:
    address = _text(value, place, "the gateway's 'host:port'")
    host, _, port = address.rpartition(":")
    if host != "unix" and not (host and port.isdecimal()):
        raise place.problem(quoted(address), "the gateway's 'host:port'")
    return address


def _tls(value: Any, place: Place) -> dict[str, str]:
    """Return the options of TLS; files are relative to the stack's file."""
    if not isinstance(value, Mapping):
        raise place.problem(quoted(value), f"a table with some of {listed(_TLS)}")
    tls = {}
    for key, given in value.items():
        if key not in _TLS:
            raise place.unknown(key, _TLS)
        text = _text(given, place / key, "text")
        is_file = key != "server_name" and text != "system"
        tls[key] = str(place.file.resolve().parent / text) if is_file else text
    return tls


def _compose(tables: Mapping[str, Any], place: Place) -> ForeignComposeSettings:
    for name in tables:
        if name not in ("compose", "gateway"):
            raise (place / name).problem("this key", "none beside [compose]")
    gateway = tables.get("gateway", {})
    for name in gateway:
        if name != "tls":
            raise (place / "gateway" / name).problem("this key", "'tls' alone beside [compose]")
    section, where = tables["compose"], place / "compose"
    file = place.file.resolve().parent / _text(section.get("file"), where / "file", "a file")
    if not file.is_file():
        raise (where / "file").problem(f"'{file}', which does not exist", "a Compose file")
    port = section.get("port")
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65536:
        raise (where / "port").problem(
            "nothing" if port is None else quoted(port), "the port in the gateway's container"
        )
    instances = _texts(section.get("instances", []), where / "instances")
    if not instances:
        raise (where / "instances").problem("nothing", "a list of services")
    return ForeignComposeSettings(
        file=file,
        gateway=_text(section.get("gateway"), where / "gateway", "the gateway's service"),
        port=port,
        instances=tuple(instances),
        auth=_text(section["auth"], where / "auth", "a service") if "auth" in section else None,
        tls=_tls(gateway.get("tls", {}), place / "gateway" / "tls"),
    )
