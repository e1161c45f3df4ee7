"""Excel workbooks (extra ``xlsx``): frozen heads, filters, numbers as numbers, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from reportnlp.errors import SettingsError

_WIDEST = 60  # columns of a Latin letter
_MOST_ROWS = 1_000_000  # of a sheet; Excel has 1,048,576
_MOST_CHARACTERS = 32_000  # of a cell; Excel has 32,767
_LOOKED_AT = 200  # rows that decide how wide a column is


class Sheet(NamedTuple):
    """One sheet: its name, the heads of its columns, and its rows of texts, numbers and None."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]


def render_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The bytes of an .xlsx file. Raises SettingsError where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise SettingsError(
            "写 Excel 文件要先安装：pip install reportnlp[xlsx]。", "xlsx needs: pip install reportnlp[xlsx]."
        ) from None
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _write(book: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    body = [list(map(_value, row)) for row in islice(sheet.rows, _MOST_ROWS)]
    for index, head in enumerate(sheet.heads, 1):
        widest = max([_width(head) + 4, *(_width(row[index - 1]) + 2 for row in body[:_LOOKED_AT])])
        page.column_dimensions[get_column_letter(index)].width = min(_WIDEST, widest)
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{len(body) + 1}"
    cells = []
    for head in sheet.heads:
        cell = WriteOnlyCell(page, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="2F5597")
        cells.append(cell)
    page.append(cells)
    top = Alignment(vertical="top", wrap_text=True)
    for row in body:
        cells = []
        for value in row:
            cell = WriteOnlyCell(page, value)
            cell.alignment = top
            if isinstance(value, str):
                cell.data_type = "s"  # text that starts with = is no formula
            cells.append(cell)
        page.append(cells)


def _value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    whole = "".join(character for character in value if character >= " " or character in "\n\t")
    return whole.encode("utf-8", "replace").decode()[:_MOST_CHARACTERS]


def _width(value: Any) -> int:
    text = str(value) if value is not None else ""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if character > "\u2e7f" else 1 for character in longest[:_WIDEST])
