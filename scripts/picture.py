"""Draws docs/check.png for the READMEs: what ``reportnlp check`` shows in a terminal, from a real check.

    python scripts/picture.py

Needs Chromium and the font Noto Sans Mono CJK SC.
"""

import dataclasses
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

import reportnlp
from reportnlp.formats.text import render_report

ROOT = Path(__file__).parents[1]
WIDTH = 104  # columns
FIRST, LAST = 11, 4  # parts of the output that are shown
STYLE = "font: 15px/1.35 'Noto Sans Mono CJK SC'; margin: 0; padding: 14px 18px; background: #0c0c0c; color: #d9d9d9"
SIZE = "900,960"


def main() -> int:
    """Writes the picture; exit code 2 without Chromium."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("没有找到 Chromium：请先安装 chromium 和 fonts-noto-cjk。", file=sys.stderr)
        return 2
    report = reportnlp.Checker().check(reportnlp.read(ROOT / "corpora" / "street_2023.docx"))
    report = dataclasses.replace(report, path="street_2023.docx")
    rows = list(render_report(report))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print("[bold green]$[/] reportnlp check street_2023.docx\n", *rows[:FIRST], "\n……", *rows[-LAST:], sep="\n")
    template = (
        f'<meta charset="utf-8"><body style="{STYLE}"><pre style="font: inherit; margin: 0">{{code}}</pre></body>'
    )
    page = console.export_html(theme=MONOKAI, inline_styles=True, code_format=template)
    target = ROOT / "docs" / "check.png"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, "utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1.5",
        ]
        words = [browser, *options, f"--window-size={SIZE}", f"--screenshot={target}", source.as_uri()]
        subprocess.run(words, check=True, capture_output=True, timeout=60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
