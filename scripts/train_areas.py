"""Trains the linear area model of models/areas and measures it by grouped cross-validation.

    python scripts/train_areas.py --labelled areas.jsonl --text FOLDER [--exam traps_dev] [--out models/areas]

--labelled: paragraphs with area, heading and source; --text: JSONL (.jsonl.xz) for weakly labelled paragraphs. Our own prototypes
(corpora/area_prototypes.tsv) are always learnt. Either may be missing: the model is then weaker, but can be rebuilt. --exam:
reports that are only measured, never learnt. Without --out nothing is written. Needs numpy, scipy and scikit-learn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scoring.areas import area_row, under_heading
from training.card import write_card
from training.linear import calibration_error, fit, matrix, numbers, rarity, sharpness
from training.paragraphs import Labelled, composed, exam, labelled, prototypes, repository, weak

import reportnlp
from reportnlp.analysis.area_model import AreaModel
from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.findings import AREAS

_FOLDS = 5
_WEAK_WEIGHT, _LABELLED_WEIGHT = 0.05, 3.0
_MOST_WEAK = 1500  # an area
_SHARPNESS = 0.9  # in cross-validation; near what calibration finds, so that its error is measured on unseen rows


class Score(NamedTuple):
    """Gold and given area of each row with the highest share."""

    gold: list[str]
    given: list[str]
    shares: list[list[float]]

    def row(self, keep: Sequence[bool] | None = None) -> dict[str, Any]:
        """Accuracy, macro-F1 and calibration error of the rows to keep."""
        chosen = [index for index in range(len(self.gold)) if keep is None or keep[index]]
        pairs = [(self.gold[index], self.given[index]) for index in chosen]
        right = np.array([first == second for first, second in pairs])
        shares = np.array([self.shares[index] for index in chosen])
        return {**area_row(pairs), "ECE": round(calibration_error(shares, right), 4)}


def judge(model: AreaModel | None, rows: Sequence[Labelled], headings: bool = True) -> Score:
    """Areas that the whole checker gives paragraphs, each a text of its own, with ``model`` or by words alone."""
    score = Score([], [], [])
    for row in rows:
        text, start = under_heading(row.heading if headings else "", row.text)
        context = Context(reportnlp.from_text(text))
        context.area_model = model
        found = [area for area in predict_areas(context) if area.span.end > start]
        best = max(found, key=lambda area: area.span.length)
        score.gold.append(row.area)
        score.given.append(best.area)
        score.shares.append([best.scores[area] for area in AREAS])
    return score


def folds(rows: Sequence[Labelled], groups: Sequence[str], strict: bool) -> list[tuple[list[int], list[int]]]:
    """Indexes to learn and to measure on; no group is in both. ``strict`` keeps few large groups whole and unsorted."""
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    kind = GroupKFold(_FOLDS) if strict else StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    return [(list(train), list(test)) for train, test in kind.split(rows, numbers(rows), groups)]


class Learner:
    """Everything that is learnt, with its features worked out once."""

    def __init__(self, labelled_rows: Sequence[Labelled], text: Path | None) -> None:
        unlabelled = weak(text, _MOST_WEAK) if text else []
        bare = [row._replace(heading="") for row in unlabelled if row.heading]
        fixed = [row._replace(weight=_WEAK_WEIGHT) for row in [*unlabelled, *bare]]
        self.fixed = [*fixed, *prototypes(), *composed()]
        self.rarity = rarity(self.fixed)
        self._inputs = matrix(self.fixed, self.rarity)
        self.rows = [row._replace(weight=_LABELLED_WEIGHT / 2) for row in labelled_rows]
        self._bare = [row._replace(heading="") for row in self.rows]

    def learn(self, chosen: Sequence[int]) -> AreaModel:
        """The model of all fixed rows and the labelled ones of these indexes, each with and without its heading."""
        from scipy import sparse

        own = [*(self.rows[index] for index in chosen), *(self._bare[index] for index in chosen)]
        inputs = sparse.vstack([self._inputs, matrix(own, self.rarity)]) if own else self._inputs
        return fit(inputs, [*self.fixed, *own], self.rarity)


def cross_validate(learner: Learner, strict: bool) -> tuple[Score, Score, NDArray[np.float32]]:
    """Held-out results with and without headings, and held-out scores, in the order of the labelled rows."""
    rows = learner.rows
    groups = [repository(row.source) if strict else row.source for row in rows]
    order: list[int] = []
    results = [Score([], [], []), Score([], [], [])]
    scores = np.zeros((len(rows), len(AREAS)), np.float32)
    for train, test in folds(rows, groups, strict):
        model = learner.learn(train)
        held = [rows[index] for index in test]
        scores[test] = model.scores([row.heading for row in held], [row.text for row in held])
        model.sharpness = _SHARPNESS
        for result, headings in zip(results, (True, False), strict=True):
            part = judge(model, held, headings)
            result.gold.extend(part.gold)
            result.given.extend(part.given)
            result.shares.extend(part.shares)
        order += test
    places = [int(place) for place in np.argsort(order)]
    for score in results:
        score.gold[:] = [score.gold[place] for place in places]
        score.given[:] = [score.given[place] for place in places]
        score.shares[:] = [score.shares[place] for place in places]
    return results[0], results[1], scores


def main() -> int:
    """Trains, measures and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--labelled", type=Path, help="areas.jsonl")
    parser.add_argument("--text", type=Path, help="folder of .jsonl.xz")
    parser.add_argument("--exam", type=Path, help="folder of reports with gold.jsonl, measured only")
    parser.add_argument("--out", type=Path, help="folder of the model")
    options = parser.parse_args()
    learner = Learner(labelled(options.labelled) if options.labelled else [], options.text)
    figures: dict[str, dict[str, Any]] = {}
    confusion: Score | None = None
    model = learner.learn(range(len(learner.rows)))
    if learner.rows:
        clear = [not row.ambiguous for row in learner.rows]
        for name, strict in (("unseen sources", False), ("unseen collections", True)):
            with_heading, without, scores = cross_validate(learner, strict)
            figures[f"{name}, with heading"] = with_heading.row(clear)
            figures[f"{name}, without"] = without.row(clear)
            figures[f"{name}, with heading, ambiguous rows too"] = with_heading.row()
            if not strict:
                confusion = with_heading
                model.sharpness = sharpness(scores, numbers(learner.rows))
        figures["word lists, with heading"] = judge(None, learner.rows).row(clear)
        figures["word lists, without"] = judge(None, learner.rows, headings=False).row(clear)
    if options.exam:
        rows = exam(options.exam)
        figures["exam paragraphs, without heading"] = judge(model, rows, headings=False).row()
        figures["exam paragraphs, without heading, word lists"] = judge(None, rows, headings=False).row()
    for name, row in figures.items():
        print(f"{name:50} {row}")
    print("sharpness", model.sharpness)
    if options.out:
        write_card(options.out, model, figures, confusion and (confusion.gold, confusion.given), len(learner.fixed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
