"""A text that an editor changes by line and column, counted in the units that the editor counts in."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(r"\r\n|\n|\r")  # what the Language Server Protocol takes for one; \v and \u2028 are none
_UNITS: dict[Encoding, tuple[str, int]] = {
    "utf-8": ("utf-8", 1),
    "utf-16": ("utf-16-le", 2),
    "utf-32": ("utf-32-le", 4),
}


class EditorText:
    """A text open in an editor. Its line ends are “\\n”, as in a Document, whatever the file has.

    Lines and characters count from 0, characters in units of ``encoding``; positions are code points of ``text``. A line
    or character too far counts as the end, the middle of a character as its start.
    """

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self._codec, self._bytes = _UNITS[encoding]
        self._lines = _LINE_END.split(text)
        self._starts: list[int] | None = None
        self._last = (0, 0, 0)  # line, column, units: findings are asked for in order, and a line may be a whole report

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self._lines)

    def replace(self, start: tuple[int, int], end: tuple[int, int], new: str) -> None:
        """Puts ``new`` in the place of what stands between two places (line, character)."""
        (first, head), (last, tail) = self._inside(*start), self._inside(*end)
        whole = self._lines[first][:head] + new + self._lines[last][tail:]
        self._lines[first : last + 1] = _LINE_END.split(whole)
        self._starts, self._last = None, (0, 0, 0)

    def position(self, line: int, character: int) -> int:
        """The code point at a place."""
        line, column = self._inside(line, character)
        return self._line_starts()[line] + column

    def place(self, position: int) -> tuple[int, int]:
        """Line and character of a code point."""
        starts = self._line_starts()
        line = bisect_right(starts, position) - 1
        column = position - starts[line]
        near, known, units = self._last
        if near != line or known > column:
            known, units = 0, 0
        units += self._units(self._lines[line][known:column])
        self._last = (line, column, units)
        return line, units

    def _units(self, text: str) -> int:
        return len(text.encode(self._codec, "surrogatepass")) // self._bytes

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            for line in self._lines:
                starts.append(starts[-1] + len(line) + 1)
            self._starts = starts[:-1]
        return self._starts

    def _inside(self, line: int, character: int) -> tuple[int, int]:
        """The line, and the column in code points."""
        if line >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        head = self._lines[line][: max(0, character)]
        if self._units(head) == len(head):  # nearly always, and a line may be a whole report
            return line, len(head)
        units = 0
        for column, one in enumerate(self._lines[line]):
            units += self._units(one)
            if units > character:
                return line, column
        return line, len(self._lines[line])
