"""What is known of character n-grams: a memory-mapped cuckoo hash table, read many keys at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Values = npt.NDArray[np.unsignedinteger[Any]]
Floats = npt.NDArray[np.float32]

ORDER = 5
SLOTS = 4  # of one bucket; a key stands in one of two buckets
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
STEP = 13.0  # values per unit of ln(count): steps of 8 %


def extend(keys: Keys, ids: npt.NDArray[np.integer]) -> Keys:
    """Keys of the n-grams that ``keys`` become with one more id at the end (start from zeros)."""
    return keys * _FACTOR + ids.astype(np.uint64) + np.uint64(1)


def ngram_keys(ids: npt.NDArray[np.integer], order: int = ORDER) -> list[Keys]:
    """Keys of all n-grams: element ``n`` (from 1; 0 is None-like empty) at ``i`` is that of ``ids[i : i + n]``."""
    keys = [np.zeros(len(ids) + 1, np.uint64)]
    for n in range(1, order + 1):
        keys.append(extend(keys[-1][: len(ids) - n + 1], ids[n - 1 :]))
    return keys


def quantised(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Counts as single bytes, from 1; 0 means none."""
    return np.asarray(np.minimum(1 + np.rint(np.log(counts) * STEP), 255), np.uint8)


# What the table says of an n-gram, in 16 bits: how often it stands there (4, the highest), how much of the probability
# after it is left to shorter contexts (4), how likely its last character is after the others (8).
LEVELS = np.array([0, 1, 2, 3, 4, 6, 10, 20, 50, 100, 300, 1000, 3000, 10_000, 50_000, 250_000], np.float32)
UNSEEN = 255  # in place of the probability: a dictionary holds it, the text does not
_LEFT_STEP, _CHANCE_STEP = 0.3, 1 / 16  # of natural logarithms


def packed(
    counts: npt.NDArray[np.integer], left: npt.NDArray[np.floating], chance: npt.NDArray[np.floating]
) -> npt.NDArray[np.uint16]:
    """Counts, share left to shorter contexts, and probability of n-grams as values of the table."""
    level = np.searchsorted(LEVELS, counts, "right") - 1
    rest = np.minimum(np.rint(-np.log(np.maximum(left, 1e-9)) / _LEFT_STEP), 15)
    likely = np.minimum(np.rint(-np.log(np.maximum(chance, 1e-9)) / _CHANCE_STEP), UNSEEN - 1)
    return np.asarray((level << 12) | (rest.astype(np.int64) << 8) | likely.astype(np.int64), np.uint16)


def frequency(values: Values) -> Floats:
    """How often n-grams stand in the text, at least."""
    return np.asarray(LEVELS[values >> 12])


def log_frequency(values: Values) -> Floats:
    """One more than the natural logarithm of ``frequency``; 0 for none."""
    return np.asarray(_LOG_LEVELS[values >> 12])


def log_chance(values: Values) -> Floats:
    """Natural logarithm of the probability of the last character; above 0 where the text lacks the n-gram."""
    return np.asarray(_LOG_CHANCE[values & 0xFF])


def log_left(values: Values) -> Floats:
    """Natural logarithm of what is left to shorter contexts after an n-gram."""
    return np.asarray(_LOG_LEFT[(values >> 8) & 15])


_LOG_LEVELS = np.where(LEVELS > 0, 1 + np.log(np.maximum(LEVELS, 1)), 0).astype(np.float32)
_LOG_CHANCE = np.append(-np.arange(UNSEEN) * _CHANCE_STEP, 1).astype(np.float32)
_LOG_LEFT = (-np.arange(16) * _LEFT_STEP).astype(np.float32)


