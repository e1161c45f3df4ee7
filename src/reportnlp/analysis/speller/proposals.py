"""What may have been meant: places that look odd, and characters that would stand there better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.confusion import SAME, ConfusionSets, Shape
from reportnlp.analysis.speller.encoding import EDGE, UNKNOWN, Alphabet
from reportnlp.analysis.speller.model import CONTEXT, Floats, LanguageModel
from reportnlp.analysis.speller.ngrams import ORDER, BigramSet, HashTable, Values, extend
from reportnlp.analysis.speller.words import Dictionary

Integers = npt.NDArray[np.int64]
_COVERED = 3  # a place that so many attested runs of four or five hold is left alone
_REPEATED = 20  # surroundings that come so often alike are a pattern of the text, no slip
_PAD = CONTEXT + 1  # edges put around a text so that every window is whole


class Resources:
    """The model's parts, loaded."""

    def __init__(
        self,
        alphabet: Alphabet,
        table: HashTable,
        bigrams: BigramSet,
        model: LanguageModel,
        sets: ConfusionSets,
        dictionary: Dictionary,
    ) -> None:
        self.alphabet, self.table, self.bigrams = alphabet, table, bigrams
        self.model, self.sets, self.dictionary = model, sets, dictionary


class Read:
    """A text as the model sees it: ids with edges around, their places, what is attested, how likely each character is.

    ``codes`` are the code points of the text.
    """

    def __init__(self, text: str, resources: Resources) -> None:
        encoded = resources.alphabet.encode(text)
        edges = np.full(_PAD, EDGE, np.uint16)
        outside = np.full(_PAD, -1)
        self.codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        self.ids = np.concatenate((edges, encoded.ids, edges))
        self.places = np.concatenate((outside, np.where(encoded.places < len(text), encoded.places, -1), outside))
        self.values = resources.model.attested(self.ids)
        self.chances = resources.model.log_probability(self.values)


@dataclass
class Candidates:
    """Edits of ``width`` characters from place ``at`` (index into Read.ids) to ``ids``, one a row.

    ``kinds``: why each is taken for the other (sound * 4 + shape, 0: neither, and KNOWN); ``idiom``: it makes an idiom.
    """

    width: int
    at: Integers
    ids: npt.NDArray[np.uint16]  # rows × width
    kinds: npt.NDArray[np.uint8]  # rows × width
    idiom: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Integers) -> Candidates:
        """The candidates of some rows."""
        return Candidates(self.width, self.at[rows], self.ids[rows], self.kinds[rows], self.idiom[rows])


@dataclass
class Windows:
    """Texts around candidates as they are and as they would be: CONTEXT ids before, the edit, CONTEXT ids after.

    ``old`` and ``new``: element n holds the values of n-grams by their start in the window. ``before`` and ``after``:
    natural logarithm of the probability of the edited characters and those after them, ``…3`` by trigrams alone.
    """

    old: list[Values]
    new: list[Values]
    before: Floats
    after: Floats
    gain3: Floats

    def take(self, rows: Integers) -> Windows:
        """The windows of some rows."""
        old, new = ([values[rows] for values in part] for part in (self.old, self.new))
        return Windows(old, new, self.before[rows], self.after[rows], self.gain3[rows])


def odd_places(read: Read) -> Integers:
    """Places of characters that hardly any attested run of four or five holds: where to look."""
    covered = np.zeros(len(read.ids), np.int8)
    for n in (4, 5):
        there = read.values[n] > 0
        for offset in range(n):
            covered[offset : offset + len(there)] += there
    places = np.flatnonzero((covered < _COVERED) & (read.ids >= UNKNOWN) & (read.places >= 0))
    keys = np.zeros(len(places), np.uint64)
    for step in range(-CONTEXT, CONTEXT + 1):
        keys = extend(keys, read.ids[places + step])
    _, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return places[counts[group] < _REPEATED]


