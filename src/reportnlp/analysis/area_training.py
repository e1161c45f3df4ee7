"""Trains the linear model of a user's own areas on a few labelled paragraphs: numpy alone, seconds on a CPU."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.area_features import BUCKETS, Features, dense_size, features
from reportnlp.analysis.area_model import AreaModel
from reportnlp.analysis.own_areas import OwnArea
from reportnlp.analysis.taxonomy import Taxonomy
from reportnlp.data import table
from reportnlp.findings import Area

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STRENGTH = 3.0  # inverse of the regularisation, as in the package's own model
_ROUNDS = 200  # of Newton steps with a bound for the curvature; they stop when nothing moves
_STILL = 1e-4
_BLOCK = 4096  # buckets at a time
_DESCRIBED_WEIGHT = 0.5
_FRAME_SHARE = 0.2  # of what the labelled paragraphs of one area weigh, for the frame of reports
_FEWEST_FRAME = 3.0  # paragraphs that it weighs as, at least
_FOLDS = 5
_WORD_SLOPE, _HEADING_SLOPE, _CUE_SLOPE = 2.0, 1.5, 2.0
_SHARPNESSES = tuple(step / 20 for step in range(8, 61))


class Labelled(NamedTuple):
    """A paragraph, its area, the heading above it ("" without one) and the document that it is from ("" unknown)."""

    text: str
    area: Area
    heading: str = ""
    source: str = ""


class Held(NamedTuple):
    """What cross-validation found: the area given to each labelled paragraph, and the calibrated share of that area."""

    given: tuple[Area, ...]
    confidence: tuple[float, ...]


class Example(NamedTuple):
    """What the model learns from: ``row`` is the labelled paragraph it was made of, -1 for descriptions and the frame."""

    heading: str
    text: str
    area: int
    weight: float
    row: int


def train(
    rows: Sequence[Labelled], described: Sequence[OwnArea], taxonomy: Taxonomy, rarity: NDArray[np.float16]
) -> tuple[AreaModel, Held]:
    """The calibrated model of all ``rows``, and what models that had not learnt it made of each.

    Paragraphs of one source are held out together. ``rarity`` is that of the package's model, which has seen more text.
    """
    import numpy as np

    examples = _examples(rows, described, taxonomy)
    found = features([row.heading for row in examples], [row.text for row in examples], rarity, taxonomy)
    kernel = _kernel(found, len(examples))
    slope = prior(taxonomy)
    before = (found.dense @ slope).astype(np.float64)
    areas = np.array([row.area for row in examples])
    weights = np.array([row.weight for row in examples])
    origin = np.array([row.row for row in examples])
    scores = np.zeros((len(rows), len(taxonomy.areas)))
    for held in _folds(rows):
        learnt = np.flatnonzero(~np.isin(origin, held))
        factors = _solve(kernel[np.ix_(learnt, learnt)], before[learnt], areas[learnt], weights[learnt])
        asked = np.array([int(np.flatnonzero(origin == row)[-1]) for row in held])  # as it stands: with its heading
        scores[held] = (kernel[np.ix_(asked, learnt)] + 1) @ factors + before[asked]
    gold = np.array([taxonomy.areas.index(row.area) for row in rows])
    factors = _solve(kernel, before, areas, weights)
    wide, dense = _primal(found, factors)
    model = AreaModel.quantised(wide, dense + slope, factors.sum(0), rarity, taxonomy)
    model.sharpness = min(_SHARPNESSES, key=lambda sharpness: _loss(scores * sharpness, gold))
    shares = _softmax(scores * model.sharpness)
    given = tuple(taxonomy.areas[index] for index in shares.argmax(1))
    return model, Held(given, tuple(shares.max(1).tolist()))


def prior(taxonomy: Taxonomy) -> NDArray[np.float32]:
    """Weights of the dense columns before anything is learnt: an area's words speak for it, cues of the frame for 其他."""
    import numpy as np

    count = len(taxonomy.areas)
    slope = np.zeros((dense_size(taxonomy), count), np.float32)
    slope[:count] = np.eye(count) * _WORD_SLOPE
    slope[count : 2 * count] = np.eye(count) * _HEADING_SLOPE
    slope[2 * count :, taxonomy.other] = _CUE_SLOPE
    return slope


