"""``reportnlp records preview``: what of an activity ledger was understood, row by row, and what was not."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from reportnlp.cli import frame, ledgers
from reportnlp.config import LoadedSettings

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reportnlp.findings import ActivityRecord
    from reportnlp.records.ledger import Ledger

SUMMARY = ("看台账读成了什么：列、行、没看懂的", "show what of an activity ledger was understood")
SCHEMA = "reportnlp-records/1"
_HEADS = ("行", "日期", "领域", "类别", "活动名称", "地点", "人数", "数据", "重复于")
_SHOWN = 60  # rows that a terminal shows


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``records``."""
    child.add_argument("action", choices=("preview",))
    child.add_argument("paths", nargs="+", metavar="FILE", help=frame.say("台账文件", "ledger files"))
    ledgers.add_reading_flags(child)
    child.add_argument(
        "--save-map", metavar="FILE", help=frame.say("把列对应存下来，以后用 --mapping", "save the mapping")
    )
    child.add_argument(
        "--rows",
        type=int,
        default=_SHOWN,
        metavar="N",
        help=frame.say("显示前几行，0 为全部（默认 60）", "rows to show, 0: all"),
    )
    frame.add_period_flag(child)
    frame.add_output_flags(child, ("text", "json", "csv"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Shows the ledger as read."""
    ledger = ledgers.read_ledger(arguments, loaded.settings, arguments.paths)
    if arguments.save_map:
        import yaml

        frame.write(arguments.save_map, arguments.paths, yaml.safe_dump(_mapping(ledger), allow_unicode=True))
    if arguments.format == "json":
        frame.write(arguments.output, arguments.paths, json.dumps(_json(ledger), ensure_ascii=False, indent=1) + "\n")
    elif arguments.format == "csv":
        stream = io.StringIO()
        stream.write("\ufeff")  # Excel reads UTF-8 only behind a BOM
        csv.writer(stream).writerows([("文件", "表", *_HEADS), *_rows(ledger, whole=True)])
        frame.write(arguments.output, arguments.paths, stream.getvalue())
    else:
        frame.show(arguments.output, arguments.paths, *_text(ledger, arguments.rows))
    frame.told_written(arguments.output)
    return 0


def _mapping(ledger: Ledger) -> dict[str, str]:
    from reportnlp.records.columns import FIELDS

    columns = [column for sheet in ledger.sheets if sheet.columns for column in sheet.columns.columns]
    return {column.head.rpartition("/")[2]: FIELDS[column.field] for column in columns if column.head and column.field}


def _text(ledger: Ledger, shown: int) -> list[RenderableType]:
    from reportnlp.formats.text import table
    from reportnlp.records.columns import FIELDS, letter

    lines: list[RenderableType] = []
    for sheet in ledger.sheets:
        name = f"{sheet.file}{f'〔{sheet.name}〕' if sheet.name else ''}"
        if sheet.columns is None:
            lines.append(f"{name}：没有认出活动记录，未读。")
            continue
        columns = "，".join(
            f"{letter(column.position)} {column.head or '（无列名）'}→{FIELDS[column.field] if column.field else '未用'}"
            f"{f'（{column.unit}）' if column.unit else ''}"
            for column in sheet.columns.columns
        )
        lines.append(f"{name}：{columns}")
        passed = Counter(why for _, why in sheet.passed)
        extra = "；".join(f"{why} {count} 行" for why, count in passed.items())
        lines.append(f"  读出 {sheet.records} 条记录{f'；跳过：{extra}' if extra else ''}。")
    rows = [row[2:] for row in _rows(ledger, shown)]
    lines.append(table(_HEADS, rows))
    if len(rows) < len(ledger.records):
        lines.append(f"……共 {len(ledger.records):,} 条，这里显示前 {len(rows)} 条（--rows 0 显示全部）。")
    lines += [f"注意：{problem.message}。" for problem in ledger.problems[: shown or None]]
    if shown and len(ledger.problems) > shown:
        lines.append(f"……共 {len(ledger.problems)} 处要注意。")
    areas = Counter(record.area for record in ledger.distinct())
    counted = "，".join(f"{area} {count}" for area, count in areas.most_common())
    lines.append(
        f"共 {len(ledger.records):,} 条记录，去掉重复 {len(ledger.duplicates)} 条；{counted}；要注意 {len(ledger.problems)} 处。"
    )
    return lines


def _rows(ledger: Ledger, shown: int = 0, whole: bool = False) -> list[tuple[str, ...]]:
    first = {record.id: record.source for record in ledger.records}
    rows: list[tuple[str, ...]] = []
    for record in ledger.records[: shown or None]:
        again = first[ledger.duplicates[record.id]].row if record.id in ledger.duplicates else ""
        rows.append(
            (
                record.source.file,
                record.source.sheet,
                str(record.source.row),
                record.date or "？",
                record.area,
                record.kind,
                record.name,
                record.place or "",
                _people(record),
                _figures(record) if not whole else record.outcome,
                str(again),
            )
        )
    return rows


def _people(record: ActivityRecord) -> str:
    return f"{record.people.value:g}{record.people.unit}" if record.people else ""


def _figures(record: ActivityRecord) -> str:
    return "，".join(f"{figure.label}{figure.value:g}{figure.unit}" for figure in record.figures)


def _json(ledger: Ledger) -> dict[str, Any]:
    from reportnlp.records.columns import letter

    return {
        "schema": SCHEMA,
        "year": ledger.year,
        "sheets": [
            {
                "file": sheet.file,
                "sheet": sheet.name,
                "records": sheet.records,
                "columns": [
                    {"column": letter(column.position), "head": column.head, "field": column.field, "unit": column.unit}
                    for column in (sheet.columns.columns if sheet.columns else ())
                ],
                "passed": [{"row": row, "why": why} for row, why in sheet.passed],
            }
            for sheet in ledger.sheets
        ],
        "records": [
            {
                "id": record.id,
                **record.source._asdict(),
                "date": record.date,
                "name": record.name,
                "kind": record.kind,
                "area": record.area,
                "place": record.place,
                "actor": record.actor,
                "people": record.people.value if record.people else None,
                "people_unit": record.people.unit if record.people else None,
                "times": record.times,
                "figures": [
                    {"label": row.label, "value": row.value, "bound": row.bound, "unit": row.unit}
                    for row in record.figures
                ],
                "outcome": record.outcome,
                "duplicate_of": ledger.duplicates.get(record.id),
            }
            for record in ledger.records
        ],
        "problems": [
            {"message": problem.message, "records": [source._asdict() for source in problem.rows]}
            for problem in ledger.problems
        ],
    }
