"""How a Word document is laid out, as plain numbers: pages, paragraphs, stretches of one font, page numbers.

Lengths are twips (1/1440 inch, 1/20 point), sizes are half-points, as in Word files; None stands for “not set”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from reportnlp.span import Span

TWIPS_PER_POINT = 20
TWIPS_PER_MILLIMETRE = 1440 / 25.4

Alignment = Literal["left", "center", "right", "both", "distribute"]
LineRule = Literal["auto", "exact", "atLeast"]


@dataclass(frozen=True, slots=True)
class Page:
    """A section of the document as Word means it: its paper, margins and grid.

    ``first`` is the index of its first paragraph in ``Document.paragraphs``, None when it has no text. ``grid`` is the
    kind of w:docGrid (lines, linesAndChars, snapToChars), "" without one; ``line_pitch`` is the height of its lines,
    ``character_pitch`` the width of its cells.
    """

    first: int | None
    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    gutter: int = 0
    grid: str = ""
    line_pitch: int | None = None
    character_pitch: float | None = None

    @property
    def text_width(self) -> int:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right - self.gutter

    @property
    def text_height(self) -> int:
        """Height of the type area."""
        return self.height - self.top - self.bottom


class Stretch(NamedTuple):
    """Characters of one format. ``font`` is that of Han characters (eastAsia); ``color`` is None for automatic."""

    span: Span
    font: str | None
    size: int
    bold: bool = False
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Indent:
    """Where the lines of a paragraph start and end.

    Counts of characters, in hundredths, win over lengths; Word writes a count of 0 to give the length its say.
    """

    first: int = 0  # of the first line, from the others; negative when it hangs
    left: int = 0
    right: int = 0
    first_characters: int | None = None
    left_characters: int | None = None
    right_characters: int | None = None

    def first_line(self, size: int) -> float:
        """Characters of ``size`` half-points that the first line is indented by, from the edge of the type area."""
        return _characters(self.first, self.first_characters, size) + _characters(self.left, self.left_characters, size)

    def at_right(self, size: int) -> float:
        """Characters of ``size`` half-points that the lines end before the right edge of the type area."""
        return _characters(self.right, self.right_characters, size)


@dataclass(frozen=True, slots=True)
class ParagraphLayout:
    """The effective format of a paragraph.

    ``line`` is the line pitch in twips, in 240ths of a line when ``line_rule`` is auto; ``snaps`` says whether lines
    stand on the grid of the page. ``page`` is an index into ``Layout.pages``.
    """

    page: int
    alignment: Alignment
    indent: Indent
    line: int
    line_rule: LineRule
    snaps: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page-number field at the foot of pages of ``kind``, with the text around it.

    ``font`` is that of its digits. ``alignment`` may also be inside or outside, as a frame or text box gives it.
    """

    kind: Literal["default", "even", "first"]
    before: str
    after: str
    font: str | None
    size: int
    alignment: str
    indent: Indent = Indent()


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one document. ``paragraphs`` has one entry for each of ``Document.paragraphs``, None outside the body."""

    pages: tuple[Page, ...]
    paragraphs: tuple[ParagraphLayout | None, ...]
    page_numbers: tuple[PageNumber, ...] = ()
    odd_and_even: bool = False


def _characters(length: int, hundredths: int | None, size: int) -> float:
    if hundredths:
        return hundredths / 100
    return length / (size * TWIPS_PER_POINT / 2) if size else 0.0
