"""resources/requirements.*: each requirement tag has a description, and a place to link to."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"


def test_each_requirement_is_described_wherever_it_is_named() -> None:
    suites = "".join(
        suite.read_text(encoding="utf-8") for suite in (ROOT / "suites").glob("*.robot")
    )
    options = (RESOURCES / "requirements.args").read_text(encoding="utf-8")
    page = (RESOURCES / "requirements.html").read_text(encoding="utf-8")
    used = set(re.findall(r"\bFR(?:-[A-Z]+)?-\d+", suites))
    assert used == set(re.findall(r"^--tagdoc\n(FR-[^:]+):.", options, re.MULTILINE))
    assert used == set(re.findall(r'<section id="([^"]+)">', page))
