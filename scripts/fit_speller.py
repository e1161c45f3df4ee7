"""Fits the logistic model of the speller on part A of development data and chooses its thresholds.

    python scripts/fit_speller.py --data FOLDER --held-out HELD.npy [-o models/speller]

FOLDER holds odw.tsv, textproof.tsv, acc_rmrb.tsv and acc_xxqg.tsv; HELD.npy comes from train_language_model.py. Sentences of our own with
and without slips (corpora/spelling_pairs.tsv) are always fitted on. Scores that choose the thresholds are cross-validated over groups of
part A. Part B is never read here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scoring.manifest import write_manifest
from scoring.slips import spoil
from scoring.split import groups, rows_of

from reportnlp.analysis.speller.features import weigh
from reportnlp.analysis.speller.proposals import Read
from reportnlp.analysis.speller.speller import Speller

ROOT = Path(__file__).resolve().parent.parent
MODELS, PAIRS = ROOT / "models" / "speller", ROOT / "corpora" / "spelling_pairs.tsv"
SPOILT, CLEAN = ("odw", "textproof"), ("acc_rmrb", "acc_xxqg")
FOLDS = 4
RIDGE = 3.0  # strength of the quadratic penalty on standardised weights
SYNTHETIC, WRITTEN = 0.1, 0.25  # weight of a row of spoilt training text, of our own sentences
# Added to the logit: at one score, edits that make a word of loose characters are right more often on part A than those of
# characters that hardly sound or look alike. Chosen on part A, so that one threshold gives few false alarms in all groups.
OFFSETS = {"mended": 1.1, "unrelated": -0.45}
Floats = npt.NDArray[np.float64]
Pairs = list[tuple[str, str]]


class Rows(NamedTuple):
    """Features (rows × names), whether each candidate is right, weight, and fold (-1: always trained on)."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weight: Floats
    fold: npt.NDArray[np.int64]


class Weights(NamedTuple):
    """A linear model: one number per feature and a bias."""

    names: list[str]
    weights: Floats
    bias: float


