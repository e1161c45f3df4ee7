"""Sheets of an .xlsx workbook, read by openpyxl only after the package has proved harmless."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.word.guard import Package, open_archive
from reportnlp.document.word.signatures import is_encrypted, looks_zipped
from reportnlp.errors import ReportnlpError, UnreadableError
from reportnlp.records.tables import MOST_COLUMNS, Merge, Table, limited

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_MOST_MERGES = 20_000
_MARKS = 8  # sheets are streamed, never built as trees: more marks than in a Word file do no harm


def read_workbook(data: bytes, limits: Limits = LIMITS) -> tuple[Table, ...]:
    """Visible sheets of an .xlsx or .xlsm file: values only, those of formulas as Excel last saved them.

    No macro runs, no link is followed. Raises UnreadableError with one sentence for .xls, encrypted, damaged and
    unsafe files, and ReportnlpError where openpyxl is missing.
    """
    if is_encrypted(data):
        raise _refused("加了打开密码", "has a password", "请在 Excel 或 WPS 里取消密码、另存后再读")
    if not looks_zipped(data):
        raise _refused(
            "不是 .xlsx 文件（可能是旧版 .xls 或 .et）", "is no .xlsx file", "请用 Excel 或 WPS 另存为 .xlsx"
        )
    package = _proved(data, limits._replace(xml_marks=_MARKS * limits.xml_marks))
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ReportnlpError(
            '读 .xlsx 需要 openpyxl：请运行 pip install "reportnlp[xlsx]"，或把台账另存为 .csv。',
            'Reading .xlsx needs openpyxl: pip install "reportnlp[xlsx]".',
        ) from None
    import warnings

    from reportnlp.document.word.reader import without_collection

    try:
        with warnings.catch_warnings(), without_collection():
            warnings.simplefilter("ignore")  # parts that openpyxl drops when it writes: nothing is written
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return tuple(_table(package, sheet) for sheet in book.worksheets if sheet.sheet_state == "visible")
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over; its reader has no error of its own
        raise _refused(
            f"已损坏（{type(error).__name__}）", "is damaged", "请用 Excel 或 WPS 打开并修复、另存后再读"
        ) from None


def _proved(data: bytes, limits: Limits) -> Package:
    """The package, every XML part of it inflated once within the limits and free of document types."""
    try:
        package = open_archive(data, limits)
        if package.find("xl/workbook.xml") is None:
            raise _refused("不是 .xlsx 文件", "is no .xlsx file", "请用 Excel 或 WPS 另存为 .xlsx")
        for name in package.names:
            if name.lower().endswith((".xml", ".rels", ".vml")):
                part = package.read_xml(name)
                if any(mark in part for mark in _DOCTYPES):
                    raise _refused("带有 DOCTYPE 声明，不安全", "has a DOCTYPE", "请用 Excel 或 WPS 重新另存为 .xlsx")
                if "worksheets/" not in name.lower() and name.lower().endswith((".xml", ".rels")):
                    package.parse(name)
    except UnreadableError as error:
        zh = error.zh.replace("Word 文档", "工作簿").replace("Word", "Excel").replace(".docx", ".xlsx")
        raise UnreadableError(zh, error.en.replace("Word document", "workbook").replace("Word", "Excel")) from None
    return package


def _table(package: Package, sheet: Any) -> Table:
    sheet.reset_dimensions()  # what a file says of its size may be wrong, or meant to hurt
    rows = enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)
    filled = ((number, *_trimmed(row)) for number, row in rows if any(cell is not None for cell in row))
    return Table(sheet.title, tuple((row[0], row[1:]) for row in limited(filled)), _merges(package, sheet))


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _merges(package: Package, sheet: Any) -> tuple[Merge, ...]:
    """Merged cells, which openpyxl does not give when it only reads."""
    part = package.find(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
    found = _MERGE.finditer(package.read(part)) if part else iter(())
    merges: list[Merge] = []
    for match in found:
        left, top, right, bottom = match.groups()
        merge = (int(top) - 1, _column(left), int(bottom) - 1, _column(right))
        if merge[3] - merge[1] < MOST_COLUMNS and len(merges) < _MOST_MERGES:
            merges.append(merge)
    return tuple(merges)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def _refused(zh: str, en: str, advice: str) -> UnreadableError:
    return UnreadableError(f"工作簿{zh}：{advice}。", f"The workbook {en}: save it again as .xlsx.")
