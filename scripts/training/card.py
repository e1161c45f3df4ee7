"""Writes models/areas: arrays, manifest, model card with a confusion matrix."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scoring.manifest import write_manifest

from reportnlp.analysis.area_model import AreaModel
from reportnlp.findings import AREAS

SOURCES = (
    "corpora/area_prototypes.tsv, src/reportnlp/data/frame_paragraphs.tsv (ours, Apache-2.0)",
    "270 labelled paragraphs of public school, government and Party texts (not shipped)",
    "public work reports, Party news and documents, evening news, weakly labelled (not shipped; counts and weights only)",
    "src/reportnlp/data/area_words.tsv, area_headings.tsv (ours, Apache-2.0)",
)


def write_card(
    folder: Path,
    model: AreaModel,
    figures: dict[str, dict[str, Any]],
    confusion: tuple[list[str], list[str]] | None,
    fixed: int,
) -> None:
    """Everything that the folder of the model holds."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("weights", "rarity", "dense"):
        np.save(folder / f"{name}.npy", getattr(model, name), allow_pickle=False)
    write_manifest(
        folder,
        task="work area of a paragraph",
        kind="multinomial logistic regression over hashed character n-grams and word scores",
        labels=list(AREAS),
        licence="Apache-2.0",
        sources=list(SOURCES),
        built_by="scripts/train_areas.py",
        scales=[float(value) for value in model.scales],
        bias=[float(value) for value in model.bias],
        sharpness=model.sharpness,
        learnt_rows=fixed,
        scores=figures,
    )
    if confusion is not None:
        (folder / "confusion.svg").write_text(_picture(*confusion), "utf-8")
    lines = ["| measured | n | accuracy | macro-F1 | ECE |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {row['n']} | {row['accuracy']} | {row['macro F1']} | {row['ECE']} |"
        for name, row in figures.items()
    ]
    (folder / "scores.md").write_text("\n".join(lines) + "\n", "utf-8")


def _picture(gold: list[str], given: list[str]) -> str:
    """An SVG table: rows are gold, columns what was given; darker is more of the row."""
    counts = Counter(zip(gold, given, strict=True))
    totals = Counter(gold)
    cell, left, top = 72, 96, 64
    size = cell * len(AREAS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + size + 8}" height="{top + size + 8}" font-family="sans-serif" '
        'font-size="14" text-anchor="middle">',
        f'<rect width="{left + size + 8}" height="{top + size + 8}" fill="#fff"/>',
        f'<text x="{left + size / 2}" y="20">判定</text><text x="24" y="{top - 12}">标注</text>',
    ]
    for row, area in enumerate(AREAS):
        parts.append(f'<text x="{left / 2}" y="{top + row * cell + cell / 2 + 5}">{area}</text>')
        parts.append(f'<text x="{left + row * cell + cell / 2}" y="{top - 12}">{area}</text>')
        for column, other in enumerate(AREAS):
            share = counts[area, other] / max(1, totals[area])
            x, y = left + column * cell, top + row * cell
            ink = "#fff" if share > 0.5 else "#000"
            parts.append(
                f'<rect x="{x}" y="{y}" width="{cell}" height="{cell}" fill="#1f5fa8" fill-opacity="{share:.3f}" '
                f'stroke="#bbb"/><text x="{x + cell / 2}" y="{y + cell / 2 + 5}" fill="{ink}">{counts[area, other]}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"
