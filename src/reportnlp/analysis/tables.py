"""Figures in tables: the heads of row and column say what a bare number counts, in which unit and in which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.wording import endings
from reportnlp.findings import Claim, Quantity, fingerprint
from reportnlp.span import Span
from reportnlp.text.numerals import parse_numeral
from reportnlp.text.units import Unit, unit_at

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_NO_COUNT = re.compile(r"序号|编号|号$|年份|备注|电话|时间|日期|排名|名次|联系|代码")
_ASIDE = re.compile(r"[（(](?P<unit>[^（()）]{1,8})[)）]")
_UNIT_HEAD = re.compile(r"(?:计量)?单位")
_CAPTION = re.compile(r"单位[:：]\s*(?P<unit>[^\s）)]{1,8})")
_NAMED_UNIT = re.compile(r"(?P<unit>人次|[人户次家件场])(?:数|次)$")
_YEAR = re.compile(r"(?P<year>20[0-9]{2})年?")
_PLAN = re.compile(r"目标|计划|任务|预期")
_SCALE = re.compile(r"[十百千万亿]*")
_RATE = re.compile(r"率|占比|比重")
_BEFORE_TABLE = 40


class Cell(NamedTuple):
    """A cell: where its words stand, and the words without blanks around."""

    span: Span
    words: str


class Figure(NamedTuple):
    """A number in a cell, with what the heads say of it; None where they do not."""

    quantity: Quantity
    noun: str | None
    actor: str | None
    period: str | None
    planned: bool
    heads: str


def find_figures(context: Context) -> Iterator[Figure]:
    """The bare numbers of all tables whose unit can be told, in order."""
    for grid in find_grids(context):
        heads = grid[0]
        units = next((column for column, cell in enumerate(heads) if _UNIT_HEAD.fullmatch(cell.words)), None)
        first = heads[0].span.start
        caption = _CAPTION.search(context.text, max(0, first - _BEFORE_TABLE), first)
        for row in grid[1:]:
            for column in range(1, len(row)):
                if _NO_COUNT.search(heads[column].words) or _NUMBER.fullmatch(row[column].words) is None:
                    continue
                named = row[units].words if units is not None and units < len(row) else None
                unit = _unit(heads[column].words, row[0].words, named or (caption["unit"] if caption else None))
                if unit is not None:
                    yield _figure(row[column], heads[column].words, row[0].words, unit)


def claim_of_cell(context: Context, figure: Figure, occurrences: Counter[tuple[str, ...]]) -> Claim:
    """The claim of a bare number in a table."""
    quantity = figure.quantity
    key = (quantity.number_span.of(context.text), quantity.unit, figure.noun or "", "", figure.heads)
    occurrences[key] += 1
    return Claim(
        id=fingerprint("claim", *key, occurrences[key]),
        span=quantity.span,
        quantity=quantity,
        noun=figure.noun,
        action=None,
        actor=figure.actor,
        period=figure.period or context.period,
        modality="planned" if figure.planned else "done",
        comparison=None,
        area=context.area_at(quantity.span.start),
    )


def _figure(cell: Cell, column: str, row: str, unit: tuple[Unit, float]) -> Figure:
    kind, scale = unit
    value = round((parse_numeral(cell.words) or 0.0) * scale * kind.factor, 6)
    quantity = Quantity(cell.span, cell.span, value, None, None, "exact", kind.name, kind.dimension, kind.kind)
    year = _YEAR.search(column) or _YEAR.search(row)
    column_name, row_name = _name(column), _name(row)
    actor = row_name if row_name and row_name.endswith(endings("body", "place")) else None
    noun = (
        row_name if column_name is None or _PLAN.search(column_name) or _UNIT_HEAD.search(column_name) else column_name
    )
    return Figure(quantity, noun, actor, year["year"] if year else None, bool(_PLAN.search(column)), f"{row}{column}")


def _name(head: str) -> str | None:
    """A head without unit, year and 数: 党员数（名） → 党员; None where nothing is left."""
    name = _YEAR.sub("", _ASIDE.sub("", head)).strip(" 度末底")
    for tail in ("人数", "数量", "总数", "数"):
        if name.endswith(tail) and len(name) > len(tail) + 1:
            name = name[: -len(tail)]
            break
    return name if name and name not in ("合计", "总计", "小计", "数量", "数值", "完成", "完成情况", "实际") else None


def _unit(column: str, row: str, named: str | None) -> tuple[Unit, float] | None:
    """The unit of a cell and its scale (万), from its column head, its row head or what is said for the table."""
    for words in (_ASIDE.search(column), _ASIDE.search(row), _NAMED_UNIT.search(column), _NAMED_UNIT.search(row)):
        if words and (unit := _read_unit(words["unit"])):
            return unit
    if named and not (_RATE.search(column) or _RATE.search(row)):
        return _read_unit(named)
    return None


def _read_unit(words: str) -> tuple[Unit, float] | None:
    scale = _SCALE.match(words)
    start = scale.end() if scale else 0
    unit = unit_at(words, start)
    if unit is None or start + len(unit.name) != len(words):
        return None
    return unit, (parse_numeral(words[:start]) or 1.0) if start else 1.0


def find_grids(context: Context) -> Iterator[list[list[Cell]]]:
    """Tables of a Word file, and runs of lines with tabs, in which all rows have as many cells."""
    text = context.text
    paragraphs = context.document.paragraphs
    cells = [(row.cell, row.span) for row in paragraphs if row.cell is not None]
    for _, table in groupby(cells, key=lambda row: row[0].table):
        rows = [list(row) for _, row in groupby(table, key=lambda row: row[0].row)]
        if all([cell.column for cell, _ in row] == list(range(len(rows[0]))) for row in rows):
            yield [[_cell(text, span) for _, span in row] for row in rows]
    if "\t" not in text:
        return
    tabbed = ((row.span, "\t" in row.span.of(text) and row.cell is None) for row in paragraphs)
    for has_tabs, run in groupby(tabbed, key=lambda row: row[1]):
        grid = [_split(text, span) for span, _ in run] if has_tabs else []
        if len(grid) > 1 and all(len(row) == len(grid[0]) for row in grid):
            yield grid


def _split(text: str, line: Span) -> list[Cell]:
    cells, start = [], line.start
    for words in line.of(text).split("\t"):
        cells.append(_cell(text, Span(start, start + len(words))))
        start += len(words) + 1
    return cells


def _cell(text: str, span: Span) -> Cell:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    words = words.strip()
    return Cell(Span(start, start + len(words)), words)
