"""Measures a unit's own work areas: words alone against a few labelled paragraphs, on sources never learnt.

    python scripts/measure_own_areas.py [--labels corpora/own_areas/labels.jsonl] [--areas corpora/own_areas/areas.yaml]

Each row goes through the whole checker as a text of its own, under its heading where it has one and without. “n an area”
learns from n paragraphs an area of the other sources, drawn three times; one source at a time is held out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scoring.areas import area_row, under_heading
from training.linear import calibration_error

import reportnlp
from reportnlp.analysis.area_model import AreaModel, load_area_model
from reportnlp.analysis.area_training import Labelled, train
from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.analysis.own_areas import load_taxonomy, read_areas
from reportnlp.cli.areas_training import read_labels

OWN = Path(__file__).resolve().parent.parent / "corpora" / "own_areas"
_SIZES = (3, 6, 10, None)  # paragraphs an area; None: all


def judge(rows: Sequence[Labelled], areas: str, model: AreaModel | None, headings: bool) -> list[tuple[str, float]]:
    """Area and confidence that the checker gives each row."""
    given = []
    for row in rows:
        text, start = under_heading(row.heading if headings else "", row.text)
        context = Context(reportnlp.from_text(text), areas=areas)
        context.area_model = model
        found = max((area for area in predict_areas(context) if area.span.end > start), key=lambda one: one.span.length)
        given.append((found.area, found.confidence))
    return given


def drawn(rows: Sequence[Labelled], size: int | None, chance: random.Random) -> list[Labelled]:
    """At most ``size`` rows of each area."""
    mixed = chance.sample(list(rows), len(rows))
    by_area: dict[str, list[Labelled]] = {}
    for row in mixed:
        by_area.setdefault(row.area, []).append(row)
    return [row for own in by_area.values() for row in own[:size]]


def main() -> None:
    """Prints one row for each way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--labels", default=str(OWN / "labels.jsonl"))
    parser.add_argument("--areas", default=str(OWN / "areas.yaml"))
    options = parser.parse_args()
    rows = read_labels(options.labels)
    described, taxonomy = read_areas(Path(options.areas)), load_taxonomy(options.areas)
    rarity = load_area_model(None).rarity
    for headings in (True, False):
        where = "with heading" if headings else "without"
        _show(f"words alone, {where}", rows, judge(rows, options.areas, None, headings))
    for size in _SIZES:
        results: dict[bool, list[tuple[str, float]]] = {True: [], False: []}
        gold = []
        for seed in range(1 if size is None else 3):
            for source in sorted({row.source for row in rows}):
                held = [row for row in rows if row.source == source]
                learnt = drawn([row for row in rows if row.source != source], size, random.Random(seed))
                model, _ = train(learnt, described, taxonomy, rarity)
                gold += held
                for headings, given in results.items():
                    given += judge(held, options.areas, model, headings)
        for headings, given in results.items():
            where = "with heading" if headings else "without"
            _show(f"{size or 'all'} an area, {where}", gold, given)


def _show(name: str, rows: Sequence[Labelled], given: Sequence[tuple[str, float]]) -> None:
    pairs = [(row.area, area) for row, (area, _) in zip(rows, given, strict=True)]
    right = np.array([first == second for first, second in pairs])
    shares = np.array([[share] for _, share in given])
    print(f"{name:32} {area_row(pairs)} ECE {calibration_error(shares, right):.3f}", flush=True)


if __name__ == "__main__":
    main()