def windows(read: Read, resources: Resources, rows: Candidates) -> Windows:
    """What is attested around ``rows``, without and with the edit."""
    size = 2 * CONTEXT + rows.width
    start = (rows.at - CONTEXT)[:, None]
    old: list[Values] = [np.zeros((len(rows), 0), np.uint16)]
    old += [read.values[n][start + np.arange(size - n + 1)] for n in range(1, ORDER + 1)]
    ids = read.ids[start + np.arange(size)]
    ids[:, CONTEXT : CONTEXT + rows.width] = rows.ids
    keys = np.zeros((len(rows), size + 1), np.uint64)
    new = [old[0]]
    for n in range(1, ORDER + 1):
        keys = extend(keys[:, : size - n + 1], ids[:, n - 1 :])
        first, last = CONTEXT - n + 1, CONTEXT + rows.width - 1  # starts of n-grams that hold edited characters
        part = slice(first, last + 1)
        likely = np.ones((len(rows), last + 1 - first), bool)
        if n > 1:
            likely = (new[n - 1][:, part] > 0) & (new[n - 1][:, first + 1 : last + 2] > 0)
        found = np.zeros(likely.shape, np.uint16)
        found[likely] = resources.table.get(keys[:, part][likely])
        values = old[n].copy()
        values[:, part] = found
        new.append(values)
    after = ids[:, CONTEXT + rows.width :] == EDGE
    same = np.ones((len(rows), CONTEXT + rows.width), bool)  # what stands beyond the sentence does not count
    same[:, rows.width + 1 :] = ~np.logical_or.accumulate(after, axis=1)[:, :-1]
    logs = [
        np.where(same, resources.model.log_probability(values, order)[:, CONTEXT:], 0).sum(axis=1)
        for values in (old, new)
        for order in (3, ORDER)
    ]
    return Windows(old, new, logs[1], logs[3], logs[2] - logs[0])


def single_edits(read: Read, places: Integers, resources: Resources) -> Candidates:
    """Confusion-set members at ``places`` that make an attested trigram with what stands around them."""
    proposals = resources.sets.propose(read.codes[read.places[places]])
    ids = resources.alphabet.ids(proposals.codes)
    at = places[proposals.rows]
    left = resources.bigrams.holds(read.ids[at - 1], ids)
    right = resources.bigrams.holds(ids, read.ids[at + 1])
    rows = np.flatnonzero(left | right)
    at, ids, kinds, left, right = at[rows], ids[rows], proposals.kinds[rows], left[rows], right[rows]
    good = np.zeros(len(rows), bool)
    before, after = read.ids[at - 1], read.ids[at + 1]
    asked = np.flatnonzero(left & right)
    good[asked] = _trigrams(before[asked], ids[asked], after[asked], resources.table)
    asked = np.flatnonzero(left & ~good & (read.values[2][at - 2] > 0))
    good[asked] = _trigrams(read.ids[at[asked] - 2], before[asked], ids[asked], resources.table)
    asked = np.flatnonzero(right & ~good & (read.values[2][at + 1] > 0))
    good[asked] = _trigrams(ids[asked], after[asked], read.ids[at[asked] + 2], resources.table)
    asked = np.flatnonzero(~good)
    good[asked] = _make_word(read, at[asked], ids[asked], resources.dictionary)
    return _candidates(at[good], ids[good, None], kinds[good, None])


def _make_word(read: Read, at: Integers, ids: npt.NDArray[np.uint16], dictionary: Dictionary) -> npt.NDArray[np.bool_]:
    """Whether characters ``ids`` at places ``at`` make a word of two or three, where now none of two stands."""
    around = read.ids[at[:, None] + np.arange(-2, 3)]
    loose = dictionary.any_word(around, range(2, 3), 2) == 0
    around[:, 2] = ids
    return np.asarray(loose & (dictionary.any_word(around, range(2, 4), 2) > 1))