def _examples(rows: Sequence[Labelled], described: Sequence[OwnArea], taxonomy: Taxonomy) -> list[Example]:
    """Labelled paragraphs with and without their headings, what describes the areas, and the frame of reports."""
    examples = []
    for number, row in enumerate(rows):
        headings = ("", row.heading) if row.heading else ("",)
        area = taxonomy.areas.index(row.area)
        examples += [Example(heading, row.text, area, 1 / len(headings), number) for heading in headings]
    for own in described:
        place = taxonomy.areas.index(own.name)
        texts = filter(None, (own.description, "、".join(own.words)))
        examples += [Example(own.name, text, place, _DESCRIBED_WEIGHT, -1) for text in texts]
    frame = [row[0] for row in table("frame_paragraphs.tsv")]
    weight = max(_FEWEST_FRAME, _FRAME_SHARE * len(rows) / len(taxonomy.areas)) / len(frame)
    return examples + [Example("", text, taxonomy.other, weight, -1) for text in frame]


def _folds(rows: Sequence[Labelled]) -> list[list[int]]:
    """Indexes to hold out together: whole sources, dealt to the emptiest fold; without sources each area in turn."""
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(sorted(range(len(rows)), key=lambda number: rows[number].area)):
        groups.setdefault(rows[row].source or f"\0{number}", []).append(row)
    folds: list[list[int]] = [[] for _ in range(_FOLDS)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(folds, key=len).extend(group)
    return [fold for fold in folds if fold]


def _kernel(found: Features, count: int) -> NDArray[np.float64]:
    """Inner products of all pairs of examples."""
    import numpy as np

    kernel = (found.dense @ found.dense.T).astype(np.float64)
    used, column = np.unique(found.bucket, return_inverse=True)
    order = np.argsort(column, kind="stable")
    edges = np.searchsorted(column[order], np.arange(0, len(used) + _BLOCK, _BLOCK))
    for first, (start, end) in enumerate(pairwise(edges)):
        block = np.zeros((count, _BLOCK), np.float32)
        places = order[start:end]
        np.add.at(block, (found.row[places], column[places] - first * _BLOCK), found.value[places])
        kernel += block @ block.T
    return kernel


def _solve(
    kernel: NDArray[np.float64], before: NDArray[np.float64], areas: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Factors of the examples in a regularised multinomial logistic regression that starts at the scores ``before``.

    A constant feature gives the bias: it is the sum of the factors. Böhning's bound stands for the curvature.
    """
    import numpy as np

    size, count = before.shape
    wide = kernel + 1.0
    target = np.zeros((size, count))
    target[np.arange(size), areas] = 1
    step = np.linalg.inv(0.5 * weights[:, None] * wide + np.eye(size) / _STRENGTH)
    factors = np.zeros((size, count))
    for _ in range(_ROUNDS):
        slope = weights[:, None] * (_softmax(wide @ factors + before) - target) + factors / _STRENGTH
        move = step @ slope
        factors -= move
        if np.abs(move).max() < _STILL:
            break
    return factors


def _primal(found: Features, factors: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of buckets [BUCKETS, areas] and of the dense columns."""
    import numpy as np

    gains = factors[found.row] * found.value[:, None]
    wide = [np.bincount(found.bucket, gains[:, area], BUCKETS) for area in range(factors.shape[1])]
    return np.stack(wide, 1), found.dense.T @ factors


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
    return shares


def _loss(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    import numpy as np

    return float(-np.log(_softmax(scores)[np.arange(len(gold)), gold] + 1e-12).mean())
