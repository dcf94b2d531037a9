"""commands/file.py: what a stack's file says, and what is said where it is wrong."""

from pathlib import Path

import pytest

from StackLibrary.commands.command import Command
from StackLibrary.commands.file import read_stack_file
from StackLibrary.commands.stack import CommandSettings
from StackLibrary.containers.foreign import ForeignComposeSettings
from StackLibrary.errors import StackError

GATEWAY = '[gateway]\naddress = "shop:1"\n'
COMPOSE = '[compose]\nfile = "compose.yml"\ngateway = "front"\nport = 80\ninstances = ["a"]\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "stack.toml"
    file.write_text(text)
    return file


def test_all_that_a_file_can_say_is_read(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        timeout = 5
        fresh = ["make", "fresh start"]
        [gateway]
        address = "shop:1"
        tls = { root = "ca.pem", server_name = "shop" }
        stop = "systemctl stop 'the gateway'"
        state = "systemctl is-active gateway"
        [auth]
        logs = "journalctl --since {since}"
        [instances]
        names = ["one", "pod/two-2"]
        kill = "ssh {instance} kill"
        state = "ssh {instance} state"
        [states]
        running = ["active"]
        exited = ["", "failed"]
        """,
    )
    settings = read_stack_file(file)
    assert isinstance(settings, CommandSettings)
    assert (settings.address, settings.timeout) == ("shop:1", 5)
    assert settings.tls == {"root": str(tmp_path / "ca.pem"), "server_name": "shop"}
    assert settings.names == ("one", "pod/two-2")
    assert settings.fresh == Command(("make", "fresh start"), tmp_path)
    stop = settings.parts["gateway"].commands["stop"]
    assert stop == Command(("systemctl", "stop", "the gateway"), tmp_path)
    assert settings.parts["auth"].commands.keys() == {"logs"}
    words = settings.parts["instances"].words
    assert words == {"active": "running", "": "exited", "failed": "exited"}


def test_shell_gets_a_command_as_it_is(tmp_path: Path) -> None:
    settings = read_stack_file(written(tmp_path, f'shell = true\nfresh = "a | b"\n{GATEWAY}'))
    assert isinstance(settings, CommandSettings)
    assert settings.fresh == Command(("a | b",), tmp_path, in_shell=True)


def test_compose_file_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").touch()
    file = written(tmp_path, f'{COMPOSE}auth = "door"\n[gateway]\ntls = {{ root = "system" }}\n')
    assert read_stack_file(file) == ForeignComposeSettings(
        tmp_path / "compose.yml", "front", 80, ("a",), "door", {"root": "system"}
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "key 'gateway.address': found nothing, expected the gateway's 'host:port'"),
        (
            '[gateway]\naddress = "shop"',
            "key 'gateway.address': found 'shop', expected the gateway's 'host:port'",
        ),
        (
            '[gatway]\naddress = "shop:1"',
            "found the unknown key 'gatway', expected one of 'fresh', 'shell', 'timeout', "
            "'gateway', 'auth', 'instances', 'states', 'compose' (near names: 'gateway')",
        ),
        (
            f'{GATEWAY}kil = "x"',
            "key 'gateway': found the unknown key 'kil', expected one of 'address', 'tls', "
            "'kill', 'stop', 'start', 'pause', 'resume', 'state', 'logs' (near names: 'kill')",
        ),
        ("gateway = 5", "key 'gateway': found '5', expected a section [gateway]"),
        (
            f"{GATEWAY}kill = 5",
            "key 'gateway.kill': found '5', expected a command, as text or as a list of texts",
        ),
        (
            f"{GATEWAY}kill = []",
            "key 'gateway.kill': found '[]', expected a command, as text or as a list of texts",
        ),
        (
            f"{GATEWAY}kill = 'a \"b'",
            "key 'gateway.kill': found 'a \"b' (No closing quotation), "
            "expected a command with matching quotes",
        ),
        (
            f'{GATEWAY}kill = "x"',
            "key 'gateway.state': found nothing, expected a command that prints the state, "
            "to see when the others are done",
        ),
        (
            f'{GATEWAY}[instances]\nkill = "x"\nstate = "y {{instance}}"',
            "key 'instances.kill': found 'x', expected a command with '{instance}'",
        ),
        (
            f'{GATEWAY}[instances]\nnames = ["a"]\nlist = "b"',
            "key 'instances': found both 'names' and 'list', expected one of them",
        ),
        (
            f"{GATEWAY}[instances]\nnames = [1]",
            "key 'instances.names': found '[1]', expected a list of texts",
        ),
        (
            f"timeout = 0\n{GATEWAY}",
            "key 'timeout': found '0', expected a number of seconds above 0",
        ),
        (f"shell = 1\nfresh = 'x'\n{GATEWAY}", "key 'shell': found '1', expected true or false"),
        (
            f"{GATEWAY}tls = {{ rot = 'x' }}",
            "key 'gateway.tls': found the unknown key 'rot', expected one of 'root', "
            "'certificate', 'key', 'server_name' (near names: 'root')",
        ),
        (
            COMPOSE,
            "key 'compose.file': found '{folder}/compose.yml', which does not exist, "
            "expected a Compose file",
        ),
        (
            f"{GATEWAY}{COMPOSE}",
            "key 'gateway.address': found this key, expected 'tls' alone beside [compose]",
        ),
        (
            f'fresh = "x"\n{COMPOSE}',
            "key 'fresh': found this key, expected none beside [compose]",
        ),
    ],
)
def test_bad_file_is_refused_in_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(StackError) as caught:
        read_stack_file(file)
    said = message.replace("{folder}", str(tmp_path))
    join = ", " if said.startswith("key") else ": "
    assert str(caught.value) == f"Stack file '{file}'{join}{said}."


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "gateway")
    with pytest.raises(StackError, match=r"^Stack file '.*': found text that is not TOML \(.*\)"):
        read_stack_file(file)


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StackError) as caught:
        read_stack_file(tmp_path)
    assert str(caught.value) == f"Stack file '{tmp_path}' cannot be read: Is a directory."


@pytest.mark.parametrize("name", ["-rf", "a b", "$(id)", "a;b", "a|b", "../a", "", "a`b`", "a\nb"])
def test_names_that_could_be_options_or_shell_text_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StackError):
        read_stack_file(written(tmp_path, f"{GATEWAY}[instances]\nnames = ['''{name}''']"))
