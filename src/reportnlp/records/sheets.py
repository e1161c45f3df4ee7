"""Rows of one sheet: which are records, and what their cells say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from reportnlp.findings import RecordFigure, RecordSource
from reportnlp.records.columns import Columns, find_columns, text_of
from reportnlp.records.dates import Days, read_days, year_in
from reportnlp.records.figures import no_figure, read_figures, read_people
from reportnlp.records.tables import Table

_TOTAL = re.compile(r"(?:合计|总计|小计|累计|共计|总数)[：:]?$")
_NOTE = re.compile(r"(?:注|备注|说明|填表|制表|审核|填报|报送|联系)[^，,]{0,8}[：:]?")
_MONTH_SHEET = re.compile(r"(?<!\d)(1[0-2]|[1-9])月")
_DAY = re.compile(r"([0-3]?\d)\s*[日号]?")
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})\s?年")


class SheetReading(NamedTuple):
    """How a sheet was read: its columns (None: no records found), its records and the rows passed over, with why; the line above its header."""

    file: str
    name: str
    columns: Columns | None
    records: int
    passed: tuple[tuple[int, str], ...]
    title: str = ""


class Row(NamedTuple):
    """A row of a sheet as read, before types and areas are known; ``problems`` are what of it was not understood."""

    source: RecordSource
    name: str
    kind: str
    area: str
    days: Days | None
    people: RecordFigure | None
    times: float
    figures: tuple[RecordFigure, ...]
    place: str
    actor: str
    outcome: str
    problems: tuple[str, ...]


def read_sheet(sheet: Table, file: str, mapping: Mapping[str, str], year: int | None) -> tuple[SheetReading, list[Row]]:
    """How a sheet was read, and its records; ``year`` completes dates, ``mapping`` leads from a head to a field."""
    columns = find_columns(sheet, mapping)
    if columns is None:
        return SheetReading(file, sheet.name, None, 0, ()), []
    year = year or _own_year(sheet, columns)
    last_head = max(columns.header, default=0)
    heads = [column.head for column in columns.columns]
    below = _vertical(sheet)
    rows = []
    passed = []
    for number, row in sheet.rows:
        if number <= last_head:
            if number not in columns.header:
                passed.append((number, "表头之前"))
            continue
        cells = below(number, row)
        why = _no_record(cells, heads, columns)
        if why is None:
            rows.append(_row(cells, columns, RecordSource(file, sheet.name, number), year))
        elif why:
            passed.append((number, why))
    above = (text_of(cell) for number, row in sheet.rows if number < min(columns.header, default=1) for cell in row)
    title = next(filter(None, above), "")
    return SheetReading(file, sheet.name, columns, len(rows), tuple(passed), title), rows


def _own_year(sheet: Table, columns: Columns) -> int | None:
    """The year that the sheet's name or the lines above its header name, else the commonest of its dates."""
    first = min(columns.header, default=1)
    above = [text_of(cell) for number, row in sheet.rows if number < first for cell in row]
    for words in (*above, sheet.name):
        if match := _TITLE_YEAR.search(words):
            return int(match[1])
    dated = columns.fields.get("date")
    if dated is None:
        return None
    cells = (row[dated.position] for _, row in sheet.rows if dated.position < len(row))
    years = Counter(year for cell in cells if (year := year_in(cell)))
    return years.most_common(1)[0][0] if years else None


def _vertical(sheet: Table) -> Any:
    """Fills cells that are merged downwards: the rows below show what the first one says."""
    starts = dict(sheet.rows)
    filled: dict[int, dict[int, Any]] = {}
    for top, left, bottom, right in sheet.merges:
        if right == left and bottom > top and bottom - top < 2000 and top + 1 in starts and left < len(starts[top + 1]):
            for number in range(top + 2, bottom + 2):
                filled.setdefault(number, {})[left] = starts[top + 1][left]

    def below(number: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
        more = filled.get(number)
        if not more:
            return row
        cells = list(row) + [None] * (max(more) + 1 - len(row))
        for index, value in more.items():
            cells[index] = value
        return tuple(cells)

    return below


def _no_record(cells: Sequence[Any], heads: Sequence[str], columns: Columns) -> str | None:
    """Why a row is none ("" for an empty one); None for a record."""
    filled = [(index, words) for index, cell in enumerate(cells) if (words := text_of(cell))]
    if not filled:
        return ""
    if _TOTAL.match(filled[0][1]) or (len(filled) > 1 and _TOTAL.fullmatch(filled[1][1])):
        return "合计"
    if len(filled) > 1 and all(
        index < len(heads) and words == heads[index].rpartition("/")[2] for index, words in filled
    ):
        return "重复的表头"
    known = [
        index
        for index, _ in filled
        if index < len(columns.columns) and columns.columns[index].field not in (None, "note", "number")
    ]
    if len(filled) == 1 and len(columns.columns) > 2:
        return "说明" if _NOTE.match(filled[0][1]) or filled[0][0] == 0 else "只有一格有内容"
    if _NOTE.fullmatch(filled[0][1]):
        return "说明"
    return None if known else "没有认出内容"


def _row(cells: Sequence[Any], columns: Columns, source: RecordSource, year: int | None) -> Row:
    def cell(name: str) -> Any:
        column = columns.fields.get(name)
        return cells[column.position] if column and column.position < len(cells) else None

    name, kind = _words(cell("name")), _words(cell("kind"))
    problems = [] if name or kind else ["没有活动名称"]
    days = read_days(cell("date"), year)
    month, day = _MONTH_SHEET.search(source.sheet), _DAY.fullmatch(text_of(cell("date")))
    if days is None and month and day:  # 5日 on the sheet 3月
        days = read_days(f"{month[1]}月{day[1]}日", year)
    if days is None and "date" in columns.fields:
        words = text_of(cell("date"))
        problems.append("没有日期" if no_figure(words) else f"日期“{words}”看不懂")
    people, strange = _people(cell("people"), columns)
    if strange:
        problems.append(f"参加人数“{strange}”看不懂")
    outcome = "；".join(
        words
        for column in columns.of("outcome")
        if column.position < len(cells) and not no_figure(words := text_of(cells[column.position]))
    )
    figures = list(read_figures(outcome))
    for column in columns.of("figure"):
        value = cells[column.position] if column.position < len(cells) else None
        figures += (
            read_figures(f"{column.label}{text_of(value)}{column.unit}", column.unit)
            if not no_figure(text_of(value))
            else []
        )
    times = read_people(text_of(cell("times")), "次") if "times" in columns.fields else None
    return Row(
        source, name, kind, _words(cell("area")), days, people, times.value if times else 1.0, tuple(figures),
        _words(cell("place")), _words(cell("actor")), outcome, tuple(problems),
    )  # fmt: skip


def _words(cell: Any) -> str:
    words = " ".join(text_of(cell).split())
    return "" if no_figure(words) else words


def _people(cell: Any, columns: Columns) -> tuple[RecordFigure | None, str]:
    """The head-count, and the cell's words when they hold none that can be read."""
    column = columns.fields.get("people")
    words = text_of(cell)
    if column is None or no_figure(words):
        return None, ""
    people = read_people(words, column.unit or "人")
    return people, "" if people else words
