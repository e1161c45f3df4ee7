"""How large a file may be: what bounds memory and time for any input."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Limits for one file. The largest report measured has a 25th of each; a file at all of them stays below 500 MB.

    ``file_bytes`` counts the file itself, ``part_bytes`` one part of a package and ``total_bytes`` all that are read,
    both counted while inflating. ``xml_marks`` counts “<” and “=” in all parts that are parsed: it bounds the trees.
    """

    file_bytes: int = 50_000_000
    entries: int = 5_000
    part_bytes: int = 64_000_000
    total_bytes: int = 200_000_000
    xml_marks: int = 1_500_000
    paragraphs: int = 200_000
    characters: int = 5_000_000


LIMITS = Limits()
