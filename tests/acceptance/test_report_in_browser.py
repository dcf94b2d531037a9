"""What people see of the report in a real browser, and what it costs."""

import base64
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from browsers import LogPage
from robot_runs import Robot, Run
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SUITE = Path(__file__).with_name("_sessions_to_report.robot")
MANY, BROKEN, QUIET = 1, 2, 3  # the suite's tests; the second one fails
MANY_CALLS = 10_000
MAX_BYTES_A_CALL = 600
MAX_SECONDS_TO_OPEN = 5
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Robot(tmp_path_factory.mktemp("few") / "results").run(SUITE)
    assert run.exit_code == 1, run.console
    assert "ERROR" not in run.console
    return run


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    robot = Robot(tmp_path_factory.mktemp("many") / "results", limit=300)
    run = robot.run("--variable", f"CALLS:{MANY_CALLS}", "--test", "Many Calls", SUITE)
    assert run.exit_code == 0, run.console
    return run


@pytest.fixture
def page(chromium: webdriver.Chrome, run: Run) -> LogPage:
    page = LogPage(chromium, run.results / "log.html")
    page.show_theme("light")
    return page


@pytest.fixture
def long_page(chromium: webdriver.Chrome, long_run: Run) -> LogPage:
    page = LogPage(chromium, long_run.results / "log.html")
    page.open_test(MANY)
    return page


def calls_of(run: Run, test: str = "") -> list[dict[str, str]]:
    calls = [json.loads(line) for line in run.text("calls.jsonl").splitlines()]
    return [call for call in calls if call["test"].endswith(test)]


