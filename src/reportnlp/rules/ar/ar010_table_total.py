"""A total in a table that is not the sum of its column or row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.tables import Cell, find_grids
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TOTAL = re.compile(r"(?:合|总|共)\s*计")
_SUM = re.compile(".+(?:总量|总数|总额|总计|合计|总产)")
_PART = re.compile("小计|其中")  # a table with subtotals: which rows belong to a sum cannot be told
_NO_SUM = re.compile("率|比|均|%|％|序号|编号|增|减|排名|名次|得分|单价|时间|日期|年龄|面积排|级别")
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_FEWEST = 2  # rows that make a sum


class _Cell(NamedTuple):
    span: Span
    words: str
    value: float | None
    decimals: int


_Grid = list[list[_Cell]]


def find(context: Context) -> Iterator[Hit]:
    """Totals of columns, then of rows, in tables in which every row has all cells."""
    for cells in find_grids(context):
        grid = [[_cell(cell) for cell in row] for row in cells]
        if len(grid) > _FEWEST and not any(_PART.search(row[0].words) for row in grid):
            yield from _columns(grid)
            yield from _rows(grid)


def _columns(grid: _Grid) -> Iterator[Hit]:
    for bottom, row in enumerate(grid):
        label = row[0].words
        certain = _TOTAL.fullmatch(label) is not None
        if bottom < _FEWEST or not (certain or (bottom == len(grid) - 1 and _SUM.fullmatch(label))):
            continue
        top = bottom
        while (
            top > 0
            and not _TOTAL.fullmatch(grid[top - 1][0].words)
            and any(cell.value is not None for cell in grid[top - 1][1:])
        ):
            top -= 1
        if bottom - top < _FEWEST:
            continue
        wrong, right = [], 0
        for column in range(1, len(row)):
            cells = [above[column] for above in grid[top:bottom]]
            if top and any(_NO_SUM.search(above[column].words) for above in grid[:top]):
                continue
            amount = _fits(row[column], cells)
            if amount is None:
                continue
            if amount == "":
                right += 1
            else:
                wrong.append(_hit(row[column], cells, amount))
        if len(wrong) <= right or (certain and right == 0 and len(wrong) == 1):
            yield from wrong


def _rows(grid: _Grid) -> Iterator[Hit]:
    heads = [cell.words for cell in grid[0]]
    totals = [column for column, words in enumerate(heads) if _TOTAL.fullmatch(words)]
    if len(totals) != 1 or any(_PART.search(words) for words in heads):
        return
    total = totals[0]
    if total not in (1, len(heads) - 1):
        return
    others = [column for column in range(1, len(heads)) if column != total and not _NO_SUM.search(heads[column])]
    wrong, right = [], 0
    for row in grid[1:]:
        cells = [row[column] for column in others]
        amount = _fits(row[total], cells) if len(cells) >= _FEWEST else None
        if amount == "":
            right += 1
        elif amount is not None:
            wrong.append(_hit(row[total], cells, amount))
    if len(wrong) < right:
        yield from wrong


def _fits(total: _Cell, parts: Sequence[_Cell]) -> str | None:
    """Empty where the parts add up to the total, else their sum; None where that cannot be told."""
    if total.value is None:
        return None
    amount = 0.0
    for part in parts:
        if part.value is None:
            return None
        amount += part.value
    decimals = max(total.decimals, *(part.decimals for part in parts))
    slack = 0.5 * (len(parts) + 1) / 10**decimals if decimals else 0.0
    return "" if abs(amount - total.value) <= slack + 1e-9 else f"{round(amount, decimals):.{decimals}f}"


def _hit(total: _Cell, parts: Sequence[_Cell], amount: str) -> Hit:
    evidence = tuple(Evidence("text", "与之对照的数据", part.span) for part in parts)
    return Hit(total.span, evidence=evidence, values=(("sum", amount),))


def _cell(cell: Cell) -> _Cell:
    number = cell.words.replace(",", "") if _NUMBER.fullmatch(cell.words) else None
    decimals = len(cell.words.partition(".")[2]) if number else 0
    return _Cell(cell.span, cell.words, float(number) if number else None, decimals)
