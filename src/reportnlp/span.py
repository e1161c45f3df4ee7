"""The only position type: a stretch of a document's text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open stretch ``[start, end)`` of a text, in Unicode code points."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many characters the span covers."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters that the span covers in ``text``."""
        return text[self.start : self.end]

    def shift(self, offset: int) -> "Span":
        """The same stretch, moved by ``offset`` characters."""
        return Span(self.start + offset, self.end + offset)

    def covers(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character, or one is an empty span inside the other."""
        return self.start < other.end and other.start < self.end
