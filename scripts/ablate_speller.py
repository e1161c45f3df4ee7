"""What each part of the speller adds: right edits of part A accepted at equal false alarms, without one part at a time.

    python scripts/ablate_speller.py --data FOLDER --held-out HELD.npy

Cross-validated. The score is set anew for each row so that at most 3 sentences of acc_xxqg and 4 of acc_rmrb would change.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fit_speller import CLEAN, MODELS, SPOILT, SYNTHETIC, Rows, fit, folds_of, rows_in
from scoring.slips import spoil
from scoring.split import rows_of

from reportnlp.analysis.speller.speller import Speller

MOST = {"acc_xxqg": 3, "acc_rmrb": 4}
PARTS = {
    "products of features": r"gain$|^gain (?!by)|^covered|^alike|mended|unrelated",
    "dictionary": r"word|single|idiom",
    "surroundings (perplexity, length, neighbours)": r"around|sentence|^length|^left|^right",
    "attested n-grams": r"gram|^(old|new) count|count gain",
    "sound and shape": r"^sound|^shape|^neither|alike|unrelated|mended|part gain",
    "rival candidates": r"^first|gap|beside|pair",
    "probability (gain)": r"gain|before|after|mended",
}
Booleans = npt.NDArray[np.bool_]


def scores(names: list[str], rows: Rows, spoilt: Rows, kept: Booleans) -> npt.NDArray[np.float64]:
    """Cross-validated scores of ``rows`` by the features that are kept."""
    result = np.zeros(len(rows.right))
    chosen = [name for name, keep in zip(names, kept, strict=True) if keep]
    for fold in set(rows.fold.tolist()):
        train, test = rows.fold != fold, rows.fold == fold
        weights = fit(
            chosen,
            Rows(
                np.concatenate((rows.features[train], spoilt.features))[:, kept],
                np.concatenate((rows.right[train], spoilt.right)),
                np.concatenate((rows.weight[train], spoilt.weight)),
                np.zeros(0, np.int64),
            ),
        )
        result[test] = rows.features[test][:, kept] @ weights.weights + weights.bias
    return result


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODELS)
    options = parser.parse_args()
    speller = Speller(options.model)
    sets: list[str] = []
    sentences: list[npt.NDArray[np.int64]] = []
    found: list[Rows] = []
    names: list[str] = []
    for name in (*SPOILT, *CLEAN):
        pairs = rows_of(options.data / f"{name}.tsv", "A")
        names, rows = rows_in(pairs, speller, 1.0, list(range(len(pairs))))
        sets += [name] * len(rows.right)
        sentences.append(rows.fold)
        found.append(rows._replace(fold=np.array(folds_of(pairs))[rows.fold]))
    rows = Rows(*(np.concatenate(column) for column in zip(*found, strict=True)))
    synthetic = spoil(np.load(options.held_out), speller.resources, 8000)
    _, spoilt = rows_in(synthetic, speller, SYNTHETIC, [-1] * len(synthetic))
    of, sentence = np.array(sets), np.concatenate(sentences)
    idiom, two = rows.features[:, names.index("neither")] > 0, rows.features[:, names.index("two")] > 0
    every = np.ones(len(names), bool)

    def report(label: str, result: npt.NDArray[np.float64]) -> None:
        least = -np.inf
        for name, most in MOST.items():
            worst = np.full(int(sentence[of == name].max()) + 1, -np.inf)
            np.maximum.at(worst, sentence[of == name], result[of == name])
            least = max(least, np.sort(worst)[-most - 1])
        accepted = result > least
        figures = [int((accepted & rows.right & (of == name)).sum()) for name in SPOILT]
        print(f"| {label} | {figures[0]} | {figures[1]} |")

    print("| without | right edits odw | textproof |\n|---|---|---|")
    whole = scores(names, rows, spoilt, every)
    report("(everything)", whole)
    for label, pattern in PARTS.items():
        report(label, scores(names, rows, spoilt, np.array([not re.search(pattern, name) for name in names])))
    report("idiom candidates", np.where(idiom, -np.inf, whole))
    report("two characters at once", np.where(two, -np.inf, whole))
    return 0


if __name__ == "__main__":
    sys.exit(main())
