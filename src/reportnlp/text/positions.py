"""Code points to and from UTF-16 units and line/column, for editors, browsers and Word."""

from bisect import bisect_right


class Positions:
    """Translates positions in one text. All counts start at 0; a position may equal the text's length."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [index for index, character in enumerate(text) if ord(character) > 0xFFFF]
        self._wide_units = [index + rank + 1 for rank, index in enumerate(self._wide)]
        self._lines = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]

    def to_utf16(self, position: int) -> int:
        """UTF-16 units before the code point at ``position``."""
        self._check(position)
        return position + bisect_right(self._wide, position - 1)

    def from_utf16(self, units: int) -> int:
        """Code points before ``units`` UTF-16 units; the middle of a surrogate pair counts as its start."""
        position = units - bisect_right(self._wide_units, units - 1)
        if self._wide_units and units in self._wide_units:  # inside a pair
            position = units - self._wide_units.index(units) - 1
        self._check(position)
        return position

    def to_line_column(self, position: int) -> tuple[int, int]:
        """Line and column (in code points) of ``position``."""
        self._check(position)
        line = bisect_right(self._lines, position) - 1
        return line, position - self._lines[line]

    def from_line_column(self, line: int, column: int) -> int:
        """The position of ``column`` (in code points) of ``line``."""
        position = self._lines[line] + column
        self._check(position)
        return position

    def _check(self, position: int) -> None:
        if not 0 <= position <= self._length:
            raise IndexError(f"position {position} outside a text of {self._length} characters")
