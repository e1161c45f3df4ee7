"""Quotes and brackets of a text, paired within each paragraph."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

_MARKS = re.compile(r"[“”‘’（）()《》【】〔〕\n]")
_CLOSERS = {"”": "“", "’": "‘", "）": "（", "》": "《", "】": "【", "〕": "〔"}
_FULL = {"(": "（", ")": "）"}
_LIST_NUMBER = re.compile(r"(?:^|[\s。；：，、])[0-9A-Za-z一二三四五六七八九十]{1,3}$")
_REOPENED = re.compile(r"\s*“")
_BROKEN_LINE = 300  # characters within which a hard line break may stand between two halves


class Pairs(NamedTuple):
    """Positions of marks. ``nested`` are pairs of double quotes inside double quotes; ``lone`` have no partner."""

    lone: tuple[int, ...]
    nested: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4)
def find_pairs(text: str) -> Pairs:
    """Marks without a partner, and double quotes nested in double quotes.

    A quotation of several paragraphs may open each of them and close only in the last; then nothing is missing.
    """
    pairing = _Pairing(text)
    for match in _MARKS.finditer(text):
        mark = _FULL.get(match[0], match[0])
        if mark == "\n":
            pairing.end_paragraph(match.start())
        elif mark in _CLOSERS:
            pairing.close(mark, match.start())
        else:
            pairing.push(mark, match.start())
    pairing.end_paragraph(len(text))
    return Pairs(tuple(sorted(pairing.lone)), tuple(sorted(pairing.nested)))


class _Pairing:
    """The state while the marks are read in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[tuple[str, int]] = []
        self._depth: Counter[str] = Counter()
        self.lone: set[int] = set()
        self.nested: list[tuple[int, int]] = []
        self._inner: list[tuple[int, int]] = []
        self._crossed: list[str] = []
        self._waiting: dict[str, int] = {}  # marks that a later paragraph may close

    def push(self, mark: str, position: int) -> None:
        self.open.append((mark, position))
        self._depth[mark] += 1

    def _pop(self) -> tuple[str, int]:
        mark, position = self.open.pop()
        self._depth[mark] -= 1
        return mark, position

    def close(self, mark: str, position: int) -> None:
        opener = _CLOSERS[mark]
        if self._depth[opener]:
            while self.open[-1][0] != opener:
                crossed, start = self._pop()
                self._crossed.append(crossed)
                self.lone.add(start)
            _, start = self._pop()
            if mark == "”":
                self._close_quote(start, position)
        elif opener in self._crossed:
            self._crossed.remove(opener)
        elif opener in self._waiting and (mark == "”" or position - self._waiting[opener] < _BROKEN_LINE):
            self.lone.discard(self._waiting.pop(opener))
        elif not self._lawful_alone(mark, position):
            self.lone.add(position)

    def end_paragraph(self, end: int) -> None:
        """Marks left open are alone, but for a quote that the next paragraph opens again."""
        for mark, position in self.open:
            quotation = not self.text[max(0, position - 1) : position].strip("\n：:\u3000 ")
            if mark != "“" or not quotation or not _REOPENED.match(self.text, end):
                self.lone.add(position)
                self._waiting[mark] = position
        self.open.clear()
        self._depth.clear()
        self._inner.clear()
        self._crossed.clear()

    def _close_quote(self, start: int, end: int) -> None:
        if self._depth["“"]:
            self._inner.append((start, end))
        else:
            self.nested += self._inner
            self._inner.clear()

    def _lawful_alone(self, mark: str, position: int) -> bool:
        text = self.text
        if mark == "’":  # an apostrophe: it's, ’99
            after = text[position + 1 : position + 2]
            return after.isdigit() or (after.isascii() and text[max(0, position - 1) : position].isascii())
        return mark == "）" and _LIST_NUMBER.search(text, max(0, position - 4), position) is not None
