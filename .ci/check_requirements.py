"""Checks that the pinned requirements can be installed on every Python that is supported.

    python .ci/check_requirements.py [VERSION …]

Pip looks for wheels of another Python with --python-version, but takes environment markers
for the Python that it runs on: they are decided here instead.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
FILES = ("requirements.txt", "requirements-dev.txt")


def main() -> None:
    failed = [
        f"{file} cannot be installed on Python {version}: {problem}"
        for version in sys.argv[1:] or VERSIONS
        for file in FILES
        if (problem := problem_with(ROOT / file, version))
    ]
    if failed:
        sys.exit("\n".join(failed))


def problem_with(file: Path, version: str) -> str:
    """Return what pip has to say against it, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "requirements.txt"
        pins.write_text("\n".join(pinned(file, version)))
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--disable-pip-version-check", "--python-version", version),
                *("--only-binary=:all:", "--target", folder, "--requirement", str(pins)),
            ],
            capture_output=True,
            text=True,
        )
    return "" if done.returncode == 0 else done.stderr.strip()


def pinned(file: Path, version: str) -> Iterator[str]:
    """Return the requirements for that Python, those of included files too."""
    python = {"python_version": version, "python_full_version": f"{version}.0"}
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.partition(" #")[0].strip()
        if text.startswith("-r "):
            yield from pinned(file.parent / text.removeprefix("-r ").strip(), version)
        elif text and not text.startswith(("#", "-e ")):
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(python):
                requirement.marker = None
                yield str(requirement)


if __name__ == "__main__":
    main()
