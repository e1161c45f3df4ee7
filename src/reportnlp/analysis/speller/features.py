"""What speaks for and against an edit, in numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.confusion import KNOWN, NEAR, SAME, SAME_TONE, Shape
from reportnlp.analysis.speller.encoding import EDGE, FIRST, LATIN, MARKS, NUMBER, UNKNOWN
from reportnlp.analysis.speller.model import CONTEXT
from reportnlp.analysis.speller.ngrams import ORDER, STEP, log_frequency
from reportnlp.analysis.speller.proposals import (
    Candidates,
    Read,
    Resources,
    Windows,
    double_edits,
    idiom_edits,
    merged,
    odd_places,
    single_edits,
    windows,
)
from reportnlp.analysis.speller.words import LONGEST, cut

Floats = npt.NDArray[np.float32]
Features = dict[str, Any]  # name → one number (or truth value) for each candidate
_BEST = 6  # candidates of one place that are weighed
_LEAST = {1: 0.5, 2: 1.5}  # gain of those that are
_AROUND = 12  # characters on either side that say whether this is the model's kind of text
_NONE = -30.0  # gain of no candidate


class Weighed(NamedTuple):
    """The best candidates of a text, what is attested around them, and their features (name → one number each)."""

    candidates: Candidates
    windows: Windows
    features: dict[str, Floats]


def weigh(read: Read, resources: Resources) -> list[Weighed]:
    """The best edits of one and of two characters in a text with their features."""
    places = odd_places(read)
    edits = [
        merged(single_edits(read, places, resources), idiom_edits(read, places, resources)),
        double_edits(read, places, resources),
    ]
    best: list[tuple[Candidates, Windows, Features]] = []
    for rows in edits:
        around = windows(read, resources, rows)
        kept, rank, gap = _best(rows.at, around.after - around.before, _LEAST[rows.width])
        best.append((rows.take(kept), around.take(kept), {"first": rank == 0, "gap": np.clip(gap, -20, 10)}))
    single, double = (_best_gain(len(read.ids), *row[:2]) for row in best)
    result = []
    for rows, around, features in best:
        at, end = rows.at, rows.at + rows.width
        gain = around.after - around.before
        beside = np.maximum.reduce(
            [
                single[at - 2 if rows.width == 1 else at],
                single[at - 1],
                single[end],
                single[end + 1 if rows.width == 1 else at + 1],
            ]
        )
        pair = np.maximum(double[at - 1], double[at if rows.width == 1 else at + 1])
        features |= {
            "beside": np.minimum(beside, 30),
            "over beside": np.clip(gain - beside, -15, 15),
            "pair": np.minimum(pair, 30),
            "over pair": np.clip(gain - pair, -15, 15),
            **_likelihood(read, rows, around),
            **_attested(rows, around),
            **_dictionary(read, rows, resources),
            **_kind(read, rows),
        }
        features |= _together(features)
        result.append(Weighed(rows, around, {name: np.asarray(row, np.float32) for name, row in features.items()}))
    return result


def _best(
    at: npt.NDArray[np.int64], gain: Floats, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Rows of the best candidates of each place, their rank, and how far each is before the best other one."""
    order: npt.NDArray[np.int64] = np.lexsort((-gain, at)).astype(np.int64)
    at, gain = at[order], gain[order]
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    sizes = np.diff(np.append(starts, len(at)))
    rank = np.arange(len(at)) - np.repeat(starts, sizes)
    other = np.repeat(gain[starts], sizes)
    second = np.where(np.diff(at, append=-1) == 0, np.append(gain[1:], _NONE), _NONE)
    other = np.where(rank == 0, second[: len(at)], other)
    kept = (rank < _BEST) & (gain >= least)
    return order[kept], rank[kept].astype(np.int64), gain[kept] - other[kept]


def _best_gain(size: int, rows: Candidates, around: Windows) -> npt.NDArray[np.float64]:
    best = np.zeros(size + 8)
    np.maximum.at(best, rows.at, around.after - around.before)
    return best


def _together(features: Features) -> Features:
    """Products: how much a gain says depends on what kind of edit it is and whether a word stands there already."""
    gain = np.minimum(features["gain"], 20)
    covered = features["old single"] == 0
    alike = features["sound 2"] | features["sound 3"]
    related = alike | features["shape 3"]
    return {
        "covered": covered,
        "mended": ~covered & related & (features["new single"] == 0),  # loose characters become a word
        "unrelated": ~related,
        "covered gain": covered * gain,
        "alike gain": alike * gain,
        "alike covered": alike & covered,
        "part gain": features["shape 1"] * ~alike * gain,
        "known gain": features["known"] * gain,
        "known covered": features["known"] & covered,
        "known mended": features["known"] & ~covered & (features["new single"] == 0),
        "gain of no new word": (features["new single"] > 0) * gain,
        "gain around": gain * features["around"],
        "gain sentence": gain * features["sentence"],
        "two gain": features["two"] * gain,
        "idiom gain": features["idiom"] * gain,
        "count gain": gain * features["old count"],
        "attested gain": gain * features["old 3-grams"],
    }


