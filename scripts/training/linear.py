"""Fits the linear area model and quantises it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportnlp.analysis.area_features import BUCKETS, features, grams
from reportnlp.analysis.area_model import AreaModel
from reportnlp.analysis.taxonomy import standard
from reportnlp.findings import AREAS
from training.paragraphs import Labelled

STRENGTH = 3.0  # inverse of the regularisation


def rarity(rows: Sequence[Labelled]) -> NDArray[np.float16]:
    """Inverse document frequency of each bucket."""
    counts = np.zeros(BUCKETS)
    for block in ("text", "opening", "heading"):
        found = grams([row.heading if block == "heading" else row.text for row in rows], block)
        counts += np.bincount(np.unique(found.row * BUCKETS + found.bucket) % BUCKETS, minlength=BUCKETS)
    return np.log((len(rows) + 1) / (counts + 1)).clip(0.1).astype(np.float16)


def matrix(rows: Sequence[Labelled], rarities: NDArray[np.float16]) -> Any:
    """Features as a scipy matrix [paragraphs, BUCKETS + dense columns]."""
    from scipy import sparse

    found = features([row.heading for row in rows], [row.text for row in rows], rarities, standard())
    hashed = sparse.csr_matrix((found.value, (found.row, found.bucket)), shape=(len(rows), BUCKETS))
    return sparse.hstack([hashed, sparse.csr_matrix(found.dense)]).tocsr()


def numbers(rows: Sequence[Labelled]) -> NDArray[np.int64]:
    """Index of each row's area."""
    return np.array([AREAS.index(row.area) for row in rows])


def fit(inputs: Any, rows: Sequence[Labelled], rarities: NDArray[np.float16]) -> AreaModel:
    """The quantised model of ``inputs`` (see ``matrix``), one row for each of ``rows``; not yet calibrated."""
    from sklearn.linear_model import LogisticRegression

    weights = [row.weight for row in rows]
    found = LogisticRegression(C=STRENGTH, max_iter=150, tol=2e-3).fit(inputs, numbers(rows), weights)
    wide, dense = found.coef_.T[:BUCKETS], found.coef_.T[BUCKETS:]
    return AreaModel.quantised(wide, dense, found.intercept_, rarities, standard())


def sharpness(scores: NDArray[np.float32], gold: NDArray[np.int64]) -> float:
    """The factor that makes held-out scores most likely: temperature scaling."""

    def loss(factor: float) -> float:
        scaled = scores * factor
        top = scaled.max(1)
        total = np.log(np.exp(scaled - top[:, None]).sum(1)) + top
        return float((total - scaled[np.arange(len(gold)), gold]).mean())

    return min((step / 20 for step in range(4, 61)), key=loss)


def calibration_error(shares: NDArray[Any], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal bins of the highest share."""
    confidence = shares.max(1)
    error = 0.0
    for place in range(bins):
        inside = (confidence > place / bins) & (confidence <= (place + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)
