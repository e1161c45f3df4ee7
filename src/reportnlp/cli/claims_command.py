"""``reportnlp claims``: the quantitative claims of a report, one a row."""

from __future__ import annotations

import argparse
import csv
import io
import json

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.errors import UnreadableError
from reportnlp.findings import SCHEMA, Claim, Report, claim_to_dict

SUMMARY = ("列出报告里的数据：数量、单位、对象、动作", "list the quantitative claims")
_HEADS = ("领域", "动作", "数量", "对象", "时间", "状态", "所在")
_MODALITIES = {"done": "", "planned": "计划", "required": "要求", "negated": "否定"}


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``claims``."""
    child.add_argument("path", metavar="PATH", help=frame.say("报告文件，- 为标准输入", "report, - for standard input"))
    frame.add_period_flag(child)
    frame.add_output_flags(child, ("text", "json", "csv"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Lists the claims of one report."""
    from reportnlp.engine import analyse

    [(_, document)] = frame.documents([arguments.path], loaded.settings)
    if isinstance(document, UnreadableError):
        raise document
    report = analyse(document, loaded.settings)
    if arguments.format == "text":
        from reportnlp.formats.text import table

        total = frame.say(f"共 {len(report.claims)} 条数据。", f"{len(report.claims)} claims.")
        rows = [_row(report, claim) for claim in report.claims]
        frame.show(arguments.output, [arguments.path], table(_HEADS, rows), total)
    else:
        render = _json if arguments.format == "json" else _csv
        frame.write(arguments.output, [arguments.path], render(report))
    return 0


def _json(report: Report) -> str:
    content = {"path": report.path, "claims": list(map(claim_to_dict, report.claims))}
    return json.dumps({"schema": SCHEMA, "documents": [content]}, ensure_ascii=False, indent=2) + "\n"


def _csv(report: Report) -> str:
    stream = io.StringIO()
    stream.write("\ufeff")  # Excel reads UTF-8 only behind a BOM
    rows = [(claim.id, *_row(report, claim)) for claim in report.claims]
    csv.writer(stream).writerows([("编号", *_HEADS), *rows])
    return stream.getvalue()


def _row(report: Report, claim: Claim) -> tuple[str, ...]:
    from reportnlp.formats.text import place_name

    return (
        claim.area or "",
        claim.action or "",
        claim.span.of(report.text),
        claim.noun or "",
        claim.period or "",
        _MODALITIES[claim.modality],
        place_name(report, claim.span),
    )
