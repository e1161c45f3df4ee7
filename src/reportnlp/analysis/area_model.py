"""The linear area model of models/areas: hashed n-grams and word scores to one calibrated probability an area."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportnlp.analysis.area_features import BUCKETS, DENSE, features, text_gains
from reportnlp.analysis.area_words import Hit
from reportnlp.analysis.models import model_folder
from reportnlp.findings import AREAS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "areas"


class AreaModel:
    """Weights of a multinomial logistic regression.

    ``weights`` int8 [BUCKETS, areas] with ``scales`` float32 [areas]; ``rarity`` float16 [BUCKETS]; ``dense`` float32
    [DENSE, areas]; ``bias`` float32 [areas]. Scores are multiplied by ``sharpness`` before softmax: calibration.
    """

    def __init__(
        self,
        weights: NDArray[np.int8],
        rarity: NDArray[np.float16],
        dense: NDArray[np.float32],
        scales: NDArray[np.float32],
        bias: NDArray[np.float32],
        sharpness: float,
    ) -> None:
        if weights.shape != (BUCKETS, len(AREAS)) or dense.shape != (DENSE, len(AREAS)):
            raise ValueError("the model was trained for other features")
        self.weights, self.rarity, self.dense = weights, rarity, dense
        self.scales, self.bias, self.sharpness = scales, bias, sharpness

    def scores(self, headings: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores before softmax, [paragraphs, areas]. Word and heading scores are worked out here."""
        import numpy as np

        found = features(headings, texts, self.rarity)
        gains = self.weights[found.bucket] * found.value[:, None]
        sums = [np.bincount(found.row, gains[:, area], len(texts)) for area in range(len(AREAS))]
        result: NDArray[np.float32] = (np.stack(sums, 1) * self.scales + found.dense @ self.dense + self.bias).astype(
            np.float32
        )
        return result

    def shares(self, headings: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated probabilities, [paragraphs, areas]; each row adds up to 1."""
        import numpy as np

        scores = self.scores(headings, texts).astype(np.float64) * self.sharpness
        powers = np.exp(scores - scores.max(1, keepdims=True))
        result: NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
        return result

    def gains(self, text: str, found: Sequence[Hit], area: int) -> NDArray[np.float32]:
        """How much each character of ``text`` speaks for ``area`` against the mean of the others; ``found`` at 0."""
        return text_gains(text, found, area, self.weights, self.scales, self.dense, self.rarity)


def load_area_model(models: str | None) -> AreaModel:
    """The model in the folder ``areas``; read once a process. Raises ModelError where it is missing or damaged."""
    return _read(model_folder(NAME, models))


@lru_cache(maxsize=2)
def _read(folder: Path) -> AreaModel:
    import numpy as np

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("weights", "rarity", "dense")}
    scales = np.array(manifest["scales"], np.float32)
    return AreaModel(
        **arrays, scales=scales, bias=np.array(manifest["bias"], np.float32), sharpness=manifest["sharpness"]
    )
