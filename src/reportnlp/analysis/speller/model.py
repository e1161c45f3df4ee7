"""The character n-gram model: how likely characters are where they stand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.ngrams import COUNTS, ORDER, HashTable, Values, ngram_keys

Floats = npt.NDArray[np.float32]
CONTEXT = ORDER - 1  # a character is judged with so many before it, and judges so many after it
_BUCKET = 16  # values of contexts that share a weight
_FLOOR = np.float32(1e-8)  # of a character that was never seen


class LanguageModel:
    """Interpolated (Jelinek-Mercer) model over a table of counts.

    ``weights`` has a row for each order from 2 and a column for each size of the context: the share of that order.
    ``total`` is the number of characters counted.
    """

    def __init__(self, table: HashTable, weights: Floats, total: int) -> None:
        self._table = table
        self._weights = weights[:, np.arange(256) // _BUCKET].astype(np.float32)  # by value
        self._total = np.float32(total)

    def attested(self, ids: npt.NDArray[np.integer]) -> list[Values]:
        """Values of all n-grams of a long text: element n at i is that of the n-gram that starts at i (0: none)."""
        keys = ngram_keys(ids)
        values = [np.zeros(0, np.uint8), self._table.get(keys[1])]
        for n in range(2, ORDER + 1):
            shorter = values[-1]
            likely = np.flatnonzero((shorter[:-1] > 0) & (shorter[1:] > 0))
            found = np.zeros(len(keys[n]), np.uint8)
            found[likely] = self._table.get(keys[n][likely])
            values.append(found)
        return values

    def log_probability(self, values: list[Values], order: int = ORDER) -> Floats:
        """Natural logarithm of the probability of each character after those before it; last axis as the text."""
        chance = np.maximum(COUNTS[values[1]] / self._total, _FLOOR)
        for n in range(2, order + 1):
            context, whole = values[n - 1][..., :-1], values[n]
            weight = np.where(context > 0, self._weights[n - 2][context], 0)
            seen = COUNTS[whole] / np.maximum(COUNTS[context], 1)
            lower = chance[..., n - 1 :]
            chance[..., n - 1 :] = lower + weight * (np.minimum(seen, 1) - lower)
        return np.asarray(np.log(chance))


def fit_weights(table: HashTable, total: int, ids: npt.NDArray[np.integer], rounds: int = 12) -> Floats:
    """Weights that make held-out ``ids`` likeliest, order after order (EM)."""
    weights = np.full((ORDER - 1, 256 // _BUCKET), 0.5, np.float32)
    model = LanguageModel(table, weights, total)
    values = model.attested(ids)
    lower = np.maximum(COUNTS[values[1]] / np.float32(total), _FLOOR)
    for n in range(2, ORDER + 1):
        context, whole = values[n - 1][:-1], values[n]
        seen = np.minimum(COUNTS[whole] / np.maximum(COUNTS[context], 1), 1)
        bucket = context // _BUCKET
        known = context > 0
        below = lower[n - 1 :]
        for _ in range(rounds):
            weight = weights[n - 2][bucket]
            share = weight * seen / (weight * seen + (1 - weight) * below)
            sums = np.bincount(bucket[known], share[known], 256 // _BUCKET)
            sizes = np.bincount(bucket[known], minlength=256 // _BUCKET)
            weights[n - 2] = np.where(sizes > 0, sums / np.maximum(sizes, 1), weights[n - 2])
        weight = np.where(known, weights[n - 2][bucket], 0)
        lower = np.concatenate((lower[: n - 1], below + weight * (seen - below)))
    return weights
