"""Excel workbooks: frozen heads, filters, numbers as numbers, text never a formula; the same rows give the same bytes.

Written as XML here: an audit's workbook has half a million cells, which take openpyxl as long as all the checking.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import chain, islice, repeat
from typing import IO, Any, NamedTuple

_WIDEST = 60  # columns of a Latin letter
_LONGEST = 200  # characters of a line whose width is worked out
_MOST_ROWS = 1_000_000  # of a sheet; Excel has 1,048,576
_MOST_CHARACTERS = 32_000  # of a cell; Excel has 32,767
_LOOKED_AT = 200  # rows that decide how wide a column is
_LINE, _HIGHEST = 15, 405  # points of a row; Excel has 409
_PIECE = 2_000  # rows that are packed together
_DAY = (1980, 1, 1, 0, 0, 0)  # of every part
_NUMBER = "\0"  # stands for that of a row; no text has it
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel takes _x0041_ for an A
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD_STYLE, _BODY_STYLE = 1, 2
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="10"/><name val="微软雅黑"/><family val="2"/><charset val="134"/></font>
<font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="微软雅黑"/><family val="2"/><charset val="134"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF2F5597"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/>
<bottom style="hair"><color rgb="FFB8C0CC"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment
 horizontal="center" vertical="center"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1"><alignment vertical="top"
 wrapText="1"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


class Sheet(NamedTuple):
    """One sheet: its name, the heads of its columns, and its rows of texts, numbers and None.

    ``widest``: Latin letters to which a column may grow before its text wraps.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widest: int = _WIDEST


def render_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The bytes of an .xlsx file."""
    data = io.BytesIO()
    written: list[tuple[Sheet, int]] = []
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for number, sheet in enumerate(sheets, 1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                written.append((sheet, _write(part, sheet, first=number == 1)))
        for name, content in _frame(written):
            archive.writestr(_entry(name), content)
    return data.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(part: IO[bytes], sheet: Sheet, first: bool) -> int:
    """Write a sheet; says how many rows it has, the head among them."""
    rows = iter(islice(sheet.rows, _MOST_ROWS))
    looked_at = list(islice(rows, _LOOKED_AT))
    letters = [_letter(column) for column in range(len(sheet.heads))]
    widths = [
        min(sheet.widest, max([_width(head) + 4, *(_width(row[column]) + 2 for row in looked_at)]))
        for column, head in enumerate(sheet.heads)
    ]
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    selected = ' tabSelected="1"' if first else ""
    part.write(
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView'
        f'{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/>'
        f"<cols>{columns}</cols><sheetData>{_row(1, sheet.heads, letters, widths, _HEAD_STYLE)}".encode()
    )
    lines = (_row(number, row, letters, widths, _BODY_STYLE) for number, row in enumerate(chain(looked_at, rows), 2))
    count = 1
    while piece := list(islice(lines, _PIECE)):
        part.write("".join(piece).encode())
        count += len(piece)
    part.write(
        f'</sheetData><autoFilter ref="A1:{letters[-1]}{count}"/><pageMargins left="0.4" right="0.4" top="0.5"'
        ' bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "</worksheet>".encode()
    )
    return count


def _row(number: int, values: Sequence[Any], letters: Sequence[str], widths: Sequence[int], style: int) -> str:
    cells = list(map(_cell, values, letters, widths, repeat(style)))
    lines = max([high for _, high in cells])
    height = f' ht="{min(_HIGHEST, _LINE * lines + 1)}"' if lines > 1 else ""
    whole = "".join([cell for cell, _ in cells]).replace(_NUMBER, str(number))
    return f'<row r="{number}"{height}>{whole}</row>'


@lru_cache(20_000, typed=True)  # names of files, areas and units stand in hundreds of rows; 1 is not 1.0
def _cell(value: Any, letter: str, width: int, style: int) -> tuple[str, int]:
    """A cell, "" for an empty one, with a mark in place of the number of its row, and how many lines its text takes."""
    if value is None:
        return "", 1
    if not isinstance(value, str):
        return f'<c r="{letter}{_NUMBER}" s="{style}"><v>{value!r}</v></c>', 1
    value = _clean(value)
    if not value:
        return "", 1
    text = escape(_ESCAPE.sub("_x005F_", value) if "_x" in value else value, quote=False)
    lines = _lines(value, width) if 2 * len(value) > width or "\n" in value else 1
    return (
        f'<c r="{letter}{_NUMBER}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        lines,
    )


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so wide; not every program works that out when it opens a file."""
    return sum(-(-max(1, len(row) + sum(map("\u2e7f".__lt__, row))) // (width - 1)) for row in text.split("\n"))


def _frame(sheets: Sequence[tuple[Sheet, int]]) -> Iterator[tuple[str, str]]:
    """Names and contents of all parts but the sheets."""
    rows, names, links, kinds = "", "", "", ""
    for number, (sheet, count) in enumerate(sheets, 1):
        title = escape(sheet.title)
        quoted = "'" + escape(sheet.title.replace("'", "''"), quote=False) + "'!"
        rows += f'<sheet name="{title}" sheetId="{number}" r:id="r{number}"/>'
        where = f'localSheetId="{number - 1}"'
        table = f"{quoted}$A$1:${_letter(len(sheet.heads) - 1)}${count}"
        names += f'<definedName name="_xlnm._FilterDatabase" {where} hidden="1">{table}</definedName>'
        names += f'<definedName name="_xlnm.Print_Titles" {where}>{quoted}$1:$1</definedName>'
        links += f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        kinds += f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
    links += f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield "xl/styles.xml", _STYLES
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{rows}</sheets><definedNames>{names}</definedNames></workbook>",
    )
    yield "xl/_rels/workbook.xml.rels", f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
    )


def _letter(column: int) -> str:
    """The name of the column, which counts from 0."""
    return (_letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: "?" if match[0] >= "\ud800" else "", text)[:_MOST_CHARACTERS]


def _width(value: Any) -> int:
    text = _clean(str(value)) if value is not None else ""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if character > "\u2e7f" else 1 for character in longest[:_LONGEST])
