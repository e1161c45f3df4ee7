"""Smoothing of n-gram counts: what is left to shorter contexts is neither lost nor given twice."""

import sys
from pathlib import Path

import numpy as np
import pytest

from reportnlp.analysis.speller.ngrams import ngram_keys

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from training.kneser_ney import BARRIER, Grams, grams, smoothed

STREAM = np.array([0, 5, 6, 0, 5, 7, 0, 5, 6, 8, 0, 6, 7, 0, 5, 6, 0, 5, 8, 0], np.uint16)
IDS = (0, 5, 6, 7, 8)


def orders() -> list[Grams]:
    rows: list[Grams] = []
    for order in (1, 2, 3):
        rows.append(grams(STREAM, order, rows[-1].keys if rows else np.zeros(0, np.uint64)))
    return rows


def key(*ids: int) -> int:
    return int(ngram_keys(np.array(ids), len(ids))[len(ids)][0])


@pytest.mark.parametrize("least", [(1, 1, 1), (1, 2, 2)])
def test_probabilities_after_a_context_add_up_to_one(least: tuple[int, int, int]) -> None:
    one, two, _ = smoothed(orders(), least)
    assert one.chance.sum() == pytest.approx(1)
    alone = dict(zip(one.keys.tolist(), one.chance, strict=True))
    pairs = dict(zip(two.keys.tolist(), two.chance, strict=True))
    left = dict(zip(one.keys.tolist(), one.left, strict=True))
    for context in IDS:
        total = sum(pairs.get(key(context, id_), left[key(context)] * alone[key(id_)]) for id_ in IDS)
        assert total == pytest.approx(1)


def test_rare_n_grams_are_left_out() -> None:
    kept = smoothed(orders(), (1, 2, 2))
    assert [row.counts.min() for row in kept] == [2, 2, 2]
    assert len(kept[1].keys) < len(orders()[1].keys)


def test_phrases_count_inside_but_not_across_their_ends() -> None:
    stream = np.r_[STREAM, BARRIER, [5, 7, 8], BARRIER, [6, 5], BARRIER].astype(np.uint16)
    rows: list[Grams] = []
    for order in (1, 2, 3):
        rows.append(grams(stream, order, rows[-1].keys if rows else np.zeros(0, np.uint64)))
    counts = [dict(zip(row.keys.tolist(), row.counts.tolist(), strict=True)) for row in rows]
    assert (counts[0][key(5)], counts[1][key(5, 7)], counts[2][key(5, 7, 8)]) == (7, 2, 1)
    assert key(8, 6) not in counts[1] and key(0, 6) in counts[1]  # across a barrier; across an edge of sentences
    assert len(rows[0].keys) == len(IDS)
    assert {*rows[1].keys.tolist()} - {*orders()[1].keys.tolist()} == {key(7, 8), key(6, 5)}
