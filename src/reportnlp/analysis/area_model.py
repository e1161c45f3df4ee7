"""The linear area model of models/areas: hashed n-grams and word scores to one calibrated probability an area."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportnlp.analysis.area_features import BUCKETS, dense_size, features, text_gains
from reportnlp.analysis.models import ModelError, model_folder, whole_folder
from reportnlp.analysis.own_files import kept_while_same
from reportnlp.analysis.taxonomy import Hit, Taxonomy, standard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "areas"


class AreaModel:
    """Weights of a multinomial logistic regression over the areas of a taxonomy.

    ``weights`` int8 [BUCKETS, areas] with ``scales`` float32 [areas]; ``rarity`` float16 [BUCKETS]; ``dense`` float32
    [dense_size, areas]; ``bias`` float32 [areas]. Scores are multiplied by ``sharpness`` before softmax: calibration.
    """

    def __init__(
        self,
        weights: NDArray[np.int8],
        rarity: NDArray[np.float16],
        dense: NDArray[np.float32],
        scales: NDArray[np.float32],
        bias: NDArray[np.float32],
        sharpness: float,
        taxonomy: Taxonomy,
    ) -> None:
        count = len(taxonomy.areas)
        if weights.shape != (BUCKETS, count) or dense.shape != (dense_size(taxonomy), count):
            raise ValueError("the model was trained for other features")
        self.taxonomy = taxonomy
        self.weights, self.rarity, self.dense = weights, rarity, dense
        self.scales, self.bias, self.sharpness = scales, bias, sharpness

    @classmethod
    def quantised(
        cls,
        wide: NDArray[np.floating],
        dense: NDArray[np.floating],
        bias: NDArray[np.floating],
        rarity: NDArray[np.float16],
        taxonomy: Taxonomy,
    ) -> AreaModel:
        """The model of real-valued weights ``wide`` [BUCKETS, areas]; not yet calibrated."""
        import numpy as np

        scales = np.maximum(np.abs(wide).max(0), 1e-9) / 127
        whole = np.rint(wide / scales).astype(np.int8)
        slopes, steps, start = (array.astype(np.float32) for array in (dense, scales, bias))
        return cls(whole, rarity, slopes, steps, start, 1.0, taxonomy)

    def scores(self, headings: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Scores before softmax, [paragraphs, areas]. Word and heading scores are worked out here."""
        import numpy as np

        found = features(headings, texts, self.rarity, self.taxonomy)
        gains = self.weights[found.bucket] * found.value[:, None]
        sums = [np.bincount(found.row, gains[:, area], len(texts)) for area in range(len(self.taxonomy.areas))]
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
        return text_gains(text, found, area, self.weights, self.scales, self.dense, self.rarity, self.taxonomy)


def load_area_model(models: str | None, taxonomy: Taxonomy | None = None) -> AreaModel:
    """The model of the package's areas in the folder ``areas`` of ``models``, or that of a user's own; read once.

    Raises ModelError where it is missing, damaged or trained for other areas.
    """
    taxonomy = taxonomy or standard()
    if taxonomy is standard():
        return _read(model_folder(NAME, models), taxonomy)
    if taxonomy.folder is None:
        raise ModelError("自己的领域还没有训练（reportnlp areas train），未检查。", "own areas are not trained.")
    return _read(whole_folder(taxonomy.folder), taxonomy)


@kept_while_same
def _read(folder: Path, taxonomy: Taxonomy) -> AreaModel:
    import numpy as np

    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        if manifest["labels"] != list(taxonomy.areas):
            raise ValueError("other areas")
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("weights", "rarity", "dense")}
        scales, bias = (np.array(manifest[name], np.float32) for name in ("scales", "bias"))
        return AreaModel(**arrays, scales=scales, bias=bias, sharpness=manifest["sharpness"], taxonomy=taxonomy)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"模型 {folder.name} 与领域不符（{error}），请重新训练；未检查。", f"{folder} does not fit: {error}."
        ) from None
