"""The suites' verdicts about other people's gateways are those in verdicts.toml, and no others."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from front import configurations, find_program, program_of
from fronted import Served
from plain_client import PlainClient, status_of
from robot.api import ExecutionResult

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
LIMIT_SECONDS = 900  # on a busy machine; a free one with two cores needs 130
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
    seen = {key(test): (test.status, test.message) for test in judged_in(output)}
    assert seen.keys() == VERDICTS.keys()
    wrong = [
        f"{test}: {status} {message!r}, expected {verdict}"
        for test, (status, message) in seen.items()
        if not fits(status, message, verdict := verdict_on(name, test))
    ]
    assert not wrong, "\n".join(wrong)


def test_refused_subscribes_end_as_they_do_for_stubs(tmp_path: Path) -> None:
    if find_program("haproxy") is None:
        pytest.skip("haproxy is not installed: nobody has looked at refused calls through it.")
    served = Served(HERE / "configurations" / "haproxy_common.cfg", tmp_path, capacity=0)
    try:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "robot", "--outputdir", str(tmp_path)),
                *("--variable", f"GATEWAY:{served.file}", str(HERE / "refused_subscribe.robot")),
            ],
            stdout=subprocess.PIPE,
            text=True,
            timeout=LIMIT_SECONDS,
        )
        client = PlainClient(served.stack.gateway_address, "a session of the plain client")
        without_token = client.metadata[1:]
        codes = Counter(status_of(client.subscribe(without_token))[0] for _ in range(400))
    finally:
        served.close()
    assert done.returncode == 0, done.stdout
    assert codes == {"UNAUTHENTICATED": 400}


def test_each_verdict_is_about_a_gateway_and_has_a_reason() -> None:
    for test, verdicts in VERDICTS.items():
        assert verdicts.keys() <= {*NAMES, "others"}, test
        assert verdicts.keys() >= {*NAMES} or "others" in verdicts, test
        for verdict in verdicts.values():
            judged = {*verdict} & {"passes", "fails", "may_fail", "skips"}
            assert len(judged) == 1, test
            assert "passes" in judged or verdict["because"], test


def verdict_on(name: str, test: str) -> Verdict:
    verdicts: Mapping[str, Verdict] = VERDICTS[test]
    return verdicts.get(name) or verdicts["others"]


def fits(status: str, message: str, verdict: Verdict) -> bool:
    if status == "PASS":
        return "passes" in verdict or "may_fail" in verdict
    words = ("skips",) if status == "SKIP" else ("fails", "may_fail")
    patterns = [verdict[word] for word in words if word in verdict]
    return any(re.search(pattern, message, re.DOTALL) for pattern in patterns)


def key(test: object) -> str:
    """Return the suite's file and the test's name, as the table has them."""
    return f"{test.parent.source.stem}: {test.name}"  # type: ignore[attr-defined]


def judged_in(output: Path) -> list[object]:
    return list(ExecutionResult(str(output)).suite.all_tests)
