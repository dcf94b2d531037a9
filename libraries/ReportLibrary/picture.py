"""Takes the first picture of a run, and makes it a file of its own.

python -m ReportLibrary.picture results/output.xml picture.svg
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

# What Robot Framework's log says around a picture of its own dark theme.
THEME = (
    "@media (prefers-color-scheme:dark){.sequence{--text-color:#e2e1d7;--background-color:#1c2227;"
    "--elapsed-color:#999;--link-color:#8cc4ff;--fail-link-color:#ff9b8f}}"
)
SVG = "http://www.w3.org/2000/svg"


def picture(output: Path) -> str:
    """Return the first picture in an output.xml, for a page that is not Robot Framework's."""
    ET.register_namespace("", SVG)
    for message in ET.parse(output).iter("msg"):  # noqa: S314  # Robot Framework's own
        if 'class="sequence"' in (message.text or ""):
            svg = ET.fromstring(str(message.text)).find(f".//{{{SVG}}}svg")  # noqa: S314  # and ours
            assert svg is not None
            style = svg.find(f"{{{SVG}}}style")
            assert style is not None
            style.text = f"{THEME}{style.text}"
            svg.tail = "\n"
            return ET.tostring(svg, encoding="unicode")
    raise SystemExit(f"There is no picture in '{output}'.")


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(Path(sys.argv[1])), encoding="utf-8")