def test_failed_test_shows_its_picture_without_a_click(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    assert picture.is_displayed()
    assert picture.size["height"] > 200
    page.keep_screenshot("failed", page.find(f"#s1-t{BROKEN}")[0])


def test_passed_test_shows_its_picture_once_it_is_opened(page: LogPage) -> None:
    assert page.pictures(MANY) == []
    page.open_test(MANY)
    (picture,) = page.pictures(MANY)
    assert picture.is_displayed()
    page.keep_screenshot("passed", page.find(f"#s1-t{MANY}")[0])


def test_lines_of_the_parts_stand_below_the_picture_and_nowhere_else(page: LogPage) -> None:
    page.wait(lambda: page.pictures(BROKEN))
    messages = page.find(f"#s1-t{BROKEN} > .children > .messages")
    assert "Log of myauth" not in "".join(message.text for message in messages)
    for details in page.find(f"#s1-t{BROKEN} .timeline details"):
        details.click()
    shown = "".join(lines.text for lines in page.find(f"#s1-t{BROKEN} .timeline pre"))
    assert shown.count("myservice-3 INFO serving at") == 1


def test_arrows_are_those_of_the_file_of_calls(page: LogPage, run: Run) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    calls = calls_of(run, "That Break")
    assert sum(page.calls_in(picture)) == len(calls)
    arrows = len(picture.find_elements(By.CSS_SELECTOR, ".s-call .s-arrow"))
    assert arrows == len([number for number in page.calls_in(picture) if number])
    codes = [call["code"] for call in calls if call["code"] != "OK"]
    shown = [one.text for one in picture.find_elements(By.CSS_SELECTOR, ".s-call .s-answer")]
    errors = [text for text in shown if text.endswith("as expected")]
    assert [text.split()[0] for text in errors] == codes == ["PERMISSION_DENIED"]
    assert picture.find_elements(By.CSS_SELECTOR, ".s-error") == []


def test_failing_call_is_marked_and_the_parts_lines_stand_by(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    (failing,) = picture.find_elements(By.CSS_SELECTOR, ".s-failing")
    expected = "expected UNAVAILABLE or RESOURCE_EXHAUSTED at once."
    assert f"The test failed here: {expected}" in failing.text
    (lines,) = page.find(f"#s1-t{BROKEN} > .children > .messages .timeline > pre")
    assert lines.is_displayed()
    assert "This is the call that failed." in lines.text
    assert "mygateway INFO /my_service.MyServiceAPI/MyServiceEcho" in lines.text


def test_test_without_sessions_has_no_picture(page: LogPage) -> None:
    page.run(f"expandAll('s1-t{QUIET}')")
    page.wait(lambda: page.find(f"#s1-t{QUIET} .keyword"))
    assert page.find(f"#s1-t{QUIET} svg") == []


@pytest.mark.parametrize("theme", THEMES)
def test_texts_are_readable(page: LogPage, theme: str) -> None:
    page.show_theme(theme)
    page.open_test(MANY)
    for number in (MANY, BROKEN):
        (timeline,) = page.find(f"#s1-t{number} > .children > .messages .timeline")
        page.keep_screenshot(f"{theme}-{number}", timeline)
        contrasts = page.contrasts(timeline)
        assert len(contrasts) > 20
        assert {text: value for text, value in contrasts.items() if value < READABLE} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_picture_is_readable_on_paper(page: LogPage, theme: str) -> None:
    page.show_theme(theme)
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        contrasts = page.contrasts(picture)
        ground = page.run(
            "return getComputedStyle(arguments[0]).fill",
            picture.find_element(By.CSS_SELECTOR, ".s-ground"),
        )
        pdf = pypdf.PdfReader(io.BytesIO(base64.b64decode(page.driver.print_page())))
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert ground == "rgb(255, 255, 255)"
    assert {text: value for text, value in contrasts.items() if value < READABLE} == {}
    printed = " ".join(sheet.extract_text() for sheet in pdf.pages)
    for text in ("PERMISSION_DENIED 'invalid user", "The test failed here: expected UNAV"):
        assert text in printed


def test_text_can_be_searched_and_selected(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    assert page.run("return window.find('gateway stopped')")
    assert page.run("return getSelection().anchorNode.parentElement.closest('svg') !== null")
    selected = page.run(
        "getSelection().selectAllChildren(arguments[0]); return getSelection().toString()", picture
    )
    assert "Cleo, Login" in selected


def test_picture_has_an_alternative_text(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    assert picture.aria_role in ("img", "image")
    assert picture.accessible_name.startswith("Sequence diagram. 9 calls of 2 sessions")


def test_log_needs_nothing_from_outside(page: LogPage) -> None:
    page.wait(lambda: page.pictures(BROKEN))
    assert page.run("return performance.getEntriesByType('resource').length") == 0
    assert page.find("svg.sequence script, svg.sequence image, svg.sequence a") == []


def test_picture_fits_into_the_page(page: LogPage) -> None:
    page.wait(lambda: page.pictures(BROKEN))
    assert page.run("return document.documentElement.scrollWidth <= innerWidth")


def test_picture_in_a_narrow_window_is_scrolled_and_no_smaller(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    page.driver.set_window_size(600, 1000)
    try:
        box = picture.find_element(By.XPATH, "..")
        width = page.run("return arguments[0].getBoundingClientRect().width", picture)
        natural = page.run("return arguments[0].viewBox.baseVal.width", picture)
        right = page.run("return arguments[0].getBoundingClientRect().right", box)
        page.keep_screenshot("narrow", box)
        box.send_keys(Keys.END, Keys.RIGHT, Keys.RIGHT)
        page.wait(lambda: page.run("return arguments[0].scrollLeft > 0", box))
    finally:
        page.driver.set_window_size(1280, 1400)
    assert width == natural
    assert right <= 600


def test_texts_fit_into_the_picture(page: LogPage) -> None:
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    right_edges = page.run(
        "return [...arguments[0].querySelectorAll('text')].map(text => "
        "[text.textContent, text.getBBox().x + text.getBBox().width])",
        picture,
    )
    width = page.run("return arguments[0].viewBox.baseVal.width", picture)
    assert len(right_edges) > 10
    assert [text for text, edge in right_edges if edge > width] == []


def test_split_log_shows_the_picture_too(chromium: webdriver.Chrome, robot: Robot) -> None:
    run = robot.run("--splitlog", SUITE)
    assert (run.results / "log-1.js").exists()
    page = LogPage(chromium, run.results / "log.html")
    (picture,) = page.wait(lambda: page.pictures(BROKEN))
    assert picture.is_displayed()


def test_ten_thousand_calls_are_folded(long_page: LogPage, long_run: Run) -> None:
    (picture,) = long_page.pictures(MANY)
    shown = long_page.calls_in(picture)
    assert len(shown) <= 60
    assert sum(shown) == len(calls_of(long_run)) > MANY_CALLS
    assert f"Echo × {MANY_CALLS:,}" in picture.text
    long_page.keep_screenshot("ten-thousand", picture)


def test_log_of_ten_thousand_calls_opens_soon(
    chromium: webdriver.Chrome, long_run: Run, record_property: Callable[[str, object], None]
) -> None:
    started = time.monotonic()
    LogPage(chromium, long_run.results / "log.html").open_test(MANY)
    seconds = time.monotonic() - started
    record_property("seconds until the picture was seen", seconds)
    assert seconds < MAX_SECONDS_TO_OPEN


def test_log_grows_little_with_each_call(
    long_run: Run, robot: Robot, record_property: Callable[[str, object], None]
) -> None:
    few = robot.run("--test", "Many Calls", SUITE)
    sizes = [len(one.text("log.html").encode()) for one in (few, long_run)]
    growth = (sizes[1] - sizes[0]) / (len(calls_of(long_run)) - len(calls_of(few)))
    record_property("bytes a call", growth)
    assert growth <= MAX_BYTES_A_CALL
