"""PH010: a formulation in which another word stands than the one that belongs there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import ends_words

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = re.compile("[一-龥]+")
_NEAR = 0.93  # a word that shares a character with the right one
_OTHER = 0.88


class _Slot(NamedTuple):
    left: str
    word: str
    right: str
    times: str
    lawful: frozenset[str]
    known: dict[str, str]
    near: bool
    since: str

    @property
    def phrase(self) -> str:
        return self.left + self.word + self.right


def find(context: Context) -> Iterator[Hit]:
    """Words in the slots of ``data/phrase_slots.tsv`` that are neither the right one nor a lawful one."""
    anchors, slots = _slots()
    text = context.text
    for entry, first, last in anchors.places(text):
        for slot in slots[entry]:
            start, end = _place(slot, first, last)
            found = text[start:end] if start >= 0 else slot.word
            if found == slot.word or found in slot.lawful or len(found) != len(slot.word):
                continue
            if not (text.startswith(slot.right, end) and text.endswith(slot.left, 0, start) and _HAN.fullmatch(found)):
                continue
            near = not set(found).isdisjoint(slot.word)
            if (slot.near and not (near and found != slot.word[::-1])) or (
                slot.since and (context.period or slot.since) < slot.since
            ):
                continue
            whole = Span(start - len(slot.left), end + len(slot.right))
            if found in slot.known or ends_words(text, whole, edges(whole, Span(start, end), found, slot.word)):
                note = f"“{slot.phrase}”在正式文本中 {slot.times} 次，“{found}”在此处 {slot.known.get(found, '0')} 次"
                yield Hit(
                    Span(start, end),
                    (slot.word,),
                    _NEAR if near else _OTHER,
                    (Evidence("data/phrase_slots.tsv", note),),
                    (("phrase", slot.phrase),),
                )


def edges(whole: Span, slot: Span, found: str, word: str) -> set[int]:
    """Where words must end if ``found`` stands in a slot of the phrase at ``whole``.

    A side of the slot on which the character is the right one says nothing: a word that goes across it would do so anyway.
    """
    ends = set(whole)
    if found[0] != word[0]:
        ends.add(slot.start)
    if found[-1] != word[-1]:
        ends.add(slot.end)
    return ends


def _place(slot: _Slot, start: int, end: int) -> tuple[int, int]:
    """Where the slot is when the longer of its contexts stands from ``start`` to ``end``."""
    if len(slot.left) >= len(slot.right):
        return end, end + len(slot.word)
    return start - len(slot.word), start


@lru_cache
def _slots() -> tuple[Lexicon, tuple[list[_Slot], ...]]:
    """The search for the longer context of each slot, and the slots that have it."""
    anchors: dict[str, list[_Slot]] = {}
    for place, count, lawful, wrong, kind, since in ((*row, "", "", "", "")[:6] for row in table("phrase_slots.tsv")):
        left, word, right = place.split("|")
        known = dict(re.findall(r"(\D+?)(\d+) ?", wrong))
        slot = _Slot(left, word, right, count, frozenset(lawful.split()), known, kind == "near", since)
        anchors.setdefault(max(left, right, key=len), []).append(slot)
    return Lexicon(anchors, overlapping=True), tuple(anchors.values())