def double_edits(read: Read, places: Integers, resources: Resources) -> Candidates:
    """Edits of two characters at once, both odd, to two that sound the same and make an attested trigram."""
    four, three = read.values[4], read.values[3]
    at = places[:-1][places[1:] == places[:-1] + 1]
    at = at[(four[at - 2] == 0) & (four[at - 1] == 0) & (four[at] == 0) & ((three[at - 1] == 0) | (three[at] == 0))]
    halves = []
    for step in (0, 1):
        proposals = resources.sets.propose(read.codes[read.places[at + step]])
        near = ((proposals.kinds & 15) >= SAME << 2) | ((proposals.kinds & 3) == Shape.VERY_LIKE)
        rows, ids, kinds = proposals.rows[near], resources.alphabet.ids(proposals.codes[near]), proposals.kinds[near]
        beside = read.ids[at[rows] + (2 if step else -1)]
        good = resources.bigrams.holds(ids, beside) if step else resources.bigrams.holds(beside, ids)
        halves.append((rows[good], ids[good], kinds[good]))
    (rows, first, first_kinds), (other_rows, second, second_kinds) = halves
    starts, ends = np.searchsorted(other_rows, rows), np.searchsorted(other_rows, rows, "right")
    sizes = ends - starts
    one = np.repeat(np.arange(len(rows)), sizes)
    two = np.arange(len(one)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
    good = resources.bigrams.holds(first[one], second[two])
    one, two = one[good], two[good]
    where = at[rows[one]]
    before = _trigrams(read.ids[where - 1], first[one], second[two], resources.table)
    after = _trigrams(first[one], second[two], read.ids[where + 2], resources.table)
    kept = before | after
    one, two, where = one[kept], two[kept], where[kept]
    return _candidates(
        where, np.stack((first[one], second[two]), axis=1), np.stack((first_kinds[one], second_kinds[two]), axis=1)
    )


def idiom_edits(read: Read, places: Integers, resources: Resources) -> Candidates:
    """Characters that make an idiom of the dictionary of three of its characters and one at ``places``."""
    at, ids = [], []
    for offset in range(4):
        keys = np.zeros(len(places), np.uint64)
        for step in range(4):
            column = read.ids[places - offset + step]
            keys = extend(keys, np.zeros_like(column) if step == offset else column)
        rows, codes = resources.dictionary.idioms(keys)
        at.append(places[rows])
        ids.append(resources.alphabet.ids(codes))
    where, id_ = np.concatenate(at), np.concatenate(ids)
    new = id_ != read.ids[where]
    edits = _candidates(where[new], id_[new, None], np.zeros((int(new.sum()), 1), np.uint8))
    edits.idiom[:] = True
    return edits


def merged(edits: Candidates, idioms: Candidates) -> Candidates:
    """Both without doubles; an edit that is in both keeps why it is taken for the other."""
    at, ids, kinds, idiom = (
        np.concatenate(pair)
        for pair in zip(*((row.at, row.ids, row.kinds, row.idiom) for row in (edits, idioms)), strict=True)
    )
    key = at * 0x10000 + ids[:, 0]
    order = np.argsort(key, kind="stable")
    new = np.ones(len(order), bool)
    new[1:] = np.diff(key[order]) != 0
    group = np.cumsum(new) - 1
    flags = np.zeros(int(new.sum()), bool)
    np.logical_or.at(flags, group, idiom[order])
    first = order[new]
    return Candidates(1, at[first], ids[first], kinds[first], flags)


def _candidates(at: Integers, ids: npt.NDArray[np.uint16], kinds: npt.NDArray[np.uint8]) -> Candidates:
    return Candidates(ids.shape[1], at, ids, kinds, np.zeros(len(at), bool))


def _trigrams(
    first: npt.NDArray[np.integer], second: npt.NDArray[np.integer], third: npt.NDArray[np.integer], table: HashTable
) -> npt.NDArray[np.bool_]:
    keys = extend(extend(extend(np.zeros(len(first), np.uint64), first), second), third)
    return table.get(keys) > 0
