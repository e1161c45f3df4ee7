"""``reportnlp reconcile``: a report held against the activity ledger."""

from __future__ import annotations

import argparse
import json

from reportnlp.cli import frame, ledgers
from reportnlp.config import LoadedSettings
from reportnlp.errors import UnreadableError

SUMMARY = ("拿报告对台账：哪些数属实、多报、少报、查无记录，漏了什么", "hold a report against the activity ledger")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``reconcile``."""
    child.add_argument(
        "path", metavar="REPORT", help=frame.say("报告文件，- 为标准输入", "report, - for standard input")
    )
    ledgers.add_records_flag(child, required=True)
    frame.add_period_flag(child)
    frame.add_output_flags(child, ("text", "json", "xlsx"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Exit code 1 when the ledger contradicts a figure or knows nothing of it."""
    from reportnlp.engine import analyse
    from reportnlp.records.ledger import of_period
    from reportnlp.records.reconcile import reconcile

    settings = loaded.settings
    inputs = [arguments.path, *arguments.records]
    if arguments.format == "xlsx" and not arguments.output:
        raise frame.usage_error("--format xlsx 要用 -o 写出文件名。", "--format xlsx needs -o FILE.")
    [(_, document)] = frame.documents([arguments.path], settings)
    if isinstance(document, UnreadableError):
        raise document
    ledger = ledgers.read_ledger(arguments, settings, arguments.records)
    result = reconcile(document, of_period(ledger, settings.period), settings.period)
    if arguments.format == "json":
        frame.write(arguments.output, inputs, json.dumps(result.to_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        from reportnlp.formats.reconciliation import render_text, sheets_of
        from reportnlp.formats.workbook import render_workbook

        report = analyse(document, settings)
        if arguments.format == "xlsx":
            frame.write_bytes(arguments.output, inputs, render_workbook(sheets_of(report, result)))
        else:
            frame.show(arguments.output, inputs, *render_text(report, result))
    frame.told_written(arguments.output)
    return int(any(row.verdict in ("overstated", "understated", "unsupported") for row in result.claims))
