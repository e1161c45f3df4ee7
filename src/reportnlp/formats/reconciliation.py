"""A reconciliation for people: tables for a terminal, sheets of a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from reportnlp.errors import ReportnlpError
from reportnlp.findings import Report
from reportnlp.formats.text import place_name, table
from reportnlp.records.verdicts import VERDICTS, CheckedClaim, Reconciliation, Verdict, record_text
from reportnlp.span import Span

_HEADS = ("结论", "报告", "上下文", "台账", "依据", "记录行", "所在")
_UNUSED_HEADS = ("领域", "类别", "文件", "表", "行", "记录")
_STYLES: dict[Verdict, str] = {
    "overstated": "bold red", "understated": "bold yellow", "unsupported": "bold red", "supported": "green", "cannot_tell": "dim",
}  # fmt: skip
_AROUND = 12  # characters of context before a figure
_ROWS = 8  # rows that a terminal names


def render_text(report: Report, result: Reconciliation) -> Iterator[RenderableType]:
    """Claims by place in the report, unused records by area, problems of the ledger, and the numbers."""
    grid = table(_HEADS, ())
    for row in result.claims:
        cells = _cells(report, row, _ROWS)
        grid.add_row(Text(cells[0], style=_STYLES[row.verdict]), *map(Text, cells[1:]))
    yield grid
    for area, records in groupby(result.unused, key=lambda record: record.area):
        rows = list(records)
        yield Text(f"{area}：台账有、报告没写到的 {len(rows)} 条", style="bold")
        for record in rows:
            yield Text(f"  第 {record.source.row} 行 {record_text(record)}")
    for problem in result.problems:
        yield Text(f"注意：{problem.message}。", style="yellow")
    counts = Counter(row.verdict for row in result.claims)
    numbers = "，".join(f"{name} {counts[verdict]}" for verdict, name in VERDICTS.items())
    yield Text(f"共 {len(result.claims)} 条数据：{numbers}；没写到的记录 {len(result.unused)} 条。", style="bold")


def render_xlsx(report: Report, result: Reconciliation) -> bytes:
    """A workbook with the sheets 核对, 没写到的记录 and 台账问题. Raises ReportnlpError where openpyxl is missing."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise ReportnlpError(
            "写 .xlsx 需要 openpyxl：请运行 pip install 'reportnlp[xlsx]'。", "Writing .xlsx needs openpyxl."
        ) from None
    book = Workbook()
    claims = [_cells(report, row) for row in result.claims]
    unused = [
        (record.area, record.kind, record.source.file, record.source.sheet, str(record.source.row), record_text(record))
        for record in result.unused
    ]
    problems = [(problem.message,) for problem in result.problems]
    sheets: tuple[tuple[str, Sequence[str], Sequence[Sequence[str]]], ...] = (
        ("核对", _HEADS, claims),
        ("没写到的记录", _UNUSED_HEADS, unused),
        ("台账问题", ("问题",), problems),
    )
    for place, (name, heads, rows) in enumerate(sheets):
        sheet: Any = book.active if place == 0 else book.create_sheet()
        sheet.title = name
        for row in (heads, *rows):
            sheet.append(row)
        for line in sheet.iter_rows():
            for cell in line:
                cell.data_type = "s"  # what begins with = stays text
        sheet.freeze_panes = "A2"
        for column, width in zip("ABCDEFG", (10, 12, 28, 12, 36, 20, 12), strict=True):
            sheet.column_dimensions[column].width = width
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(report: Report, row: CheckedClaim, most: int | None = None) -> tuple[str, ...]:
    span = row.claim.span
    paragraph = report.paragraphs[report.paragraph_at(span.start)].span
    start = max(paragraph.start, span.start - _AROUND)
    around = Span(start, span.end).of(report.text).replace("\n", " ")
    if row.right is not None:
        right = f"{row.right:g}" if row.right < 1e6 else f"{row.right:.0f}"
    else:
        right = f"至少 {row.at_least:g}" if row.at_least is not None else ""
    return (
        VERDICTS[row.verdict],
        span.of(report.text),
        "…" * (start > paragraph.start) + around,
        right,
        row.note,
        _numbers([str(source.row) for source in row.records], most),
        place_name(report, span),
    )


def _numbers(rows: Sequence[str], most: int | None) -> str:
    shown = rows[:most]
    return "、".join(shown) + (f" 等{len(rows)}行" if len(shown) < len(rows) else "")
