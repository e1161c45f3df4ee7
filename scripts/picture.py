"""Draws docs/check.svg for the READMEs: what ``reportnlp check`` shows in a terminal, from a real check.

python scripts/picture.py
"""

import dataclasses
import io
import re
from pathlib import Path

from rich.console import Console

import reportnlp
from reportnlp.formats.text import render_report

ROOT = Path(__file__).parents[1]
WIDTH = 104
FIRST, LAST = 14, 4  # parts of the output that are shown


def main() -> None:
    """Writes the picture."""
    report = reportnlp.Checker().check(reportnlp.read(ROOT / "corpora" / "street_2023.docx"))
    report = dataclasses.replace(report, path="street_2023.docx")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    rows = list(render_report(report))
    console.print(*rows[:FIRST], "[dim]……[/dim]\n", *rows[-LAST:], sep="\n")
    svg = console.export_svg(title="reportnlp check street_2023.docx", clear=True)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)  # nothing is fetched to show the picture
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC, Sarasa Mono SC, monospace")
    target = ROOT / "docs" / "check.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
