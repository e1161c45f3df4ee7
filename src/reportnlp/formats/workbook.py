"""Excel workbooks (extra ``xlsx``): frozen heads, filters, numbers as numbers, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from reportnlp.errors import SettingsError

_LONGEST = 2000  # characters of a line whose width is worked out
_WIDEST = 60  # columns of a Latin letter
_MOST_ROWS = 1_000_000  # of a sheet; Excel has 1,048,576
_MOST_CHARACTERS = 32_000  # of a cell; Excel has 32,767
_LINE = 15.0  # points of a line of text
_HIGHEST = 400.0  # points of a row; Excel has 409
_LOOKED_AT = 200  # rows that decide how wide a column is


class Sheet(NamedTuple):
    """One sheet: its name, the heads of its columns, and its rows of texts, numbers and None.

    ``widest``: Latin letters to which a column may grow before its text wraps.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widest: int = _WIDEST


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
    widths = []
    for index, head in enumerate(sheet.heads, 1):
        widest = max([_width(head) + 4, *(_width(row[index - 1]) + 2 for row in body[:_LOOKED_AT])])
        widths.append(min(sheet.widest, widest))
        page.column_dimensions[get_column_letter(index)].width = widths[-1]
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{len(body) + 1}"
    cells = []
    for head in sheet.heads:
        cell = WriteOnlyCell(page, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="2F5597")
        cells.append(cell)
    page.append(cells)
    top = Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(body, 2):
        lines = max((_lines(value, width) for value, width in zip(row, widths, strict=True)), default=1)
        if lines > 1:  # Excel finds the height itself, LibreOffice does not
            page.row_dimensions[number].height = min(_HIGHEST, _LINE * lines)
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


def _lines(value: Any, width: int) -> int:
    """Lines that a text takes in a column of that width."""
    if not isinstance(value, str):
        return 1
    return sum(1 + max(0, _width(line) - 1) // max(1, width - 4) for line in value.split("\n"))


def _width(value: Any) -> int:
    text = str(value) if value is not None else ""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if character > "\u2e7f" else 1 for character in longest[:_LONGEST])
