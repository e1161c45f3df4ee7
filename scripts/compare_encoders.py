"""Measures the cut encoder on the folds of train_areas.py: frozen with a linear layer, and fine-tuned.

    python scripts/compare_encoders.py ENCODER RUN --labelled areas.jsonl --text FOLDER [--epochs 8] [--folds 5]

ENCODER is a folder that convert_encoder.py made. RUN keeps the weights after the weakly labelled text and the scores of each
fold: a run that was stopped goes on. Whoever is better than the linear model by enough to pay for its cost is shipped;
models/areas/README.md holds the figures so far. Needs torch, transformers and scikit-learn; one thread.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scoring.areas import area_row
from train_areas import folds
from training.encoder import AreaEncoder, fine_tune, scores
from training.linear import numbers
from training.paragraphs import Labelled, labelled, prototypes, weak

from reportnlp.findings import AREAS

_WEAK = 200  # paragraphs an area
_WEAK_LENGTH = 130  # characters: a CPU has its limits
_RATE_WEAK, _RATE = 5e-5, 1e-4


def main() -> None:
    """Prints one row for the frozen encoder and one for the fine-tuned, over the folds that were run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--labelled", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--folds", type=int, default=5, help="stop after so many")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    rows = labelled(options.labelled)
    chosen = folds(rows, [row.source for row in rows], strict=False)[: options.folds]
    model = AreaEncoder(options.encoder)
    _show("frozen", rows, [(test, _frozen(model, rows, train, test)) for train, test in chosen])
    own = [row._replace(weight=1.0) for row in prototypes() if row.heading][::2]
    start = options.run / "weak.pt"
    if not start.exists():
        fine_tune(model, [*_weak(options.text), *own], 1, _RATE_WEAK, say="weak")
        torch.save(model.state_dict(), start)
    results = []
    for index, (train, test) in enumerate(chosen):
        path = options.run / f"fold{index}.npy"
        if not path.exists():
            model.load_state_dict(torch.load(start, weights_only=True))
            fine_tune(model, [*(rows[place] for place in train), *own], options.epochs, _RATE, say=f"fold {index}")
            np.save(path, scores(model, [rows[place] for place in test]))
        results.append((test, np.load(path)))
    began = time.process_time()
    scores(model, rows[:50])
    print(f"{(time.process_time() - began) * 20:.1f} ms a paragraph (torch, one thread)")
    _show("fine-tuned", rows, results)


def _weak(folder: Path) -> list[Labelled]:
    counts: Counter[str] = Counter()
    kept = []
    for row in weak(folder, 10 * _WEAK):
        counts[row.area] += 1
        if counts[row.area] <= _WEAK:
            kept.append(row._replace(text=row.text[:_WEAK_LENGTH], weight=0.3))
    return kept


def _frozen(model: AreaEncoder, rows: list[Labelled], train: list[int], test: list[int]) -> NDArray[Any]:
    """Scores of a linear layer on centred mean vectors."""
    from sklearn.linear_model import LogisticRegression

    own = [row for row in prototypes() if not row.heading]
    learnt = [*(rows[index] for index in train), *own]
    first, second = (scores(model, part, vectors=True) for part in (learnt, [rows[index] for index in test]))
    middle = first.mean(0)
    first, second = ((part - middle) / np.linalg.norm(part - middle, axis=1, keepdims=True) for part in (first, second))
    found: NDArray[Any] = LogisticRegression(C=30, max_iter=500).fit(first, numbers(learnt)).predict_proba(second)
    return found


def _show(name: str, rows: list[Labelled], results: list[tuple[list[int], NDArray[Any]]]) -> None:
    pairs: list[tuple[str, str]] = [
        (rows[index].area, AREAS[int(row.argmax())])
        for test, found in results
        for index, row in zip(test, found, strict=True)
        if not rows[index].ambiguous
    ]
    print(f"{name:12} {area_row(pairs)}", flush=True)


if __name__ == "__main__":
    main()
