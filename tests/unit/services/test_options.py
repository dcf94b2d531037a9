"""Options come from the command line or the environment; a mistake ends with one sentence."""

import argparse
from pathlib import Path

import pytest
from service_runs import Services

from options import Options, address, read_secret

MODULES = ["myauth", "myservice", "mygateway"]


@pytest.mark.parametrize("text", ["127.0.0.1:0", "localhost:65535", "[::1]:50051"])
def test_address_is_host_and_port(text: str) -> None:
    assert address(text) == text


@pytest.mark.parametrize(
    "text", ["", "localhost", ":50051", "localhost:", "localhost:http", "a:65536", "a:-1", "a:1.0"]
)
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        address(text)
    assert str(caught.value) == f"'{text}' is not of the form 'host:port'"


@pytest.fixture
def options() -> Options:
    options = Options(prog="some-program")
    options.add_option("--some-number", type=int, default="1", meaning="a number")
    return options


def test_option_has_a_default(options: Options) -> None:
    assert options.parse_args([]).some_number == 1


def test_option_can_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PROGRAM_SOME_NUMBER", "2")
    options = Options(prog="some-program")
    options.add_option("--some-number", type=int, default="1", meaning="a number")
    assert options.parse_args([]).some_number == 2
    assert options.parse_args(["--some-number", "3"]).some_number == 3


def test_help_names_the_variable_and_the_default(options: Options) -> None:
    text = " ".join(options.format_help().split())
    assert "a number (environment: SOME_PROGRAM_SOME_NUMBER; default: 1)" in text


def test_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "e" * 32)
    assert read_secret(None) == b"e" * 32


def test_secret_comes_from_a_file_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JWT_SECRET", "e" * 32)
    file = tmp_path / "secret"
    file.write_text("f" * 32 + "\n")
    assert read_secret(file) == b"f" * 32


@pytest.mark.parametrize("module", MODULES)
def test_missing_secret_ends_with_one_sentence(services: Services, module: str) -> None:
    service = services.start(module, JWT_SECRET=None)
    assert service.exit_code() == 1
    assert service.log() == (
        "No JWT secret: set JWT_SECRET, or name its file with --jwt-secret-file.\n"
    )


@pytest.mark.parametrize("module", MODULES)
def test_bad_address_ends_with_one_sentence(services: Services, module: str) -> None:
    service = services.start(module, "--listen", "50051")
    assert service.exit_code() == 2
    assert service.log().splitlines()[-1] == (
        f"{module}: error: argument --listen: '50051' is not of the form 'host:port'"
    )


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("myauth", ["listen", "users-file", "token-lifetime"]),
        ("myservice", ["listen", "pod-name", "capacity", "subscribe-interval", "idle-time"]),
        ("mygateway", ["listen", "auth", "instances", "run-directory", "remembered-sessions"]),
    ],
)
def test_help_names_each_option_and_its_variable(
    services: Services, module: str, names: list[str]
) -> None:
    service = services.start(module, "--help", JWT_SECRET=None)
    text = service.output().decode()
    assert service.exit_code() == 0
    assert "--jwt-secret-file" in text
    for name in names:
        assert f"--{name} " in text
        assert f"{module}_{name}".replace("-", "_").upper() in " ".join(text.split())


@pytest.mark.parametrize("module", ["myauth", "myservice"])
@pytest.mark.parametrize("secret", ["", "short"])
def test_short_secret_ends_with_one_sentence(services: Services, module: str, secret: str) -> None:
    service = services.start(module, JWT_SECRET=secret)
    assert service.exit_code() == 1
    assert service.log() == (f"The JWT secret has {len(secret)} bytes, expected at least 32.\n")


@pytest.mark.parametrize("module", MODULES)
def test_missing_secret_file_ends_with_one_sentence(services: Services, module: str) -> None:
    service = services.start(module, "--jwt-secret-file", "/no/such/file")
    assert service.exit_code() != 0
    assert len(service.log().splitlines()) == 1
