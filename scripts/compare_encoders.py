"""Compares ways to tell the area of a paragraph, on the folds of train_areas.py: what they cost, and how often they are right.

    python scripts/compare_encoders.py ENCODER RUN --labelled areas.jsonl --text FOLDER [--epochs 8] [--folds 5]

Rows: the commonest area, word lists (whole checker), the linear model alone, the encoder frozen under a linear layer, and
fine-tuned (not with --epochs 0). Unambiguous paragraphs under their headings. ECE is after temperature scaling that was fitted
on the other folds (word lists and commonest area: as they are). MB: weights as measured, the encoder's as fp32. Milliseconds:
the paragraphs of corpora/street_2023.docx, warm, one thread, without reading the file.

ENCODER is a folder that convert_encoder.py or pretrain_encoder.py made. RUN keeps the weights after the weakly labelled text and
the scores of each fold: a run that was stopped goes on. Whoever is better than the linear model by enough to pay for its cost is
shipped; models/areas/README.md holds the figures so far. Needs torch, transformers and scikit-learn.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scoring.areas import area_row
from train_areas import Learner, folds, judge
from training.encoder import AreaEncoder, fine_tune, scores
from training.linear import calibration_error, numbers, sharpness
from training.paragraphs import Labelled, labelled, prototypes, weak

import reportnlp
from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.findings import AREAS

_ROOT = Path(__file__).resolve().parent.parent
_REPORT = _ROOT / "corpora" / "street_2023.docx"
_MODELS = _ROOT / "models" / "areas"
_WORD_LISTS = [_ROOT / "src" / "reportnlp" / "data" / name for name in ("area_words.tsv", "area_headings.tsv")]
_SHORTEST = 20  # characters of a paragraph of that report
_WEAK = 200  # paragraphs an area
_WEAK_LENGTH = 130  # characters: a CPU has its limits
_RATE_WEAK, _RATE = 5e-5, 1e-4

Folds = list[tuple[list[int], list[int]]]  # indexes to learn and to test
Results = list[tuple[list[int], NDArray[Any]]]  # indexes tested, and a row of shares (or scores) for each


def main() -> None:
    """Prints one row for each way, over the folds that were run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--labelled", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8, help="0: leave out the fine-tuned encoder")
    parser.add_argument("--folds", type=int, default=5, help="stop after so many")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    rows = labelled(options.labelled)
    chosen = folds(rows, [row.source for row in rows], strict=False)[: options.folds]
    document = reportnlp.read(_REPORT)
    report = [Labelled(line, "", "其他", "") for line in document.text.split("\n") if len(line) >= _SHORTEST]
    print("| | rows | accuracy | macro-F1 | ECE | MB | ms a report |\n|---|---|---|---|---|---|---|")
    _show("always the commonest area", rows, [(test, _commonest(rows, train, test)) for train, test in chosen], 0, 0)
    tested = [(test, np.array(judge(None, [rows[place] for place in test]).shares)) for _, test in chosen]
    cost = _milliseconds(lambda: predict_areas(_without_model(document)))
    _show("word lists, headings, frame (whole checker)", rows, tested, _bytes(_WORD_LISTS), cost)
    _linear(rows, chosen, options.text, report)
    model = AreaEncoder(options.encoder)
    size = 4 * sum(parameter.numel() for parameter in model.parameters())
    cost = _milliseconds(lambda: scores(model, report))
    layers = f"{len(model.body.encoder.layer)} layers"
    _show(f"frozen encoder, {layers} + linear", rows, _calibrated(rows, _frozen(model, rows, chosen)), size, cost)
    if options.epochs:
        found = _fine_tuned(model, rows, chosen, options)
        _show(f"fine-tuned encoder, {layers}", rows, _calibrated(rows, found), size, cost)


def _commonest(rows: list[Labelled], train: list[int], test: list[int]) -> NDArray[Any]:
    """How frequent each area is in what may be learnt, for each row to test."""
    counts = np.bincount(numbers([rows[place] for place in train]), minlength=len(AREAS))
    return np.tile(counts / counts.sum(), (len(test), 1))


def _without_model(document: Any) -> Context:
    context = Context(document)
    context.area_model = None
    return context


def _linear(rows: list[Labelled], chosen: Folds, text: Path, report: list[Labelled]) -> None:
    learner = Learner(rows, text)
    found = []
    for train, test in chosen:
        model = learner.learn(train)
        found.append(
            (test, model.scores([rows[place].heading for place in test], [rows[place].text for place in test]))
        )
    cost = _milliseconds(lambda: model.scores([row.heading for row in report], [row.text for row in report]))
    _show("linear model (alone)", rows, _calibrated(rows, found), _bytes(sorted(_MODELS.glob("*.npy"))), cost)


def _fine_tuned(model: AreaEncoder, rows: list[Labelled], chosen: Folds, options: argparse.Namespace) -> Results:
    """Scores before softmax; weights after the weak text and scores of a fold are kept."""
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
    return results


def _weak(folder: Path) -> list[Labelled]:
    counts: Counter[str] = Counter()
    kept = []
    for row in weak(folder, 10 * _WEAK):
        counts[row.area] += 1
        if counts[row.area] <= _WEAK:
            kept.append(row._replace(text=row.text[:_WEAK_LENGTH], weight=0.3))
    return kept


def _frozen(model: AreaEncoder, rows: list[Labelled], chosen: Folds) -> Results:
    """Scores before softmax of a linear layer on centred mean vectors."""
    from sklearn.linear_model import LogisticRegression

    own = [row for row in prototypes() if not row.heading]
    vectors, more = scores(model, rows, vectors=True), scores(model, own, vectors=True)
    results = []
    for train, test in chosen:
        first, second = np.concatenate((vectors[train], more)), vectors[test]
        middle = first.mean(0)
        first, second = (
            (part - middle) / np.linalg.norm(part - middle, axis=1, keepdims=True) for part in (first, second)
        )
        gold = np.concatenate((numbers([rows[place] for place in train]), numbers(own)))
        results.append((test, LogisticRegression(C=30, max_iter=500).fit(first, gold).decision_function(second)))
    return results


def _calibrated(rows: list[Labelled], results: Results) -> Results:
    """Shares from scores before softmax, each fold with the temperature that suits the others best."""
    shares = []
    for index, (test, found) in enumerate(results):
        others = [result for place, result in enumerate(results) if place != index]
        gold = [rows[place] for part, _ in others for place in part]
        factor = sharpness(np.concatenate([part for _, part in others]), numbers(gold)) if others else 1.0
        powers = np.exp((found - found.max(1, keepdims=True)) * factor)
        shares.append((test, powers / powers.sum(1, keepdims=True)))
    return shares


def _milliseconds(work: Callable[[], object]) -> float:
    """Median of five, after one to warm up."""
    times = []
    for _ in range(6):
        began = time.process_time()
        work()
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times[1:])


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _show(name: str, rows: list[Labelled], results: Results, size: int, cost: float) -> None:
    kept = [
        (rows[index].area, share)
        for test, found in results
        for index, share in zip(test, found, strict=True)
        if not rows[index].ambiguous
    ]
    pairs: list[tuple[str, str]] = [(gold, AREAS[int(share.argmax())]) for gold, share in kept]
    right = np.array([gold == given for gold, given in pairs])
    error = calibration_error(np.array([share for _, share in kept]), right)
    row = area_row(pairs)
    figures = f"{row['accuracy']:.3f} | {row['macro F1']:.3f} | {error:.3f} | {size / 1e6:.1f} | {cost:.1f}"
    print(f"| {name} | {row['n']} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
