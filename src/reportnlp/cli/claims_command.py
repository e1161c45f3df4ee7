"""``reportnlp claims``: the quantitative claims of a report, one a row."""

from __future__ import annotations

import argparse

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.errors import UnreadableError

SUMMARY = ("列出报告里的数据：数量、单位、对象、动作", "list the quantitative claims")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``claims``."""
    child.add_argument("path", metavar="PATH", help=frame.say("报告文件，- 为标准输入", "report, - for standard input"))
    frame.add_period_flag(child)
    frame.add_area_flag(child)
    frame.add_output_flags(child, ("text", "json", "csv", "xlsx"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Lists the claims of one report."""
    from reportnlp.engine import analyse
    from reportnlp.formats import ledger

    if arguments.format == "xlsx" and arguments.output is None:
        raise frame.usage_error(
            "Excel 文件要写到文件里：请加上 -o 台账.xlsx。", "xlsx goes to a file: add -o ledger.xlsx."
        )
    [(_, document)] = frame.documents([arguments.path], loaded.settings)
    if isinstance(document, UnreadableError):
        raise document
    report = analyse(document, loaded.settings)
    inputs = [arguments.path]
    if arguments.format == "xlsx":
        from reportnlp.formats.workbook import render_workbook

        frame.write_bytes(arguments.output, inputs, render_workbook(ledger.sheets_of(report)))
    elif arguments.format == "csv":
        frame.write(arguments.output, inputs, ledger.render_csv(report))
    elif arguments.format == "json":
        frame.write(arguments.output, inputs, ledger.render_json(report))
    else:
        from reportnlp.formats.text import table

        parts = [table(ledger.HEADS, ledger.table_rows(report))]
        if report.claims:
            parts.append(table(("领域", "单位", "条数", "合计"), ledger.total_rows(report)))
        if report.areas:
            parts.append(table(("章节", "数据", "字数", "每千字数据"), ledger.density_rows(report)))
        total = frame.say(f"共 {len(report.claims)} 条数据。", f"{len(report.claims)} claims.")
        frame.show(arguments.output, inputs, *parts, total)
    frame.told_written(arguments.output)
    return 0
