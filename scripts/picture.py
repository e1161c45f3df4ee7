"""Draws the pictures of the READMEs and of docs/: a check in a terminal, and what ``annotate`` writes as Word shows it.

    python scripts/picture.py

Needs Chromium and the font Noto Sans Mono CJK SC; LibreOffice and pdftoppm for the Word page. LibreOffice without a window draws
no comments beside the page, so they are drawn here: their words are those of the file, their places those of its PDF.
"""

import base64
import dataclasses
import html
import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from documentation.commands import lay_out, run, working_in
from rich.console import Console
from rich.terminal_theme import MONOKAI

import reportnlp
from reportnlp.cli.main import main as reportnlp_main
from reportnlp.formats.text import render_report

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "corpora" / "street_2023.docx"
WIDTH = 104  # columns
FIRST, LAST = 11, 4  # parts of the output that are shown
STYLE = "font: 15px/1.35 'Noto Sans Mono CJK SC'; margin: 0; padding: 14px 18px; background: #0c0c0c; color: #d9d9d9"
TERMINAL_SIZE = (900, 960)
NOTES = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"%s"}}'
PAGE, DOTS, CUT = 1, 88, 110  # the page that is shown, its dots an inch, dots left out at its top
PAGE_SIZE = (1060, 850)
ZOOM = 1.5  # dots of the picture for one of the page
AUDIT_SIZE = (1180, 700)


class Comment(NamedTuple):
    """A comment of the page: how far down it stands (points from the top), and its lines."""

    top: float
    lines: list[str]


def main() -> int:
    """Writes the pictures; exit code 2 without the programs that draw them."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("没有找到 Chromium：请先安装 chromium 和 fonts-noto-cjk。", file=sys.stderr)
        return 2
    photograph(browser, terminal_page(), ROOT / "docs" / "check.png", TERMINAL_SIZE)
    photograph(browser, audit_page(), ROOT / "docs" / "assets" / "audit.png", AUDIT_SIZE)
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        print("没有找到 LibreOffice 或 pdftoppm：Word 页面没有重画。", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        image, comments = word_page(Path(folder))
        photograph(browser, margin_page(image, comments), ROOT / "docs" / "assets" / "word.png", PAGE_SIZE)
    return 0


def terminal_page() -> str:
    """What ``reportnlp check`` shows, as a web page."""
    report = reportnlp.Checker().check(reportnlp.read(REPORT))
    report = dataclasses.replace(report, path=REPORT.name)
    rows = list(render_report(report))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    command = f"[bold green]$[/] reportnlp check {REPORT.name}\n"
    console.print(command, *rows[:FIRST], "\n……", *rows[-LAST:], sep="\n")
    template = (
        f'<meta charset="utf-8"><body style="{STYLE}"><pre style="font: inherit; margin: 0">{{code}}</pre></body>'
    )
    return console.export_html(theme=MONOKAI, inline_styles=True, code_format=template)


def audit_page() -> str:
    """The overview that ``reportnlp audit`` writes for the sample folder of the documentation."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder)
        with working_in(folder):
            run("reportnlp audit 各单位 -o 结果")
        return (folder / "结果" / "index.html").read_text("utf-8")


def word_page(folder: Path) -> tuple[bytes, list[Comment]]:
    """A page of the annotated report as PNG, and the comments on it."""
    copy = folder / "report.docx"
    reportnlp_main(["annotate", str(REPORT), "-o", str(copy)])
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    places = b""
    for notes in ("true", "false"):  # with notes for their places, without for the picture
        words = ["soffice", profile, "--headless", "--convert-to", NOTES % notes, "--outdir", str(folder), str(copy)]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
        places = places or (folder / "report.pdf").read_bytes()
    chosen = ["-f", str(PAGE), "-l", str(PAGE), "-r", str(DOTS * ZOOM), "-singlefile"]
    subprocess.run(["pdftoppm", *chosen, "-png", str(folder / "report.pdf"), str(folder / "page")], check=True)
    return (folder / "page.png").read_bytes(), comments_of(places)


def comments_of(pdf: bytes) -> list[Comment]:
    """The comments of the page, downwards. LibreOffice writes them uncompressed, text as UTF-16 in hexadecimal."""
    page = re.findall(rb"/Type/Page/[^>]*?/MediaBox\[0 0 [\d.]+ ([\d.]+)\][^>]*?/Annots\[([\d\sR]*)\]", pdf)[PAGE - 1]
    comments = []
    for number in re.findall(rb"(\d+) 0 R", page[1]):
        [body] = re.findall(rb"(?<!\d)%s 0 obj(.*?)endobj" % number, pdf, re.S)
        place = re.search(rb"/Rect\[[\d.-]+ [\d.-]+ [\d.-]+ ([\d.-]+)", body)
        text = re.search(rb"/Contents\s*<([0-9A-Fa-f]+)>", body)
        if place and text:
            words = bytes.fromhex(text[1].decode()).decode("utf-16").splitlines()
            comments.append(Comment(float(page[0]) - float(place[1]), words))
    return sorted(comments)


def margin_page(image: bytes, comments: list[Comment]) -> str:
    """The page with its comments beside it, each pushed down by the one above."""
    scale, bottom, boxes = DOTS / 72, 0.0, []
    for comment in comments:
        top = max(comment.top * scale - CUT - 4, bottom)
        lines = [html.escape(line) for line in comment.lines if line.strip()]
        height = 46 + 19 * sum(-(-len(line) // 21) for line in lines)
        bottom = top + height
        rows = "<br>".join([f"<b>{lines[0]}</b>", *lines[1:-1], f"<small>{lines[-1]}</small>"])
        boxes.append(f'<div style="top:{top:.0f}px"><i>reportnlp</i>{rows}</div>')
    picture = base64.b64encode(image).decode()
    return f"""<meta charset="utf-8"><style>
body {{ margin: 0; background: #e9ebee; color: #24292f; font: 13px/19px "Noto Sans CJK SC"; }}
img {{ position: absolute; left: 0; top: -{CUT}px; width: {round(8.27 * DOTS)}px; }}
div {{ position: absolute; left: {round(8.27 * DOTS) + 18}px; width: 282px; padding: 7px 10px; background: #fff; border-left: 3px solid #c9901a; border-radius: 4px; }}
i {{ display: block; font: 11px/15px "Noto Sans CJK SC"; opacity: .7; }} small {{ opacity: .6; font-size: 11px; }}
</style><img src="data:image/png;base64,{picture}">{"".join(boxes)}"""


def photograph(browser: str, page: str, target: Path, size: tuple[int, int]) -> None:
    """A picture of the page at one and a half times its size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, "utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--force-device-scale-factor={ZOOM}",
        ]
        window = f"--window-size={size[0]},{size[1]}"
        words = [browser, *options, window, f"--screenshot={target}", source.as_uri()]
        subprocess.run(words, check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