def written_pairs(path: Path) -> Pairs:
    """Our own sentences as found and as meant, which have the same length."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(found, meant) for found, meant in rows]


def folds_of(pairs: Pairs) -> list[int]:
    """The fold of each pair; like sentences are in one fold."""
    names = groups([target for _, target in pairs])
    return [hashlib.sha256(name.encode()).digest()[1] % FOLDS for name in names]


def rows_in(pairs: Pairs, speller: Speller, weight: float, folds: list[int]) -> tuple[list[str], Rows]:
    """Candidates that the speller weighs in the sources, marked right where they give the right form."""
    source = "\n".join(source for source, _ in pairs)
    right = "\n".join(target if len(target) == len(source) else source for source, target in pairs)
    read = Read(source, speller.resources)
    codes = np.frombuffer(right.encode("utf-32-le"), np.uint32)
    changed = read.codes != codes
    wanted = speller.resources.alphabet.ids(np.minimum(codes, 0xFFFF))
    ends = np.cumsum([len(source) + 1 for source, _ in pairs])
    parts, names = [], []
    for weighed in weigh(read, speller.resources):
        rows = weighed.candidates
        if not len(rows):
            continue
        names = list(weighed.features)
        places = read.places[rows.at[:, None] + np.arange(rows.width)]
        good = ((wanted[places] == rows.ids) & changed[places]).all(axis=1)
        line = np.searchsorted(ends, places[:, 0], "right")
        features = np.stack([weighed.features[name] for name in names], axis=1).astype(np.float64)
        parts.append(Rows(features, good, np.full(len(rows), weight), np.array(folds)[line]))
    return names, Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit(names: list[str], rows: Rows) -> Weights:
    """Logistic regression by Newton's method."""
    mean, scale = rows.features.mean(axis=0), rows.features.std(axis=0)
    scale[scale < 1e-6] = 1.0
    matrix = np.column_stack(((rows.features - mean) / scale, np.ones(len(rows.right))))
    penalty = np.full(matrix.shape[1], RIDGE)
    penalty[-1] = 1e-6
    weights = np.zeros(matrix.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (rows.weight * (chance - rows.right)) + penalty * weights
        curve = (matrix * (rows.weight * chance * (1 - chance) + 1e-9)[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    folded = weights[:-1] / scale
    bias = float(weights[-1] - (folded * mean).sum())
    return Weights(names, folded + np.array([OFFSETS.get(name, 0.0) for name in names]), bias)


def corrected(speller: Speller, weights: Weights, threshold: float, sources: list[str]) -> list[str]:
    """The sources as a speller with these weights would leave them."""
    speller.use(dict(zip(weights.names, map(float, weights.weights), strict=True)), weights.bias, threshold, threshold)
    text = "\n".join(sources)
    characters = list(text)
    for slip in speller.slips(text):
        if slip.sure:
            characters[slip.start : slip.end] = slip.best
    return "".join(characters).split("\n")


def curve(
    speller: Speller, names: list[str], rows: Rows, data: dict[str, Pairs], thresholds: Iterable[float]
) -> dict[str, dict[str, float]]:
    """For each threshold the cross-validated F1 of spoilt and share of changed sentences of clean sets."""
    result: dict[str, dict[str, float]] = {}
    models = [fit(names, Rows(*(column[rows.fold != fold] for column in rows))) for fold in range(FOLDS)]
    for threshold in thresholds:
        figures: dict[str, float] = {}
        for name, pairs in data.items():
            right = changed = wrong = clean = 0
            folds = folds_of(pairs)
            for fold, weights in enumerate(models):
                mine = [pair for pair, of in zip(pairs, folds, strict=True) if of == fold]
                outputs = corrected(speller, weights, threshold, [source for source, _ in mine])
                for (source, target), output in zip(mine, outputs, strict=True):
                    wrong += source != target
                    changed += source != output
                    right += source != target == output
                    clean += source == target != output
            if name in SPOILT:
                figures[name] = 200 * right / max(1, changed + wrong)
                figures[f"{name} precision"] = 100 * right / max(1, changed)
            else:
                figures[name] = 100 * clean / len(pairs)
        result[f"{threshold:.3f}"] = {key: round(value, 2) for key, value in figures.items()}
        print(threshold, result[f"{threshold:.3f}"], flush=True)
    return result


def plot(figures: dict[str, dict[str, float]], path: Path) -> None:
    """F1 against clean sentences changed."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    chart, axes = pyplot.subplots(figsize=(6, 4))
    for spoilt, mark in zip(SPOILT, "os", strict=True):
        for clean, line in zip(CLEAN, ("--", "-"), strict=True):
            rows = sorted((row[clean], row[spoilt]) for row in figures.values())
            axes.plot(*zip(*rows, strict=True), line + mark, label=f"{spoilt} / {clean}", markersize=4)
    axes.set(xlabel="clean sentences changed, %", ylabel="strict correction F1", title="Part A, cross-validated")
    axes.grid(alpha=0.3)
    axes.legend()
    chart.tight_layout()
    chart.savefig(path, dpi=110)


def main() -> int:
    """Fits, chooses, writes weights.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, default=MODELS)
    parser.add_argument("--sentences", type=int, default=8000, help="of held-out text to spoil")
    parser.add_argument(
        "--most", type=float, nargs=2, default=(0.8, 0.3), help="percent of clean acc_rmrb, acc_xxqg changed"
    )
    parser.add_argument("--sure", type=float, help="threshold of the sure tier; default: the lowest within --most")
    options = parser.parse_args()
    speller = Speller(options.output)
    data = {name: rows_of(options.data / f"{name}.tsv", "A") for name in (*SPOILT, *CLEAN)}
    everything = [pair for pairs in data.values() for pair in pairs]
    names, real = rows_in(everything, speller, 1.0, [fold for pairs in data.values() for fold in folds_of(pairs)])
    synthetic = spoil(np.load(options.held_out), speller.resources, options.sentences)
    _, spoilt = rows_in(synthetic, speller, SYNTHETIC, [-1] * len(synthetic))
    own = written_pairs(PAIRS)
    _, written = rows_in(own, speller, WRITTEN, [-1] * len(own))
    rows = Rows(*(np.concatenate(part) for part in zip(real, spoilt, written, strict=True)))
    print(
        len(real.right),
        "candidates,",
        int(real.right.sum()),
        "right;",
        len(spoilt.right),
        "synthetic,",
        int(spoilt.right.sum()),
        "right;",
        len(written.right),
        "of our own,",
        int(written.right.sum()),
    )
    thresholds = (0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
    figures = curve(speller, names, rows, data, thresholds)
    calm = [
        threshold
        for threshold in thresholds
        if all(figures[f"{threshold:.3f}"][name] <= most for name, most in zip(CLEAN, options.most, strict=True))
    ]
    weights = fit(names, rows)
    content = {
        "sure": options.sure or min(calm, default=thresholds[-1]),
        "suspect": 0.75,
        "bias": round(weights.bias, 4),
        "weights": {name: round(float(weight), 5) for name, weight in zip(names, weights.weights, strict=True)},
        "cross-validated on part A": figures,
    }
    (options.output / "weights.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_manifest(options.output)
    plot(figures, options.output / "curve.png")
    print("sure from", content["sure"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
