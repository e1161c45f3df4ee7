"""The speller's dictionary: words with their frequency, idioms with one character open, and cutting into words."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.ngrams import ORDER, STEP, HashTable, Values, extend, mixed

Floats = npt.NDArray[np.float32]
LONGEST = ORDER
_TOTAL = np.log(6.0e7)  # running words behind the frequencies (jieba's)
_LOGS = np.concatenate(([-_TOTAL - 3.0], np.arange(255) / STEP - _TOTAL)).astype(np.float32)  # by value


class Cut(NamedTuple):
    """The likeliest way to cut a window into words: its logarithm, how many words, how many of one character."""

    score: Floats
    words: Floats
    single: Floats


class Dictionary:
    """Words of one to five characters by their ids."""

    def __init__(self, folder: Path) -> None:
        self._words = HashTable.load(folder, "words")
        self._idiom_keys, self._idiom_codes = (
            np.load(folder / f"idioms_{part}.npy", mmap_mode="r").view(np.ndarray) for part in ("keys", "codes")
        )

    def words(self, ids: npt.NDArray[np.integer]) -> list[Values]:
        """Values of all words in windows (rows × size): element n at ``[:, i]`` is that of the word ``ids[:, i : i + n]``."""
        size = ids.shape[1]
        keys = np.zeros((len(ids), size + 1), np.uint64)
        values: list[Values] = [np.zeros((len(ids), 0), np.uint8)]
        for n in range(1, LONGEST + 1):
            keys = extend(keys[:, : size - n + 1], ids[:, n - 1 :])
            values.append(self._words.get(keys.reshape(-1)).reshape(keys.shape))
        return values

    def any_word(self, ids: npt.NDArray[np.integer], sizes: range, place: int) -> Values:
        """The highest value of the words of ``sizes`` that hold column ``place`` of windows (rows × size); 0: none."""
        best = np.zeros(len(ids), np.uint8)
        for size in sizes:
            for start in range(max(0, place - size + 1), min(place, ids.shape[1] - size) + 1):
                keys = np.zeros(len(ids), np.uint64)
                for column in range(start, start + size):
                    keys = extend(keys, ids[:, column])
                best = np.maximum(best, self._words.get(keys))
        return best

    def idioms(self, keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
        """Which of ``keys`` (four ids, one of them 0) fit an idiom, and the code point that stands there in it."""
        short = (mixed(keys) >> np.uint64(32)).astype(np.uint32)
        place = np.minimum(np.searchsorted(self._idiom_keys, short), len(self._idiom_keys) - 1)
        rows = np.flatnonzero(self._idiom_keys[place] == short)
        return rows, self._idiom_codes[place[rows]]


def cut(words: list[Values], inside: range) -> Cut:
    """Cuts windows into words; ``single`` counts words of one character within ``inside``."""
    rows, size = words[1].shape
    score, number, single = (np.zeros((size + 1, rows), np.float32) for _ in range(3))
    for end in range(1, size + 1):
        best = score[end - 1] + _LOGS[words[1][:, end - 1]]
        count, alone = number[end - 1] + 1, single[end - 1] + (end - 1 in inside)
        for length in range(2, min(LONGEST, end) + 1):
            value = words[length][:, end - length]
            other = np.where(value > 0, score[end - length] + _LOGS[value], -np.inf)
            better = other > best
            best = np.where(better, other, best)
            count = np.where(better, number[end - length] + 1, count)
            alone = np.where(better, single[end - length], alone)
        score[end], number[end], single[end] = best, count, alone
    return Cut(score[size], number[size], single[size])
