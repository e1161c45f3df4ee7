"""``reportnlp claims``: the quantitative claims of a report, one a row."""

from __future__ import annotations

import argparse
import csv
import io
import json
from typing import Any

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.document.model import Document
from reportnlp.errors import UnreadableError
from reportnlp.findings import SCHEMA, Claim, claim_to_dict

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
    from reportnlp.analysis.context import Context

    [(_, document)] = frame.documents([arguments.path], loaded.settings.period)
    if isinstance(document, UnreadableError):
        raise document
    claims = Context(document, loaded.settings.segmenter).claims
    if arguments.format == "text":
        from reportnlp.formats.text import table

        total = frame.say(f"共 {len(claims)} 条数据。", f"{len(claims)} claims.")
        rows = [_row(document, claim) for claim in claims]
        frame.show(arguments.output, [arguments.path], table(_HEADS, rows), total)
    else:
        frame.write(arguments.output, [arguments.path], _render(arguments.format, document, claims))
    return 0


def _render(format_name: str, document: Document, claims: tuple[Claim, ...]) -> str:
    if format_name == "json":
        content: dict[str, Any] = {"path": document.path, "claims": list(map(claim_to_dict, claims))}
        return json.dumps({"schema": SCHEMA, "documents": [content]}, ensure_ascii=False, indent=2) + "\n"
    stream = io.StringIO()
    stream.write("\ufeff")  # Excel reads UTF-8 only behind a BOM
    rows = [(claim.id, *_row(document, claim)) for claim in claims]
    csv.writer(stream).writerows([("编号", *_HEADS), *rows])
    return stream.getvalue()


def _row(document: Document, claim: Claim) -> tuple[str, ...]:
    index = next(
        (index for index, row in enumerate(document.paragraphs) if row.span.covers(claim.span)),
        len(document.paragraphs),
    )
    return (
        claim.area or "",
        claim.action or "",
        claim.span.of(document.text),
        claim.noun or "",
        claim.period or "",
        _MODALITIES[claim.modality],
        frame.say(f"第 {index + 1} 段", f"paragraph {index + 1}"),
    )
