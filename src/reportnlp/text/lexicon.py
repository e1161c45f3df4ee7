"""Finding many fixed strings at once in unspaced text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reportnlp.span import Span


class Match(NamedTuple):
    """A place where an entry stands; ``entry`` is its index in ``Lexicon.entries``."""

    span: Span
    entry: int


class Lexicon:
    """Aho-Corasick search for ``entries``.

    With ``overlapping`` every entry is found everywhere, also inside another; without it the leftmost, and of
    those the longest, wins and matches do not overlap.
    """

    def __init__(self, entries: Iterable[str], *, overlapping: bool = False) -> None:
        self.entries = tuple(entries)
        self._overlapping = overlapping
        self._automaton = None
        if self.entries:
            from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

            kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
            self._automaton = AhoCorasick(
                self.entries, matchkind=kind, implementation=Implementation.ContiguousNFA, store_patterns=False
            )

    def find(self, text: str) -> Iterator[Match]:
        """Every match in ``text``, by end (overlapping) or by start."""
        for entry, start, end in self.places(text):
            yield Match(Span(start, end), entry)

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """The same as plain numbers, entry, start and end: for texts in which hundreds are found."""
        if self._automaton is None:
            return []
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=self._overlapping)
        return found
