"""Characters typed twice, in the wrong order, or left out: slips that no confusion set holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.encoding import FIRST, MARKS
from reportnlp.analysis.speller.model import CONTEXT, Floats
from reportnlp.analysis.speller.ngrams import ORDER, Values, extend, frequency
from reportnlp.analysis.speller.proposals import Candidates, Integers, Read, Resources, odd_places, windows

_HAN = FIRST + len(MARKS)
_LEAST_GAIN = {
    "doubled": 10.5,
    "swapped": 11.5,
    "missing": 7.5,
}  # natural logarithms; measured, see models/speller/README.md
_FREQUENT = 50  # a run with the missing character must stand so often
_SUPPORT = 4  # and so many runs of three and more must hold it
_RARE = 300  # a doubled character that stands so often is a word (人人)
_COMMON = 3  # a run with the swapped characters must stand so often


class LengthSlip(NamedTuple):
    """Characters ``[start, end)`` of a text, what should stand there, and what speaks for it.

    ``kind``: doubled, swapped or missing. ``attested``: the commonest run with the right characters; ``times``: how often.
    """

    kind: str
    start: int
    end: int
    best: str
    gain: float
    attested: str
    times: int


def length_slips(read: Read, resources: Resources) -> list[LengthSlip]:
    """Doubled, swapped and missing characters of a text."""
    slips = [*_doubled(read, resources), *_swapped(read, resources), *_missing(read, resources)]
    return [
        slip for slip in slips if slip.end - slip.start == 2
    ]  # nothing unread, such as a quotation mark, in between


def _doubled(read: Read, resources: Resources) -> list[LengthSlip]:
    ids, values = read.ids, read.values
    at = np.flatnonzero((ids[:-1] == ids[1:]) & (ids[:-1] >= _HAN))
    at = at[(frequency(values[2][at]) < _RARE) & (values[3][at - 1] == 0) & (values[3][at] == 0)]
    words = resources.dictionary.words(ids[at[:, None] + np.arange(-1, 3)])[2]
    at = at[(words[:, 0] == 0) | (words[:, 2] == 0)]  # 护士士气: two words meet
    if not len(at):
        return []
    around = np.concatenate((np.arange(-CONTEXT + 1, 1), np.arange(2, CONTEXT + 2)))
    new = ids[at[:, None] + around]
    found = _attested(new, resources)
    after = resources.model.log_probability(found)[:, CONTEXT:].sum(axis=1)
    gain = after - _sum(read, at + 1, CONTEXT + 1)
    rows = np.flatnonzero((gain >= _LEAST_GAIN["doubled"]) & (found[3][:, CONTEXT - 2 : CONTEXT].max(axis=1) > 0))
    return [
        _slip(
            "doubled",
            read,
            resources,
            int(at[row]),
            2,
            new[row, CONTEXT - 1 : CONTEXT],
            gain[row],
            found,
            new,
            int(row),
        )
        for row in rows
    ]


def _swapped(read: Read, resources: Resources) -> list[LengthSlip]:
    places = odd_places(read)
    at = places[:-1][places[1:] == places[:-1] + 1]
    at = at[(read.ids[at] != read.ids[at + 1]) & (read.ids[at] >= _HAN) & (read.ids[at + 1] >= _HAN)]
    at = at[(read.values[3][at - 1] == 0) & (read.values[3][at] == 0)]
    at = at[resources.bigrams.holds(read.ids[at + 1], read.ids[at])]
    if not len(at):
        return []
    new = np.stack((read.ids[at + 1], read.ids[at]), axis=1)
    around = windows(
        read, resources, Candidates(2, at, new, np.zeros((len(at), 2), np.uint8), np.zeros(len(at), np.bool_))
    )
    gain = around.after - around.before
    four = around.new[4][:, CONTEXT - 2 : CONTEXT + 1].max(axis=1)
    rows = np.flatnonzero((gain >= _LEAST_GAIN["swapped"]) & (frequency(four) >= _COMMON))
    whole = read.ids[at[:, None] + np.arange(-CONTEXT, CONTEXT + 2)]
    whole[:, CONTEXT : CONTEXT + 2] = new
    return [
        _slip("swapped", read, resources, int(at[row]), 2, new[row], gain[row], around.new, whole, int(row))
        for row in rows
    ]


def _missing(read: Read, resources: Resources) -> list[LengthSlip]:
    ids, values = read.ids, read.values
    at = np.flatnonzero((ids[:-1] >= _HAN) & (ids[1:] >= _HAN) & (values[2] == 0))
    at = at[(values[3][at - 1] == 0) & (values[3][at] == 0) & (values[4][at - 2] == 0) & (values[4][at - 1] == 0)]
    at = at[(values[2][at - 1] > 0) & (values[2][at + 1] > 0)]
    if not len(at):
        return []
    followers = [resources.bigrams.followers(int(id_)) for id_ in ids[at]]
    rows = np.repeat(np.arange(len(at)), [len(row) for row in followers])
    between = np.concatenate(followers).astype(np.uint16)
    kept = resources.bigrams.holds(between, ids[at[rows] + 1]) & (between >= _HAN)
    rows, between = rows[kept], between[kept]
    for columns in ((-1, 0, None), (0, None, 1), (None, 1, 2)):
        keys = np.zeros(len(rows), np.uint64)
        for column in columns:
            keys = extend(keys, between if column is None else ids[at[rows] + column])
        good = resources.table.get(keys) > 0
        rows, between = rows[good], between[good]
    if not len(rows):
        return []
    place = at[rows]
    left = ids[place[:, None] + np.arange(-CONTEXT + 1, 1)]
    right = ids[place[:, None] + np.arange(1, CONTEXT + 1)]
    new = np.concatenate((left, between[:, None], right), axis=1)
    found = _attested(new, resources)
    after = resources.model.log_probability(found)[:, CONTEXT:].sum(axis=1)
    gain = after - _sum(read, place + 1, CONTEXT)
    runs = [found[n][:, CONTEXT - n + 1 : CONTEXT + 1] for n in range(3, ORDER + 1)]
    support = sum((run > 0).sum(axis=1) for run in runs)
    often = frequency(np.maximum(runs[1][:, 1:-1].max(axis=1), runs[2][:, 1:-1].max(axis=1)))  # it stands inside
    enough = np.flatnonzero((gain >= _LEAST_GAIN["missing"]) & (support >= _SUPPORT) & (often >= _FREQUENT))
    best: dict[int, int] = {}
    for row in enough[np.argsort(-gain[enough])]:
        best.setdefault(int(place[row]), int(row))
    return [
        _slip(
            "missing",
            read,
            resources,
            where,
            2,
            np.append(np.append(ids[where], between[row]), ids[where + 1]),
            gain[row],
            found,
            new,
            row,
        )
        for where, row in best.items()
    ]


def _attested(ids: npt.NDArray[np.uint16], resources: Resources) -> list[Values]:
    """Values of all n-grams in windows (rows × size), by their start."""
    size = ids.shape[1]
    keys = np.zeros((len(ids), size + 1), np.uint64)
    values: list[Values] = [np.zeros((len(ids), 0), np.uint16)]
    for n in range(1, ORDER + 1):
        keys = extend(keys[:, : size - n + 1], ids[:, n - 1 :])
        values.append(resources.table.get(keys.reshape(-1)).reshape(keys.shape))
    return values


def _sum(read: Read, start: Integers, length: int) -> Floats:
    return np.asarray(read.chances[np.minimum(start[:, None] + np.arange(length), len(read.chances) - 1)].sum(axis=1))


def _slip(
    kind: str,
    read: Read,
    resources: Resources,
    at: int,
    width: int,
    best: npt.NDArray[np.uint16],
    gain: float,
    values: list[Values],
    window: npt.NDArray[np.uint16],
    row: int,
) -> LengthSlip:
    """The slip with the commonest run of four or five that holds the middle of its window."""
    alphabet = resources.alphabet
    run, times = "", 0
    for n in (4, 5):
        for start in range(max(0, CONTEXT - n + 1), min(CONTEXT, values[n].shape[1] - 1) + 1):
            part = window[row, start : start + n]
            count = int(frequency(values[n][row, start]))
            if count > times and (part >= FIRST).all():
                run, times = "".join(alphabet.character(int(id_)) for id_ in part), count
    text = "".join(alphabet.character(int(id_)) for id_ in best)
    return LengthSlip(kind, int(read.places[at]), int(read.places[at + width - 1]) + 1, text, float(gain), run, times)