def mixed(keys: Keys) -> Keys:
    """Keys with their bits spread (the finaliser of SplitMix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def places(spread: Keys, buckets: int) -> tuple[Keys, Keys, npt.NDArray[np.uint16]]:
    """The two buckets of each key and its fingerprint."""
    first = ((spread >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)
    second = (((spread >> np.uint64(12)) & np.uint64(0xFFFFFFFF)) * np.uint64(buckets)) >> np.uint64(32)
    return first, second, (spread & np.uint64(0xFFFF)).astype(np.uint16)


class HashTable:
    """Key → value of one or two bytes; 0 for a key that is not there (one in 10,000 of those is taken for another).

    ``fingerprints`` and ``values`` have SLOTS columns and a row for each bucket; a value of 0 is an empty slot.
    """

    def __init__(self, fingerprints: npt.NDArray[np.uint16], values: Values) -> None:
        self._type = values.dtype
        self._row = np.dtype(f"u{SLOTS * values.dtype.itemsize}")
        self._fingerprints = fingerprints.view(np.ndarray).reshape(-1).view(np.uint64)
        self._values = values.view(np.ndarray).reshape(-1).view(self._row)

    @classmethod
    def load(cls, folder: Path, name: str) -> HashTable:
        """The table in ``NAME_keys.npy`` and ``NAME_values.npy``, memory-mapped."""
        keys, values = (np.load(folder / f"{name}_{part}.npy", mmap_mode="r") for part in ("keys", "values"))
        return cls(keys, values)

    def get(self, keys: Keys) -> Values:
        """The values of ``keys``."""
        first, second, fingerprints = places(mixed(keys), len(self._fingerprints))
        result = self._in(first, fingerprints)
        missing = np.flatnonzero(result == 0)
        if len(missing):
            result[missing] = self._in(second[missing], fingerprints[missing])
        return result

    def _in(self, buckets: Keys, fingerprints: npt.NDArray[np.uint16]) -> Values:
        held = self._fingerprints[buckets].view(np.uint16).reshape(-1, SLOTS)
        values = self._values[buckets].view(self._type).reshape(-1, SLOTS)
        row = np.where(held == fingerprints[:, None], values, self._type.type(0)).reshape(-1).view(self._row)
        bits = 8 * self._type.itemsize
        row |= row >> self._row.type(2 * bits)  # at most one slot holds more than 0
        return np.asarray(row | row >> self._row.type(bits)).astype(self._type)


class BigramSet:
    """Which pairs of ids stand side by side in the text: one bit a pair, many times faster to read than the table."""

    def __init__(self, bits: npt.NDArray[np.uint8]) -> None:
        self._width = bits.shape[1]
        self._bits = bits.view(np.ndarray).reshape(-1)

    def followers(self, first: int) -> npt.NDArray[np.int64]:
        """The ids that stand after ``first``."""
        row = self._bits[first * self._width : (first + 1) * self._width]
        return np.flatnonzero(np.unpackbits(row, bitorder="little"))

    def holds(self, first: npt.NDArray[np.integer], second: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
        """Whether ``first`` and ``second`` stand side by side, pair by pair."""
        second = second.astype(np.int64)
        bytes_ = self._bits[first.astype(np.int64) * self._width + (second >> 3)]
        return np.asarray((bytes_ >> (second & 7).astype(np.uint8)) & 1, bool)


def build_table(keys: Keys, values: Values, load: float = 0.95) -> tuple[npt.NDArray[np.uint16], Values]:
    """Fingerprints and values of a HashTable. Keys must differ. Buckets hold a share ``load`` of what they could."""
    buckets = max(2, int(len(keys) / SLOTS / load) + 1)
    first, second, fingerprints = places(mixed(keys), buckets)
    slots = np.full(buckets * SLOTS, -1, np.int64)  # which key stands there
    homes = np.stack((first, second)).astype(np.int64)
    side = np.zeros(len(keys), np.int8)  # which of its buckets each key tries next
    pending = np.arange(len(keys))
    chance = np.random.default_rng(1)
    for _ in range(5000):
        if not len(pending):
            break
        target = homes[side[pending], pending]
        order = np.argsort(target, kind="stable")
        pending, target = pending[order], target[order]
        starts = np.flatnonzero(np.r_[True, target[1:] != target[:-1]])
        lengths = np.diff(np.r_[starts, len(target)])
        rank = np.arange(len(target)) - np.repeat(starts, lengths)
        free = slots.reshape(-1, SLOTS)[target] < 0
        fits = rank < free.sum(axis=1)
        # the free slot of that rank, else (for the first of a full bucket) one taken by chance, whose key moves on
        column = np.argmax(np.cumsum(free, axis=1) > rank[:, None], axis=1)
        pushes = ~free.any(axis=1) & (rank == 0)
        column[pushes] = chance.integers(0, SLOTS, int(pushes.sum()))
        placed = fits | pushes
        at = target[placed] * SLOTS + column[placed]
        moved = slots[at]
        slots[at] = pending[placed]
        moved = moved[moved >= 0]
        pending = np.concatenate((pending[~placed], moved))
        side[pending] ^= 1
    if len(pending):
        raise ValueError("the table is too full")
    table_keys, table_values = np.zeros(len(slots), np.uint16), np.zeros(len(slots), values.dtype)
    taken = slots >= 0
    table_keys[taken], table_values[taken] = fingerprints[slots[taken]], values[slots[taken]]
    return table_keys.reshape(-1, SLOTS), table_values.reshape(-1, SLOTS)
