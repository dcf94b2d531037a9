"""The suites' verdicts about other people's gateways are those in verdicts.toml, and no others."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from front import configurations, find_program, program_of
from robot.api import ExecutionResult

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
LIMIT_SECONDS = 420
NAMES = [configuration.stem for configuration in configurations()]
VERDICTS = tomllib.loads((HERE / "verdicts.toml").read_text(encoding="utf-8"))

Verdict = Mapping[str, str]
Runs = Mapping[str, "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gateways")


@pytest.fixture(scope="module")
def runs(folder: Path) -> Iterator[Runs]:
    """Run the suites on all gateways that are installed, side by side."""
    running = {}
    for configuration in configurations():
        if find_program(program_of(configuration)) is not None:
            command = [sys.executable, str(HERE / "run.py"), str(configuration)]
            with (folder / f"{configuration.stem}.txt").open("wb") as console:
                running[configuration.stem] = subprocess.Popen(
                    [*command, str(folder / configuration.stem)],
                    stdin=subprocess.DEVNULL,
                    stdout=console,
                    stderr=subprocess.STDOUT,
                )
    yield running
    for process in running.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_are_those_of_the_table(name: str, runs: Runs, folder: Path) -> None:
    if name not in runs:
        pytest.skip(f"{name.partition('_')[0]} is not installed: nobody has looked at {name}.")
    runs[name].wait(LIMIT_SECONDS)
    output = folder / name / "output.xml"
    assert output.exists(), (folder / f"{name}.txt").read_text(encoding="utf-8")
    seen = {key(test): (test.status, test.message) for test in tests_in(output)}
    assert seen.keys() == VERDICTS.keys()
    wrong = [
        f"{test}: {status} {message!r}, expected {verdict}"
        for test, (status, message) in seen.items()
        if not fits(status, message, verdict := verdict_on(name, test))
    ]
    assert not wrong, "\n".join(wrong)


def test_each_verdict_is_about_a_gateway_and_has_a_reason() -> None:
    for test, verdicts in VERDICTS.items():
        assert verdicts.keys() <= {*NAMES, "others"}, test
        assert verdicts.keys() >= {*NAMES} or "others" in verdicts, test
        for verdict in verdicts.values():
            judged = {*verdict} & {"passes", "fails", "skips"}
            assert len(judged) == 1, test
            assert "passes" in judged or verdict["because"], test


def verdict_on(name: str, test: str) -> Verdict:
    verdicts: Mapping[str, Verdict] = VERDICTS[test]
    return verdicts.get(name) or verdicts["others"]


def fits(status: str, message: str, verdict: Verdict) -> bool:
    for expected, word in (("FAIL", "fails"), ("SKIP", "skips")):
        if status == expected:
            return word in verdict and re.search(verdict[word], message, re.DOTALL) is not None
    return "passes" in verdict


def key(test: object) -> str:
    """Return the suite's file and the test's name, as the table has them."""
    return f"{test.parent.source.stem}: {test.name}"  # type: ignore[attr-defined]


def tests_in(output: Path) -> list[object]:
    return list(ExecutionResult(str(output)).suite.all_tests)
