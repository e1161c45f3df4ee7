"""Terminal output as HTML: a picture of a run that can be read, searched and copied."""

from __future__ import annotations

import io
import re

from documentation.commands import COLUMNS, Block, command_lines, run

_LINES = re.compile(r"lines=(\d+)(?:,(\d+))?")
_WIDE = re.compile(r"columns=(\d+)")
# Colours on #14161b, each with a contrast of 4.5 or more.
_COLORS = (
    "#14161b #ff6b7f #7ed491 #f0c060 #7aa8ff #d3a1ff #5fd0d8 #d7dae0",
    "#8f96a3 #ff8c9b #9be3aa #ffd479 #9cc0ff #e0bcff #86e2e8 #ffffff",
)


def console_html(block: Block) -> str:
    """The commands of a ``console`` block with what they print; ``lines=8,3`` keeps the first 8 and the last 3 lines,
    ``columns=120`` makes the terminal wider: nothing of a table is cut off.

    Raises RuntimeError when a command ends with an error: then the page is wrong.
    """
    kept, wide = _LINES.search(block.info), _WIDE.search(block.info)
    shown = []
    for line in command_lines(block):
        done = run(line, int(wide[1]) if wide else COLUMNS)
        if done.code not in (0, 1):
            raise RuntimeError(f"{line}: exit code {done.code}: {done.output}")
        rows = done.output.rstrip().splitlines()
        if kept:
            first, last = int(kept[1]), int(kept[2] or 0)
            if len(rows) > first + last:
                rows = [*rows[:first], "……", *(rows[-last:] if last else [])]
        shown.append(f"\x1b[1;32m$\x1b[0m {line}\n\n" + "\n".join(rows).strip("\n"))
    return _html("\n\n".join(shown))


def _html(ansi: str) -> str:
    from rich.console import Console
    from rich.terminal_theme import TerminalTheme
    from rich.text import Text

    normal, bright = ([_rgb(color) for color in row.split()] for row in _COLORS)
    theme = TerminalTheme((20, 22, 27), (236, 238, 242), normal, bright)
    console = Console(record=True, width=10 * COLUMNS, file=io.StringIO(), highlight=False)
    for line in ansi.split("\n"):
        console.print(Text.from_ansi(line), soft_wrap=True)
    code = console.export_html(theme=theme, inline_styles=True, code_format="{code}")
    lines = "\n".join(line.rstrip() for line in code.rstrip().split("\n"))
    return (
        f'<pre class="terminal" data-search-exclude tabindex="0" role="region" aria-label="终端里的输出">{lines}</pre>'
    )


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
