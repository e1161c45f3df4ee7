"""Modified Kneser-Ney smoothing of n-gram counts (S. F. Chen and J. Goodman, 1999), interpolated, with pruning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.encoding import EDGE
from reportnlp.analysis.speller.ngrams import extend

BARRIER = 0xFFFF  # id that no n-gram holds: between phrases, whose ends are no ends of sentences
Keys = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Grams(NamedTuple):
    """The different n-grams of one order: keys (sorted), counts, and which shorter n-gram each begins and ends with.

    ``context`` and ``suffix`` are rows of the order below; empty for order 1.
    """

    keys: Keys
    counts: Integers
    context: Integers
    suffix: Integers


class Smoothed(NamedTuple):
    """The n-grams of one order that are kept.

    ``chance``: probability of the last character after the others; ``left``: share of the probability after the n-gram that
    is left to shorter contexts.
    """

    keys: Keys
    counts: Integers
    left: Floats
    chance: Floats


def grams(stream: npt.NDArray[np.uint16], order: int, shorter: Keys) -> Grams:
    """Counts the n-grams of one order; an edge may stand only at their ends, a barrier nowhere.

    ``shorter``: keys of the order below.
    """
    keys = np.zeros(len(stream) - order + 1, np.uint64)
    inside = np.zeros(len(keys), bool)
    for offset in range(order):
        part = stream[offset : offset + len(keys)]
        keys = extend(keys, part)
        inside |= part == BARRIER
        if 0 < offset < order - 1:
            inside |= part == EDGE
    places = np.flatnonzero(~inside)
    keys = keys[places]
    sorting = np.argsort(keys)
    keys = keys[sorting]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    counts = np.diff(np.r_[starts, len(keys)])
    keys, first = keys[starts], places[sorting[starts]]
    none = np.zeros(0, np.int64)
    if order == 1:
        return Grams(keys, counts, none, none)
    context, suffix = np.zeros(len(first), np.uint64), np.zeros(len(first), np.uint64)
    for offset in range(order - 1):
        context, suffix = extend(context, stream[first + offset]), extend(suffix, stream[first + 1 + offset])
    return Grams(keys, counts, np.searchsorted(shorter, context), np.searchsorted(shorter, suffix))


def smoothed(orders: Sequence[Grams], least: Sequence[int]) -> list[Smoothed]:
    """Each order without the n-grams seen less often than its ``least``."""
    result: list[Smoothed] = []
    chance, kept = np.zeros(0), np.zeros(0, bool)  # of all n-grams of the order below, whether kept or not
    for number, (order, floor) in enumerate(zip(orders, least, strict=True)):
        counts = order.counts if number + 1 == len(orders) else _continuations(order, orders[number + 1])
        now = order.counts >= floor
        if number:
            total = np.bincount(order.context, counts, len(kept))[order.context]
            share = np.where(now, (counts - _discounts(counts)) / total, 0)
            left = np.where(kept, 1 - np.bincount(order.context, share, len(kept)), 1)
            result[-1] = result[-1]._replace(left=left[kept])
            chance = share + left[order.context] * chance[order.suffix]
        else:
            chance = counts / counts.sum()
        kept = now
        result.append(Smoothed(order.keys[kept], order.counts[kept], np.ones(int(kept.sum())), chance[kept]))
    return result


def _continuations(order: Grams, longer: Grams) -> Integers:
    """In how many different places each n-gram stands: after how many characters; counts for those at a sentence's start."""
    before = np.bincount(longer.suffix, minlength=len(order.keys))
    return np.where(before > 0, before, order.counts)


def _discounts(counts: Integers) -> Floats:
    """What is taken from each count: more from higher ones."""
    one, two, three, four = (int((counts == number).sum()) for number in (1, 2, 3, 4))
    scale = one / (one + 2 * two) if one else 0.5
    steps = [
        0.0,
        *(
            n - (n + 1) * scale * more / max(few, 1)
            for n, few, more in ((1, one, two), (2, two, three), (3, three, four))
        ),
    ]
    return np.clip(steps, 0, [0, 0.9, 1.8, 2.7])[np.minimum(counts, 3)]
