"""``reportnlp areas``: the work area of every paragraph; ``areas train`` learns a unit's own areas."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.errors import UnreadableError
from reportnlp.findings import AreaPrediction, Report

SUMMARY = ("标出每段属于哪个工作领域", "tag paragraphs with work areas")
_PREVIEW = 24  # characters of the paragraph to show


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``areas``."""
    child.add_argument(
        "path",
        nargs="+",
        metavar="PATH",
        help=frame.say(
            "报告文件，- 为标准输入；train 标注.jsonl -o 文件夹：学自己的领域", "report, -; or: train LABELS -o FOLDER"
        ),
    )
    frame.add_area_flag(child)
    frame.add_output_flags(child, ("text", "json"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Lists the areas of one report."""
    from reportnlp.engine import analyse

    action, *labels = arguments.path
    if action == "train" and len(labels) == 1:
        from reportnlp.cli.areas_training import train_areas

        return train_areas(labels[0], arguments.output, loaded.settings)
    if labels:
        raise frame.usage_error("一次只标一份报告，或写 areas train 标注.jsonl -o 文件夹。", "name one report.")
    [(_, document)] = frame.documents([action], loaded.settings)
    if isinstance(document, UnreadableError):
        raise document
    report = analyse(document, loaded.settings)
    if (why := dict(report.skipped_rules).get("areas")) is not None:
        frame.note(why, "the area model is missing: headings and word lists decide.")
    if arguments.format == "json":
        from reportnlp.formats.json import areas_json

        frame.write(arguments.output, arguments.path, areas_json(report))
    else:
        from reportnlp.formats.text import table

        heads = ("领域", "把握", "段落", "依据")
        frame.show(arguments.output, arguments.path, table(heads, _rows(report)))
    frame.told_written(arguments.output)
    return 0


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A row for each paragraph; cells of a table that follow one another in one area are one row."""
    cells = {row.span.start for row in report.paragraphs if row.part == "table"}
    for (in_table, area), group in groupby(report.areas, lambda row: (row.span.start in cells, row.area)):
        predictions = list(group)
        if in_table:
            words = " | ".join(row.span.of(report.text) for row in predictions)
            yield _row(f"表格：{words}", area, predictions)
        else:
            yield from (_row(row.span.of(report.text), area, [row]) for row in predictions)


def _row(words: str, area: str, predictions: list[AreaPrediction]) -> tuple[str, ...]:
    preview = words[:_PREVIEW] + "…" * (len(words) > _PREVIEW)
    why = "；".join(dict.fromkeys(evidence.note for row in predictions for evidence in row.evidence))
    least = min(predictions, key=lambda row: row.confidence)
    return area, f"{least.confidence:.0%}" + "（拿不准）" * least.unsure, preview, why
