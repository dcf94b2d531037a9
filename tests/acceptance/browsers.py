"""A real browser, and what it shows of a Robot Framework log."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from robot_runs import ROOT
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

LIMIT_SECONDS = 20
SCREENSHOTS = ROOT / "results" / "screenshots"
MISSING = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]


class LogPage:
    """A log.html that is open in Chromium."""

    def __init__(self, driver: webdriver.Chrome, log: Path):
        self.driver = driver
        driver.get(log.as_uri())
        self.wait(lambda: self.find("#s1-t1 .element-header"))

    def wait(self, condition: Any) -> Any:
        return WebDriverWait(self.driver, LIMIT_SECONDS, 0.05).until(lambda _: condition())

    def find(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def is_dark(self) -> bool:
        return bool(self.find("[data-theme=dark]"))

    def show_theme(self, theme: str) -> None:
        if self.is_dark() != (theme == "dark"):
            self.find("#theme-toggle")[0].click()
            self.wait(lambda: self.is_dark() == (theme == "dark"))

    def open_test(self, number: int) -> None:
        self.find(f"#s1-t{number} > .element-header")[0].click()
        self.wait(lambda: [one for one in self.pictures(number) if one.is_displayed()])

    def pictures(self, number: int) -> list[WebElement]:
        """The pictures directly in the body of the test of that number."""
        return self.find(f"#s1-t{number} > .children > .messages svg.sequence")

    def calls_in(self, picture: WebElement) -> list[int]:
        """How many calls each row of a picture stands for."""
        rows = picture.find_elements(By.CSS_SELECTOR, "g.s-row")
        return [int(row.get_attribute("data-calls") or "") for row in rows]

    def keep_screenshot(self, name: str, of: WebElement) -> None:
        """Keep what the page shows from the element on, for a person to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.run("arguments[0].scrollIntoView()", of)
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    def contrasts(self, within: WebElement) -> dict[str, float]:
        """The contrast of each text with the ground that it stands on, by the text."""
        seen = self.run(_COLOURS, within)
        return {text: contrast(colour, ground) for text, colour, ground in seen}


# The colour of each text, and that of what is behind it: the picture's own ground, or the
# nearest background that is not transparent.
_COLOURS = """
const seen = [];
const texts = document.createTreeWalker(arguments[0], NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || element.closest('style, title, desc')) continue;
  const svg = element.closest('svg');
  let ground = svg && getComputedStyle(svg.querySelector('.s-ground')).fill;
  for (let box = element; !ground; box = box.parentElement) {
    const colour = box ? getComputedStyle(box).backgroundColor : 'rgb(255, 255, 255)';
    if (colour !== 'rgba(0, 0, 0, 0)') ground = colour;
  }
  const style = getComputedStyle(element);
  seen.push([texts.currentNode.data, svg ? style.fill : style.color, ground]);
}
return seen;
"""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour like `rgb(0, 0, 0)` (WCAG 2.2)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    if MISSING:
        pytest.skip(f"No {' and no '.join(MISSING)} here: nothing was looked at in a browser.")
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1280,1400"):
        options.add_argument(argument)
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    with webdriver.Chrome(options, service) as driver:
        yield driver
