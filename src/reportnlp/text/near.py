"""Finding long fixed phrases that are one slip away from right: a character missing, wrong, doubled or swapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

_CORE = 3  # characters at the place of a slip by which it is looked up: hardly a right text has them
SHORT = 6  # up to so many characters a wrong character in place of a right one makes another phrase too easily


class NearMatch(NamedTuple):
    """Where a text comes within one slip of ``phrase``."""

    span: Span
    phrase: str


class NearLexicon:
    """Finds what differs from one of ``phrases`` by a single slip.

    A slip is a missing inner character, a doubled character, two neighbours swapped, or, in phrases longer than
    ``SHORT``, one wrong inner character or, where ``cut`` says so of the phrase, a missing last one. ``lawful``
    texts, and whatever is part of a phrase or of a lawful text, are never found. The first three kinds are listed beforehand. For a wrong character one half of the phrase
    must stand intact: the halves are searched, and what stands beside them is compared.
    """

    def __init__(self, phrases: Iterable[str], lawful: Iterable[str] = (), cut: Iterable[str] = ()) -> None:
        self.phrases = tuple(dict.fromkeys(phrases))
        self._lawful = frozenset(lawful)
        self._right = "\n".join((*self.phrases, *self._lawful))
        self._cut = {phrase[:-1]: phrase for phrase in cut if len(phrase) > SHORT}
        self._listed: dict[str, str] = {}
        self._by_core: dict[str, list[str]] = {}
        slips = ((*row, phrase) for phrase in self.phrases for row in _slips(phrase))
        for slip, place, phrase in chain(slips, ((slip, len(slip), row) for slip, row in self._cut.items())):
            if slip not in self._listed:
                start = max(0, min(place, len(slip) - _CORE))
                self._by_core.setdefault(slip[start : start + _CORE], []).append(slip)
            self._listed[slip] = phrase
        self._cores = Lexicon(self._by_core, overlapping=True)
        self._halves: dict[str, list[tuple[str, int]]] = {}
        for phrase in self.phrases:
            if len(phrase) > SHORT:
                middle = len(phrase) // 2
                self._halves.setdefault(phrase[:middle], []).append((phrase, 0))
                self._halves.setdefault(phrase[middle:], []).append((phrase, middle))
        self._seeds = Lexicon(self._halves, overlapping=True)
        self._whole = Lexicon((*self.phrases, *sorted(self._lawful - set(self.phrases))))

    def find(self, text: str) -> Iterator[NearMatch]:
        """Near misses in ``text``; they may overlap."""
        slips = self._slips_in(text)
        for span, index in slips.find(text):
            slip = slips.entries[index]
            if slip in self._cut:
                if text.startswith(self._cut[slip][-1], span.end):
                    continue
            elif slip in self._right:
                continue
            yield NearMatch(span, self._listed[slip])
        seeds = self._seeds.entries
        for entry, place, _ in self._seeds.places(text):
            for phrase, offset in self._halves[seeds[entry]]:
                start = place - offset
                if start < 0 or text.startswith(phrase, start):
                    continue
                found = text[start : start + len(phrase)]
                if found[-1] != phrase[-1] or found[0] != phrase[0]:
                    continue
                if _one_wrong(found, phrase) and found not in self._lawful and not self._is_right(found):
                    yield NearMatch(Span(start, start + len(phrase)), phrase)

    def _slips_in(self, text: str) -> Lexicon:
        """A search for the listed slips that ``text`` holds: hardly ever one of thousands, whose search is slow to build."""
        cores = {self._cores.entries[entry] for entry, _, _ in self._cores.places(text)}
        return Lexicon(slip for core in cores for slip in self._by_core[core] if slip in text)

    def _is_right(self, found: str) -> bool:
        """Whether the place of the wrong character belongs to another phrase that stands there rightly."""
        return any(match.span.length > len(found) // 2 for match in self._whole.find(found))


def _slips(phrase: str) -> Iterator[tuple[str, int]]:
    """Every listed slip with the first of the characters that show it."""
    for position in range(1, len(phrase) - 1):
        yield phrase[:position] + phrase[position + 1 :], position - 1
    for position in range(len(phrase)):
        yield phrase[: position + 1] + phrase[position:], position - 1
    for position in range(len(phrase) - 1):
        one, other = phrase[position], phrase[position + 1]
        if one != other:
            yield phrase[:position] + other + one + phrase[position + 2 :], position


def _one_wrong(found: str, phrase: str) -> bool:
    """Whether the texts are of one length and differ in exactly one character."""
    if len(found) != len(phrase):
        return False
    wrong = [one for one, other in zip(found, phrase, strict=True) if one != other]
    return len(wrong) == 1 and "\u4e00" <= wrong[0] <= "\u9fff"
