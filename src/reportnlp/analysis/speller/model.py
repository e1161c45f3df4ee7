"""The character n-gram model: how likely characters are where they stand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.ngrams import ORDER, HashTable, Values, log_chance, log_left, ngram_keys

Floats = npt.NDArray[np.float32]
CONTEXT = ORDER - 1  # a character is judged with so many before it, and judges so many after it
_FLOOR = np.float32(-16)  # natural logarithm of the probability of a character that was never seen


class LanguageModel:
    """Interpolated Kneser-Ney model (S. F. Chen and J. Goodman, 1999) over a table of n-grams."""

    def __init__(self, table: HashTable) -> None:
        self._table = table

    def attested(self, ids: npt.NDArray[np.integer]) -> list[Values]:
        """Values of all n-grams of a long text: element n at i is that of the n-gram that starts at i (0: none)."""
        keys = ngram_keys(ids)
        values = [np.zeros(0, np.uint16), self._table.get(keys[1])]
        for n in range(2, ORDER + 1):
            shorter = values[-1]
            likely = np.flatnonzero((shorter[:-1] > 0) & (shorter[1:] > 0))
            found = np.zeros(len(keys[n]), np.uint16)
            found[likely] = self._table.get(keys[n][likely])
            values.append(found)
        return values

    def log_probability(self, values: list[Values], order: int = ORDER) -> Floats:
        """Natural logarithm of the probability of each character after those before it; last axis as the text."""
        chance = np.where(values[1] > 0, log_chance(values[1]), _FLOOR)
        for n in range(2, order + 1):
            context, whole = values[n - 1][..., :-1], values[n]
            known = log_chance(whole)
            chance[..., n - 1 :] = np.where((whole > 0) & (known <= 0), known, chance[..., n - 1 :] + log_left(context))
        return np.asarray(chance)