def _likelihood(read: Read, rows: Candidates, around: Windows) -> Features:
    gain = around.after - around.before
    sums = np.concatenate(([0.0], np.cumsum(read.chances, dtype=np.float64)))
    at, end, size = rows.at, rows.at + rows.width, len(read.ids)
    edges = np.flatnonzero(read.ids == EDGE)
    place = np.searchsorted(edges, at)
    first, last = edges[place - 1] + 1, edges[place] + 1

    def mean(*stretches: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]) -> npt.NDArray[np.float64]:
        total = sum(sums[stop] - sums[start] for start, stop in stretches)
        return np.asarray(total / np.maximum(sum(stop - start for start, stop in stretches), 1))

    far = np.minimum(end + CONTEXT, size)
    return {
        "gain": np.clip(gain, -5, 30),
        "small gain": np.minimum(gain, 5),
        "large gain": np.clip(gain - 10, 0, 20),
        "gain by trigrams": np.clip(around.gain3, -5, 30),
        "before": around.before / (CONTEXT + rows.width),
        "after": around.after / (CONTEXT + rows.width),
        "around": mean((np.maximum(at - _AROUND, first), at), (np.minimum(far, last), np.minimum(far + 8, last))),
        "sentence": mean((first, np.maximum(first, at)), (np.minimum(last, far), last)),
        "length": np.log(last - first),
    }


def _attested(rows: Candidates, around: Windows) -> Features:
    features: Features = {}
    for name, values in (("old", around.old), ("new", around.new)):
        for n in range(2, ORDER + 1):
            part = values[n][:, CONTEXT - n + 1 : CONTEXT + rows.width]
            features[f"{name} {n}-grams"] = (part > 0).mean(axis=1)
            features[f"{name} {n}-gram count"] = log_frequency(part.max(axis=1))
        features[f"{name} count"] = log_frequency(values[1][:, CONTEXT : CONTEXT + rows.width].min(axis=1))
        features[f"{name} least bigram"] = log_frequency(values[2][:, CONTEXT - 1 : CONTEXT + rows.width].min(axis=1))
    return features


def _dictionary(read: Read, rows: Candidates, resources: Resources) -> Features:
    features: Features = {}
    width, size = rows.width, 2 * CONTEXT + rows.width
    ids = read.ids[(rows.at - CONTEXT)[:, None] + np.arange(size)]
    cuts = []
    for name in ("old", "new"):
        words = resources.dictionary.words(ids)
        for n in range(2, LONGEST + 1):
            value = words[n][:, CONTEXT + width - n : CONTEXT + 1].max(axis=1)
            features[f"{name} word of {n}"] = value > 0
            features[f"{name} word of {n} count"] = value / STEP
        cuts.append(cut(words, range(CONTEXT, CONTEXT + width)))
        ids[:, CONTEXT : CONTEXT + width] = rows.ids
    old, new = cuts
    return features | {
        "words gain": np.clip(new.score - old.score, -15, 25),
        "words loss": np.minimum(new.score - old.score, 0),
        "old words": old.score,
        "fewer words": new.words - old.words,
        "fewer single": new.single - old.single,
        "old single": old.single,
        "new single": new.single,
        "idiom": rows.idiom,
    }


def _kind(read: Read, rows: Candidates) -> Features:
    sound, shape = ((rows.kinds >> 2) & 3).min(axis=1), (rows.kinds & 3).min(axis=1)
    features: Features = {
        **{f"sound {kind}": sound == kind for kind in (NEAR, SAME, SAME_TONE)},
        **{f"shape {kind}": shape == kind for kind in (Shape.PART, Shape.LIKE, Shape.VERY_LIKE)},
        "neither": rows.kinds.max(axis=1) == 0,
        "known": rows.kinds.min(axis=1) >= KNOWN,
        "two": np.full(len(rows), rows.width == 2),
        "unknown": read.ids[rows.at] == UNKNOWN,
    }
    for name, id_ in (("left", read.ids[rows.at - 1]), ("right", read.ids[rows.at + rows.width])):
        features |= {
            f"{name} edge": id_ == EDGE,
            f"{name} figure": (id_ == NUMBER) | (id_ == LATIN),
            f"{name} mark": (id_ >= FIRST) & (id_ < FIRST + len(MARKS)),
            f"{name} unknown": id_ == UNKNOWN,
        }
    return features
