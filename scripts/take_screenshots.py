"""Pictures of the page of ``reportnlp serve`` for the documentation: light, dark, phone; needs Chromium and Playwright."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOUSE = Path(__file__).parents[1]
REPORT = HOUSE / "corpora" / "street_2023.docx"
LEDGER = HOUSE / "corpora" / "records" / "street_2023.csv"
FOLDER = HOUSE / "docs" / "assets" / "screenshots"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}  # fmt: skip


def main() -> None:
    """Starts a server, takes every picture, says how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().output
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, page in pictures(browser, address):
            page.wait_for_timeout(700)  # scrolling comes to rest
            page.screenshot(path=folder / f"{name}.png")
            print(f"{name}.png {(folder / f'{name}.png').stat().st_size / 1000:.0f} kB")


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that runs as long as this."""
    command = [sys.executable, "-m", "reportnlp", "serve", "--port", "0", "--jobs", "1"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stderr is not None
    try:
        found = re.search(r"http://\S+?/", server.stderr.readline())
        assert found is not None
        yield found.group()
    finally:
        server.terminate()
        server.communicate(timeout=20)


def pictures(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """Each picture's name with the page as it should look."""
    for name, options in (("page", DESK), ("page-dark", {**DESK, "color_scheme": "dark"}), ("page-phone", PHONE)):
        page = browser.new_context(**options).new_page()
        page.goto(address)
        if name == "page":
            yield "start", page
        open_report(page)
        for _ in range(3):
            page.keyboard.press("j")
        page.keyboard.press("a")
        page.keyboard.press("j")
        yield name, page
        if name == "page":
            yield from more(page)


def more(page: Page) -> Iterator[tuple[str, Page]]:
    """The other lists beside the text."""
    page.click("#tab-claims")
    yield "figures", page
    page.click("#tab-gaps")
    yield "lacking", page
    page.set_input_files("#files", str(LEDGER))
    page.wait_for_selector("#panel-records .row")
    page.keyboard.press("Escape")
    yield "ledger", page
    page.click("#panel-records >> text=由台账起草")
    page.wait_for_selector("dialog.draft .from")
    yield "draft", page


def open_report(page: Page) -> None:
    """The sample report, checked."""
    page.set_input_files("#files", str(REPORT))
    page.wait_for_selector("#export:not([disabled])")
    page.wait_for_selector("#text:not([aria-busy]) .para")


if __name__ == "__main__":
    main()
