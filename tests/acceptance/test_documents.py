"""README and the pages in docs/ are true: what they show is run here, what they name exists."""

import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from documents import (
    PAGES,
    PORT,
    ROOT,
    Block,
    blocks_of,
    commands_of,
    free_port,
    run_command,
    served,
    with_port,
)
from faults import FAULTS
from robot.libdocpkg import LibraryDocumentation
from robot.libdocpkg.model import KeywordDoc

from StackLibrary.commands.file import read_stack_file

README = ROOT / "README.md"
DOCS = ROOT / "docs"
CARTS = DOCS / "guide"
TESTED_ELSEWHERE = DOCS / "guide.md"  # in test_guide.py
CARTS_COMMAND = f"python carts.py --port {PORT}"
# Why commands that begin like this are not run here.
COMMANDS_LEFT_OUT = {
    "make itest_session_transfer": "CI runs it: .ci/run",
    "make itest": "CI runs it: .ci/run",
    "make ": "it would run inside its own tests, or change files of the project",
    "pip install -r": "test_install.py installs the project",
    "pip install ": "test_install.py installs the project",
    "docker compose": "needs Docker: tests/containers do it",
    "openssl rand": "it writes the .env that Docker Compose needs",
    "robot --variable GATEWAY:compose": "needs Docker: tests/containers do it",
    "pabot": "runs all suites, which CI does",
    "TEST_PASSWORD=secret robot": "needs a system at gateway.example.com",
    "robot --variable GATEWAY:stack.toml": "needs such a system: commands.robot has one",
    "robot --variable GATEWAY:shop.example.com": "needs a system at shop.example.com",
    "robot --variable QUIET_TIME:6min": "takes six minutes by its nature",
}
# Why these suites are checked by a dry run only.
DRY_SUITES = {
    "shop.robot": "needs a shop with a stack file",
    "gateway_tls.robot": "needs a gateway with that certificate: gateway_tls.robot has one",
    "mutual_tls.robot": "needs a server with that certificate: tls.robot has one",
}
# Commands that read the results of an earlier run.
OF_RESULTS = ("grpc-sessions-summary", "grep", "python -m ReportLibrary.picture")

BLOCKS = [(page, block) for page in PAGES if page != TESTED_ELSEWHERE for block in blocks_of(page)]
SUITES = [block for _, block in BLOCKS if block.language == "robotframework"]
TOMLS = [block for _, block in BLOCKS if block.language == "toml"]


def commands() -> list[str]:
    """Return the commands of all pages that are run here, each once."""
    shown = [one for page in PAGES if page != TESTED_ELSEWHERE for one in commands_of(page)]
    return [
        one
        for one in dict.fromkeys(shown)
        if not one.startswith((*COMMANDS_LEFT_OUT, *OF_RESULTS)) and PORT not in one
    ]


def keywords() -> list[KeywordDoc]:
    """Return the documentation of all keywords of all libraries."""
    system = CARTS / "carts.toml"
    names = ("GrpcLibrary", f"SessionLibrary::{system}", "MyServiceLibrary", "StackLibrary")
    return [one for name in names for one in LibraryDocumentation(name).keywords]


@pytest.mark.parametrize("command", commands())
def test_commands_succeed(command: str, tmp_path: Path) -> None:
    done = run_command(command, ROOT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_that_is_left_out_is_shown() -> None:
    shown = [one for page in PAGES for one in commands_of(page)]
    for begin in (*COMMANDS_LEFT_OUT, *OF_RESULTS):
        assert any(one.startswith(begin) for one in shown), begin
    assert set(DRY_SUITES) <= {block.title for block in SUITES}


@pytest.mark.parametrize("block", SUITES, ids=lambda block: block.title)
def test_suites_pass(block: Block, tmp_path: Path) -> None:
    dry = block.title in DRY_SUITES
    port = free_port()
    suite = tmp_path / block.title
    suite.write_text(with_port(block.text, port))
    (tmp_path / "shop.toml").write_text((CARTS / "carts.toml").read_text())
    environment = "SHOP_PASSWORD=x " if dry else ""
    command = f"{environment}robot {'--dryrun ' if dry else ''}{suite}"
    needs_carts = PORT in block.text
    with served(CARTS_COMMAND, port, CARTS) if needs_carts else nullcontext():
        done = run_command(command, ROOT, tmp_path / "results")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", TOMLS, ids=lambda block: block.title)
def test_toml_can_be_used(block: Block, tmp_path: Path) -> None:
    assert block.title.endswith("stack.toml")
    (tmp_path / "docker-compose.yml").write_text("services: {}")
    file = tmp_path / block.title
    file.write_text(block.text)
    read_stack_file(file)


def test_failed_run_fails_as_the_pages_say(tmp_path: Path) -> None:
    port = free_port()
    command = f'CARTS_SECRET="open sesame" robot --variable GATEWAY:localhost:{port} '
    with served(f"{CARTS_COMMAND} --fault strays", port, CARTS):
        done = run_command(command + "failed_run.robot", CARTS, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    pattern = r"call 6, AddItem at .*, was answered by .*, expected .* as before \(call 2 of 10\)"
    assert re.search(pattern, said), said
    for page in (README, DOCS / "how-to" / "reading-a-red-run.md"):
        assert re.search(pattern, " ".join(page.read_text().replace("\n> ", " ").split())), page
    shown = {"results/": f"{tmp_path}/", " results": f" {tmp_path}", "picture.svg": "/dev/null"}
    for command in [one for page in PAGES for one in commands_of(page)]:
        if command.startswith(OF_RESULTS):
            for old, new in shown.items():
                command = command.replace(old, new)
            done = run_command(command, ROOT, tmp_path)
            assert done.returncode in (0, 1 if command.startswith("grep") else 0), done.stderr


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, heading = link.partition("#")
            if "://" in link:
                continue
            target = (page.parent / file) if file else page
            assert target.exists(), f"{page.name}: {link}"
            if heading:
                titles = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
                assert heading in [
                    re.sub(r"[^\w-]", "", one.lower().replace(" ", "-")) for one in titles
                ], link


def test_every_page_is_linked() -> None:
    index = (DOCS / "README.md").read_text()
    for page in [*DOCS.glob("*.md"), *(DOCS / "how-to").glob("*.md")]:
        if page.name != "README.md":
            assert f"({page.relative_to(DOCS)})" in index, page


def test_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 150


def test_reference_has_all_suites_variables_and_keywords() -> None:
    reference = (DOCS / "reference.md").read_text()
    names = [suite.stem for suite in (ROOT / "suites").glob("*.robot")]
    resource = (ROOT / "resources" / "system.resource").read_text()
    names += re.findall(r"^\$\{(\w+)[^}]*\} ", resource, re.M)
    for name in names:
        assert f"`{name}`" in reference, name
    for keyword in keywords():
        assert re.search(rf"^\| `{re.escape(keyword.name)}[` ]", reference, re.M), keyword.name


def test_keywords_with_arguments_have_examples() -> None:
    lacking = [one.name for one in keywords() if one.args.argument_names and "\n| " not in one.doc]
    assert lacking == []


def test_contract_names_suites_and_their_faults() -> None:
    contract = (DOCS / "contract.md").read_text()
    rows = re.findall(r"\| `(\w+)` \| `(\w+)` \|$", contract, re.M)
    assert {suite for suite, _ in rows} == {one.stem for one in (ROOT / "suites").glob("*.robot")}
    for suite, fault in rows:
        assert FAULTS[fault].suite == suite, fault
