"""What the linear area model sees of a paragraph: hashed character n-grams of text and heading, and word scores.

Training (scripts/train_areas.py) and checking build features here, so they cannot drift apart. numpy is imported late.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.taxonomy import FRAME_CUES, Hit, Taxonomy, frame_scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 17
_BITS = 17
_SIZES = {"text": (2, 3, 4), "opening": (2, 3), "heading": (1, 2, 3)}
_WEIGHTS = {"text": 1.0, "opening": 0.5, "heading": 1.0}  # length of each block's part of the vector
_OPENING = 16  # characters: 下一步, 虽然, 各位领导 stand there
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
_DIGITS = str.maketrans("123456789０１２３４５６７８９", "000000000" + "0" * 10)


class Grams(NamedTuple):
    """N-grams of many paragraphs in one block: for each the paragraph, start in its text, length and bucket."""

    row: NDArray[np.int64]
    start: NDArray[np.int64]
    size: NDArray[np.int64]
    bucket: NDArray[np.int64]


def grams(texts: Sequence[str], block: str) -> Grams:
    """All n-grams of ``texts``; ``block`` is text, opening or heading. None goes over the end of a text."""
    import numpy as np

    if block == "opening":
        texts = [text[:_OPENING] for text in texts]
    joined = "".join(texts).translate(_DIGITS)
    codes = np.frombuffer(joined.encode("utf-32-le"), "<u4").astype(np.uint32)
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(lengths)
    rows = np.repeat(np.arange(len(texts)), lengths)
    starts = np.arange(len(codes)) - np.repeat(ends - lengths, lengths)
    left = np.repeat(ends, lengths) - np.arange(len(codes))
    parts = []
    for size in _SIZES[block]:
        salt = np.uint32((list(_SIZES).index(block) * 8 + size) * 0x165667B1 & 0xFFFFFFFF)
        mixed = np.full(max(0, len(codes) - size + 1), salt, np.uint32)
        for place in range(size):
            mixed = (mixed ^ codes[place : place + len(mixed)]) * np.uint32(_FACTORS[place])
            mixed ^= mixed >> np.uint32(15)
        inside = np.flatnonzero(left[: len(mixed)] >= size)
        bucket = (mixed[inside] >> np.uint32(32 - _BITS)).astype(np.int64)
        parts.append((rows[inside], starts[inside], np.full(len(inside), size), bucket))
    return Grams(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class Features(NamedTuple):
    """A sparse matrix by coordinates (each pair once) and one of ``dense_size`` columns; a row for each paragraph."""

    row: NDArray[np.int64]
    bucket: NDArray[np.int64]
    value: NDArray[np.float32]
    dense: NDArray[np.float32]


def dense_size(taxonomy: Taxonomy) -> int:
    """Columns besides the n-grams: word scores of text and heading, cues of the frame, spread."""
    return 2 * len(taxonomy.areas) + len(FRAME_CUES) + 1


def features(
    headings: Sequence[str], texts: Sequence[str], rarity: NDArray[np.floating], taxonomy: Taxonomy
) -> Features:
    """Features of paragraphs under headings ("" without one). ``rarity`` is the inverse document frequency of each bucket.

    An n-gram counts once a paragraph; each block of a row has the length that ``_WEIGHTS`` gives.
    """
    import numpy as np

    parts = []
    for block, weight in _WEIGHTS.items():
        found = grams(headings if block == "heading" else texts, block)
        row, bucket = np.divmod(np.unique(found.row * BUCKETS + found.bucket), BUCKETS)
        value = rarity[bucket].astype(np.float32)
        length = np.sqrt(np.bincount(row, value * value, len(texts))).astype(np.float32)
        parts.append((row, bucket, value / length[row] * np.float32(weight)))
    rows = [_dense(heading, text, taxonomy) for heading, text in zip(headings, texts, strict=True)]
    dense = np.array(rows, np.float32).reshape(-1, dense_size(taxonomy))
    row, bucket, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Features(row, bucket, value, dense)


def _dense(heading: str, text: str, taxonomy: Taxonomy) -> list[float]:
    found = list(taxonomy.hits(text))
    evidence = (*taxonomy.word_scores(found), *taxonomy.heading_scores(heading))
    return [*map(log1p, evidence), *frame_scores(text), taxonomy.spread(text, found)]


def text_gains(
    text: str,
    found: Sequence[Hit],
    area: int,
    weights: NDArray[np.int8],
    scales: NDArray[np.float32],
    dense: NDArray[np.float32],
    rarity: NDArray[np.floating],
    taxonomy: Taxonomy,
) -> NDArray[np.float32]:
    """For each character of ``text``, what its n-grams and area words add to ``area`` over the mean of the other areas."""
    import numpy as np

    gains = np.zeros(len(text) + 1, np.float32)
    if not text:
        return gains[:-1]
    block = grams([text], "text")
    value = rarity[block.bucket].astype(np.float32)
    rows = weights[block.bucket].astype(np.float32) * scales
    others = (rows.sum(1) - rows[:, area]) / (len(scales) - 1)
    gain = (rows[:, area] - others) * value / max(1e-6, float(np.sqrt(value @ value))) / block.size
    for place in range(int(block.size.max(initial=0))):
        inside = block.size > place
        gains[:-1] += np.bincount(block.start[inside] + place, gain[inside], len(text)).astype(np.float32)
    words = taxonomy.body
    slope = dense[: len(scales)]
    for start, entry in found:
        row = slope[words.areas[entry]]
        length = len(words.lexicon.entries[entry])
        better = row[area] - (row.sum() - row[area]) / (len(scales) - 1)
        gains[start : start + length] += better * words.weights[entry] / length / (1 + len(found))
    return gains[:-1]
