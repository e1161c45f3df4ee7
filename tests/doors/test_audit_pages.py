"""The pages of ``reportnlp audit`` in a browser: sorting, filter, a report's page; nothing from outside, no error."""

import re
import shutil
from pathlib import Path

import pytest
from test_audit import make_reports

from reportnlp.cli.main import main

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests here."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """index.html of twelve reports and a broken file."""
    place = tmp_path_factory.mktemp("审查")
    make_reports(place / "报告", 12)
    main(["audit", str(place / "报告"), "-o", str(place / "结果")])
    return place / "结果" / "index.html"


@pytest.fixture
def page(browser, index):
    """The overview; at the end nothing may have come from outside, and no script may have failed."""
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(index.as_uri())
    yield page
    page.close()
    assert [url for url in asked if not url.startswith("file://")] == []
    assert told == []


def column(page, number: int) -> list[str]:
    """The texts of a column of the reports that are shown."""
    return page.locator(f"#table tbody tr:visible td:nth-child({number})").all_inner_texts()


def head(page, name: str):
    """The head of that column."""
    return page.locator("#table thead th", has_text=re.compile(f"^{name}$"))


def test_a_click_sorts_and_another_turns_it_round(page):
    head(page, "字数").locator("button").click()
    sizes = [int(text) for text in column(page, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert head(page, "字数").get_attribute("aria-sort") == "descending"
    head(page, "字数").locator("button").click()
    assert [int(text) for text in column(page, 9)] == sorted(sizes)
    head(page, "单位").locator("button").click()
    assert head(page, "字数").get_attribute("aria-sort") is None
    assert head(page, "单位").get_attribute("aria-sort") == "ascending"


def test_sorting_works_with_the_keyboard(page):
    head(page, "字数").locator("button").focus()
    page.keyboard.press("Enter")
    assert head(page, "字数").get_attribute("aria-sort") == "descending"


def test_the_filter_shows_what_fits(page):
    page.locator("#filter").fill("003")
    assert len(column(page, 1)) == 1
    assert "003.txt" in column(page, 2)[0]
    assert page.locator("#shown").inner_text() == "1 份"
    page.locator("#filter").fill("")
    assert len(column(page, 1)) == 12


def test_a_report_has_its_page_with_the_text_marked(page):
    page.locator("#table tbody a").first.click()
    mark = page.locator("mark.error").first
    assert mark.inner_text() == "党的二十精神"
    assert mark.get_attribute("title").startswith("PH001")
    page.locator("a", has_text="总览").click()
    assert page.locator("h1").inner_text() == "报告审查总览"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_never_wider_than_the_window(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_heat_map_can_be_read(page, scheme):
    """WCAG AA: every cell's text against what lies behind it, at least 4.5 to 1."""
    page.emulate_media(color_scheme=scheme)
    ratios = page.evaluate(CONTRAST)
    assert len(ratios) == 12 * 5
    assert min(ratios) >= 4.5


CONTRAST = """() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const page = numbers(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("#heat + p + .wrap td.num")].map(cell => {
    const [r, g, b, a = 1] = numbers(getComputedStyle(cell).backgroundColor);
    const behind = [r, g, b].map((v, i) => a * v + (1 - a) * page[i]);
    const inner = cell.querySelector("span") || cell;
    const one = light(numbers(getComputedStyle(inner).color)), other = light(behind);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  });
}"""
