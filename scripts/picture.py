"""Draws docs/check.svg for the READMEs: what ``reportnlp check`` shows in a terminal, from a real check.

    python scripts/picture.py
"""

import io
import re
from pathlib import Path

from rich.console import Console

import reportnlp
from reportnlp.formats.text import render_report

ROOT = Path(__file__).parents[1]
WIDTH = 108
SHOWN = 34  # lines


def main() -> None:
    """Writes the picture."""
    report = reportnlp.Checker().check(reportnlp.read(ROOT / "corpora" / "street_2023.docx"))
    report = report.__class__(**{**vars(report), "path": "street_2023.docx"})
    measure = Console(file=io.StringIO(), width=WIDTH)
    lines = measure.render_lines(_Stack(list(render_report(report))), pad=False)
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    for line in [*lines[:SHOWN], []] + lines[-13:]:
        for segment in line:
            console.print(segment.text, style=segment.style or "", end="", markup=False, highlight=False)
        console.print()
    svg = console.export_svg(title="reportnlp check street_2023.docx", clear=True)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)  # nothing is fetched to show the picture
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC, Sarasa Mono SC, monospace")
    target = ROOT / "docs" / "check.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
