"""总览.xlsx: the overview as a workbook with filters, frozen heads and numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportnlp.batch.overview import Overview
from reportnlp.batch.store import Store
from reportnlp.errors import SettingsError
from reportnlp.findings import AREAS

_SEVERITIES = {"error": "错误", "warning": "警告", "advice": "建议"}
_STATUS = {"unreadable": "读不了", "quarantined": "已隔离"}
_WIDEST = 60
_MOST_ROWS = 1_000_000  # of a sheet; Excel has 1,048,576
_CELL = 32_000  # characters of a cell; Excel has 32,767


def render_workbook(store: Store, found: Overview) -> bytes:
    """The bytes of the workbook. Raises SettingsError without the extra ``batch``."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise SettingsError(
            "写 Excel 文件要先安装：pip install reportnlp[batch]。", "xlsx needs: pip install reportnlp[batch]."
        ) from None
    book = Workbook(write_only=True)
    for title, heads, rows in _sheets(store, found):
        _sheet(book, title, heads, rows)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def _sheets(store: Store, found: Overview) -> Iterator[Sheet]:
    yield (
        "总览",
        ("名次", "文件", "单位", "年度", "错误", "警告", "建议", "数据条数", "字数", "每千字数据"),
        (
            (number, row.path, row.unit, row.period, row.errors, row.warnings, row.advice, row.claims,
             row.characters, round(row.density, 1))
            for number, row in enumerate(found.reports, 1)
        ),
    )  # fmt: skip
    yield (
        "单位与领域",
        ("单位", "领域", "段落", "字数", "数据条数", "每千字数据", "问题"),
        (
            (unit, area, heat.paragraphs, heat.characters, heat.claims,
             round(1000 * heat.claims / heat.characters, 1) if heat.characters else None, heat.findings)
            for unit, areas in found.heat.items()
            for area, heat in ((area, areas[area]) for area in AREAS)
        ),
    )  # fmt: skip
    yield (
        "问题",
        ("文件", "规则", "级别", "所在", "原文", "说明", "建议改为", "把握", "指纹"),
        (
            (path, code, _SEVERITIES[severity], section, text, message, suggestion, confidence, fingerprint)
            for path, code, severity, section, text, message, suggestion, confidence, fingerprint in store.select(
                "path, code, severity, section, found, message, suggestion, confidence, fingerprint", "findings"
            )
        ),
    )
    yield (
        "数据",
        ("文件", "编号", "领域", "动作", "对象", "原文", "数值", "下限", "上限", "单位", "时间", "状态"),
        store.select("path, id, area, action, noun, text, value, low, high, unit, period, modality", "claims"),
    )
    yield (
        "离群数据",
        ("文件", "单位", "对象", "原文", "数值", "同类中位数", "同类单位数"),
        ((row.path, row.unit, row.noun, row.text, row.value, row.median, row.peers) for row in found.outliers),
    )
    yield (
        "相同段落",
        ("先见于", "又见于", "相似度", "说明", "先见的文字", "又见的文字"),
        (
            (row.passage.first, row.passage.second, round(row.passage.likeness, 2), row.note, row.first_text, row.second_text)
            for row in found.passages
        ),
    )  # fmt: skip
    yield (
        "未检查的文件",
        ("文件", "情况", "原因"),
        ((row.path, _STATUS[row.status], row.reason) for row in found.unread),
    )


def _sheet(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from itertools import islice

    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    body = [list(map(_value, row)) for row in islice(rows, _MOST_ROWS)]
    for index, head in enumerate(heads, 1):
        widest = max([_width(head) + 4, *(_width(row[index - 1]) + 2 for row in body[:200])])
        sheet.column_dimensions[get_column_letter(index)].width = min(_WIDEST, widest)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(body) + 1}"
    cells = []
    for head in heads:
        cell = WriteOnlyCell(sheet, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="2F5597")
        cells.append(cell)
    sheet.append(cells)
    top = Alignment(vertical="top", wrap_text=True)
    for row in body:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.alignment = top
            if isinstance(value, str):
                cell.data_type = "s"  # text that starts with = is no formula
            cells.append(cell)
        sheet.append(cells)


def _value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    whole = "".join(character for character in value if character >= " " or character in "\n\t")
    return whole.encode("utf-8", "replace").decode()[:_CELL]


def _width(value: Any) -> int:
    text = str(value) if value is not None else ""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if character > "\u2e7f" else 1 for character in longest[:_WIDEST])
