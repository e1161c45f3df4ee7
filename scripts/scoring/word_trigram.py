"""A corrector on a trigram of words, the kind that input methods ship: a peer, no part of reportnlp."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

_LONGEST = 8  # characters of a word
_KEPT = 3  # best segmentations at each place
_MOST = 4  # changes in one clause
_HAN = re.compile(r"[\u4e00-\u9fa5]{2,}")
_Beam = dict[Any, float]  # state of the model → logarithm of the probability so far


class TrigramCorrector:
    """Replaces a character where the clause gets likelier by ``margin`` powers of ten, the largest gain first.

    ``model`` is a ``kenlm.Model`` of words and ``alike`` gives for a character those that it may be a slip for. A clause is
    as likely as its best segmentation. Only a character that makes a word of the model with its neighbours is tried.
    """

    def __init__(self, model: Any, alike: Mapping[str, str], margin: float = 5.0) -> None:
        self._model = model
        self._state = import_module("kenlm").State  # built from source, so not installed everywhere
        self._alike = alike
        self._margin = margin
        self._is_word = lru_cache(1 << 17)(model.__contains__)

    def correct(self, text: str) -> str:
        """``text`` with its clauses mended."""
        return _HAN.sub(lambda match: self._mended(match[0]), text)

    def _mended(self, clause: str) -> str:
        for _ in range(_MOST):
            beams = self._beams(clause)
            limit = max(beams[-1].values()) + self._margin
            tried = ((max(self._beams(new, place, beams)[-1].values()), new) for place, new in self._changes(clause))
            score, best = max(tried, default=(limit, clause))
            if score <= limit:
                break
            clause = best
        return clause

    def _changes(self, clause: str) -> Iterator[tuple[int, str]]:
        for place, found in enumerate(clause):
            for other in self._alike.get(found, ""):
                changed = clause[:place] + other + clause[place + 1 :]
                if self._makes_a_word(changed, place):
                    yield place, changed

    def _makes_a_word(self, clause: str, place: int) -> bool:
        starts = range(max(0, place - _LONGEST + 1), place + 1)
        return any(
            self._is_word(clause[start:end])
            for start in starts
            for end in range(max(place + 1, start + 2), min(len(clause), start + _LONGEST) + 1)
        )

    def _beams(self, clause: str, place: int = 0, before: list[_Beam] | None = None) -> list[_Beam]:
        """The best segmentations up to each place; those up to ``place`` are taken from ``before``."""
        if before is None:
            state = self._state()
            self._model.NullContextWrite(state)
            beams: list[_Beam] = [{state: 0.0}]
        else:
            beams = before[: place + 1]
        first = len(beams) - 1
        beams += [{} for _ in range(len(clause) - first)]
        for start in range(max(0, first - _LONGEST + 1), len(clause)):
            best = sorted(beams[start].items(), key=lambda row: -row[1])[:_KEPT]
            for end in range(max(first, start) + 1, min(len(clause), start + _LONGEST) + 1):
                word = clause[start:end]
                if end > start + 1 and not self._is_word(word):
                    continue
                for state, score in best:
                    after = self._state()
                    total = score + self._model.BaseScore(state, word, after)
                    if total > beams[end].get(after, float("-inf")):
                        beams[end][after] = total
        return beams
