"""The findings of a run as the sheets of a workbook: findings, what was ignored, figures, what was and was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from reportnlp.findings import SEVERITIES, Finding, Report
from reportnlp.formats import ledger
from reportnlp.formats.text import place_name, words
from reportnlp.formats.workbook import Sheet
from reportnlp.text.sentences import split_sentences

_HEADS = ("文件", "级别", "规则", "所在", "原文", "建议改为", "说明", "所在的句子", "把握", "依据", "指纹")
_WIDEST = 28  # Latin letters: all columns fit on a page


def sheets_of(reports: Sequence[Report], unread: Sequence[tuple[str, str]]) -> Iterator[Sheet]:
    """The sheets, for ``workbook.render_workbook``."""
    found = (_row(report, finding) for report in reports for finding in report.findings)
    yield Sheet("问题", _HEADS, found, _WIDEST)
    yield Sheet(
        "概况",
        ("文件", "情况", *(words("zh")[row] for row in SEVERITIES), "已忽略", "段落", "表", "字数", "数据条数"),
        _overview(reports, unread),
    )
    yield Sheet(
        "数据",
        ("文件", *ledger.WHOLE),
        ((report.path, *row) for report in reports for row in ledger.whole_rows(report)),
    )
    yield Sheet(
        "已忽略",
        ("原因", *_HEADS),
        ((row.reason, *_row(report, row.finding)) for report in reports for row in report.ignored),
    )
    yield Sheet(
        "未运行的规则",
        ("文件", "规则", "原因"),
        ((report.path, *row) for report in reports for row in report.skipped_rules),
    )


def _overview(reports: Sequence[Report], unread: Sequence[tuple[str, str]]) -> Iterator[Sequence[Any]]:
    for path, why in unread:
        yield path, f"没有读到：{why}", *[None] * 8
    for report in reports:
        counts = Counter(finding.severity for finding in report.findings)
        read = report.read
        state = "已检查" + "".join(f"；注意：{row}" for row in read.unread)
        numbers = (counts[severity] for severity in SEVERITIES)
        yield (
            report.path,
            state,
            *numbers,
            len(report.ignored),
            read.paragraphs,
            read.tables,
            read.characters,
            len(report.claims),
        )


def _row(report: Report, finding: Finding) -> Sequence[Any]:
    location = report.location(finding.span)
    paragraph = report.paragraphs[report.paragraph_at(finding.span.start)].span
    around = (row for row in split_sentences(report.text, paragraph) if row.overlaps(finding.span))
    sentence = next(around, finding.span)
    place = f"{place_name(report, finding.span)}第 {location.character} 字"
    return (
        report.path, words("zh")[finding.severity], finding.code, "\n".join((*location.section, place)), finding.found,
        "\n".join(row or "（删去）" for row in finding.suggestions), finding.message, sentence.of(report.text).strip(),
        finding.confidence, "\n".join(dict.fromkeys(row.note for row in finding.evidence if row.note)), finding.fingerprint,
    )  # fmt: skip
