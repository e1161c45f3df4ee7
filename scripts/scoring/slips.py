"""Spoils clean sentences with slips that people make: SYNTHETIC, to fit the speller on."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.confusion import FIRST_CODE, KNOWN, LAST_CODE
from reportnlp.analysis.speller.encoding import EDGE, FIRST, LATIN, NUMBER
from reportnlp.analysis.speller.ngrams import extend, frequency
from reportnlp.analysis.speller.proposals import Resources

# How often a slip is of a kind (sound * 4 + shape) more than chance, roughly as on part A of development data.
_WEIGHTS = {12: 3, 8: 2.2, 13: 4, 14: 4, 15: 6, 3: 2.5, 9: 3, 10: 3, 11: 4, 1: 0.7, 4: 0.7, 2: 0.7}
_SPOILT, _TWO_SLIPS, _WHOLE_WORD = 0.6, 0.25, 0.2


def spoil(stream: npt.NDArray[np.uint16], resources: Resources, sentences: int, seed: int = 0) -> list[tuple[str, str]]:
    """Pairs of spoilt and right sentences of a held-out stream."""
    chance = random.Random(seed)
    wrong = wrong_characters(resources)
    pairs = []
    for right in _sentences(stream, resources, sentences, seed):
        characters = list(right)
        if chance.random() < _SPOILT:
            for _ in range(1 + (chance.random() < _TWO_SLIPS)):
                place = chance.randrange(len(right))
                for at in (place, place + 1)[: 1 + (chance.random() < _WHOLE_WORD)]:
                    options = wrong.get(right[at]) if at < len(right) else None
                    if options:
                        characters[at] = chance.choices(options[0], options[1])[0]
        pairs.append(("".join(characters), right))
    return pairs


def _sentences(stream: npt.NDArray[np.uint16], resources: Resources, number: int, seed: int) -> list[str]:
    edges = np.flatnonzero(stream == EDGE)
    classes = {NUMBER: "1", LATIN: "A"}
    result = []
    for index in np.random.default_rng(seed).permutation(len(edges) - 1)[:number]:
        ids = stream[edges[index] + 1 : edges[index + 1]].tolist()
        if 6 <= len(ids) <= 150:
            result.append("".join(resources.alphabet.character(i) if i >= FIRST else classes.get(i, "〓") for i in ids))
    return result


def wrong_characters(resources: Resources) -> dict[str, tuple[list[str], list[float]]]:
    """Right character → those that it is mistaken for, with how likely each is."""
    codes = np.arange(FIRST_CODE, LAST_CODE + 1)
    ids = resources.alphabet.ids(codes)
    counts = frequency(resources.table.get(extend(np.zeros(len(codes), np.uint64), ids)))
    proposals = resources.sets.propose(codes)
    result: dict[str, tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for row, code, kind in zip(*(column.tolist() for column in proposals), strict=True):
        if ids[row] >= FIRST:
            characters, weights = result[chr(code)]
            characters.append(chr(FIRST_CODE + row))
            weights.append(_WEIGHTS.get(kind & 15, 1.0) * (3 if kind & KNOWN else 1) * float(counts[row]) ** 0.45)
    return dict(result)
