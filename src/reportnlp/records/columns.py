"""Which column of a ledger holds what: by the names in its header, failing that by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from reportnlp.data import table as facts
from reportnlp.errors import SettingsError
from reportnlp.records.dates import read_days
from reportnlp.records.tables import Table
from reportnlp.text.units import unit_at

FIELDS = {
    "date": "日期", "name": "活动名称", "kind": "类别", "area": "领域", "place": "地点", "people": "参加人数", "times": "次数",
    "actor": "负责人", "outcome": "成效", "figure": "数据", "note": "备注", "number": "序号",
}  # fmt: skip
_SINGLE = ("date", "name", "kind", "area", "place", "people", "times", "actor")
_HEADER_ROWS = 20  # rows among which the header is looked for
_LONGEST_HEAD = 20
_SAMPLE = 200  # rows that are looked at to judge a column by its content
_ENOUGH = 0.6  # share of filled cells that must fit
_BLANKS = re.compile(r"[\s　*＊:：、/／]+")
_BRACKET = re.compile(r"[（(\[［]([^）)\]］]*)[）)\]］]")
_COUNT_END = re.compile(r"(?:数量|总数|数)$")
_PEOPLE = re.compile(r"\d+\s*(?:人次|人|名|位)")
_BARE = re.compile(r"\d+")
_NUMBER = re.compile(r"[0-9,，.]+\s*[\u4e00-\u9fff㎡%]{0,2}")


class Column(NamedTuple):
    """A column: its position (from 0), the words at its head, the field that it fills (None: not understood).

    ``unit`` is the one that the head names for the numbers below (人次), ``label`` what a figure of it counts.
    """

    position: int
    head: str
    field: str | None
    unit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, and the numbers of the rows that are its header."""

    columns: tuple[Column, ...]
    header: tuple[int, ...]
    fields: Mapping[str, Column] = field(default_factory=dict)

    def of(self, name: str) -> tuple[Column, ...]:
        """Every column of one field."""
        return tuple(column for column in self.columns if column.field == name)


def find_columns(sheet: Table, mapping: Mapping[str, str]) -> Columns | None:
    """The columns of a sheet, ``mapping`` (head or letter → field) before all else; None for a sheet without records."""
    heads, header = _header(sheet, mapping)
    data = [row for number, row in sheet.rows if number not in header][:_SAMPLE]
    width = max([len(heads), *(len(row) for row in data)], default=0)
    heads += [""] * (width - len(heads))
    columns = [
        _column(index, head, [row[index] for row in data if index < len(row)], mapping)
        for index, head in enumerate(heads)
    ]
    columns = _by_content(_once(columns, mapping), data, header)
    found = {column.field: column for column in columns if column.field}
    if "name" not in found and "kind" not in found:
        return None
    return Columns(tuple(columns), header, {name: found[name] for name in _SINGLE if name in found})


def check_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """``mapping`` with the fields' own names; raises SettingsError for a field that does not exist."""
    by_name = {zh: name for name, zh in FIELDS.items()} | {name: name for name in FIELDS}
    by_name.update({"人数": "people", "名称": "name", "时间": "date", "人次": "people"})
    checked = {}
    for column, wanted in mapping.items():
        if wanted not in by_name:
            near = get_close_matches(wanted, by_name, 1)
            hint = near[0] if near else "、".join(FIELDS.values())
            raise SettingsError(
                f"--map {column}={wanted}：没有“{wanted}”这一项，可写 {hint}。",
                f"no field {wanted!r}: {', '.join(FIELDS)}.",
            )
        checked[_plain(column)] = by_name[wanted]
    return checked


def letter(index: int) -> str:
    """The letter by which a spreadsheet calls a column."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def text_of(cell: Any) -> str:
    """A cell as a reader sees it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _header(sheet: Table, mapping: Mapping[str, str]) -> tuple[list[str], tuple[int, ...]]:
    """Heads of the columns and the rows that hold them: one row or two that together name the most fields."""
    rows = sheet.rows[:_HEADER_ROWS]
    if sheet.keyed and rows:
        return [text_of(cell) for cell in rows[0][1]], (rows[0][0],)
    best: tuple[float, int, list[str], tuple[int, ...]] = (1.8, 0, [], ())
    shown = [_filled(sheet, number, row) for number, row in rows]
    for index, (number, _) in enumerate(rows):
        options: list[tuple[list[str], tuple[int, ...]]] = [(shown[index], (number,))]
        if index + 1 < len(rows) and rows[index + 1][0] == number + 1:
            options.append((_joined(shown[index], shown[index + 1], sheet), (number, number + 1)))
        for heads, numbers in options:
            if all(_may_be_head(rows[index + offset][1]) for offset in range(len(numbers))):
                score = _score(heads, mapping) - 0.1 * len(numbers)
                if score > best[0] + 0.01:
                    best = (score, index, heads, numbers)
    return list(best[2]), best[3]


def _filled(sheet: Table, number: int, row: Sequence[Any]) -> list[str]:
    """The row's cells; a merged cell shows in all the columns that it spans."""
    cells = [text_of(cell) for cell in row]
    for top, left, bottom, right in sheet.merges:
        if top <= number - 1 <= bottom and right > left and left < len(cells) and right - left < 40:
            cells += [""] * (right + 1 - len(cells))
            cells[left : right + 1] = [cells[left]] * (right + 1 - left)
    return cells


def _joined(top: Sequence[str], bottom: Sequence[str], sheet: Table) -> list[str]:
    """Two header rows as one: a group's name stands before the names under it."""
    width = max(len(top), len(bottom))
    top, bottom = [*top, *[""] * (width - len(top))], [*bottom, *[""] * (width - len(bottom))]
    group = ""
    heads = []
    for upper, lower in zip(top, bottom, strict=True):
        group = upper or (group if lower and not sheet.merges else "")
        name = group if group != lower else ""
        heads.append(f"{name}/{lower}" if name and lower else lower or upper)
    return heads


def _may_be_head(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if cell is not None and text_of(cell)]
    return bool(cells) and all(isinstance(cell, str) and read_days(cell, None) is None for cell in cells)


def _score(heads: Sequence[str], mapping: Mapping[str, str]) -> float:
    """How many fields the heads name, in order of sureness; the words of a title or a note name none."""
    found: dict[str, float] = {}
    for head in heads:
        if 0 < len(head) <= _LONGEST_HEAD:
            asked = mapping.get(_plain(head.rpartition("/")[2]))
            name, sureness = (asked, 1.0) if asked else _recognised(head)
            if name:
                found[name] = max(found.get(name, 0.0), sureness)
    return sum(found.values())


@lru_cache
def _names() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    exact = {}
    parts = []
    for name, whole, contained in facts("record_columns.tsv"):
        exact.update({_plain(word): name for word in whole.split()})
        parts += [(word, name) for word in contained.split()]
    return exact, tuple(parts)


def _plain(head: str) -> str:
    return _BLANKS.sub("", _BRACKET.sub("", head)).lower()


def _recognised(head: str) -> tuple[str | None, float]:
    """The field that a head names, and how sure that is: the last part of a joined head before the whole."""
    exact, parts = _names()
    for piece in dict.fromkeys((head.rpartition("/")[2], head.replace("/", ""), head.partition("/")[0])):
        plain = _plain(piece)
        if plain in exact:
            return exact[plain], 1.0
        ends = [(len(word), name) for word, name in parts if plain.endswith(word)]
        found = ends or [(len(word), name) for word, name in parts if word in plain]
        if found:
            return max(found)[1], 0.6
    return None, 0.0


def _column(index: int, head: str, cells: Sequence[Any], mapping: Mapping[str, str]) -> Column:
    chosen = (
        mapping.get(_plain(head)) or mapping.get(_plain(head.rpartition("/")[2])) or mapping.get(letter(index).lower())
    )
    name = chosen or _recognised(head)[0]
    unit = _unit(head)
    if name is None and head and _share(cells, _is_number) >= _ENOUGH:
        name = "figure"
    if name == "figure":
        label = _COUNT_END.sub("", _plain(head.rpartition("/")[2]))
        if not unit and label and (last := unit_at(label, len(label) - 1)):
            unit, label = last.name, label[:-1]
        return Column(index, head, name, unit, label)
    if name == "people":
        unit = "人次" if "人次" in head else unit or "人"
    return Column(index, head, name, unit)


def _unit(head: str) -> str:
    bracket = _BRACKET.search(head)
    words = bracket[1].removeprefix("单位").strip(" ：:") if bracket else ""
    unit = unit_at(words, 0)
    return unit.name if unit and unit.name == words else ""


def _once(columns: Sequence[Column], mapping: Mapping[str, str]) -> list[Column]:
    """One column a field (活动时间 before 填报时间): the one that was asked for, else the surest, else the first."""

    def rank(column: Column) -> tuple[bool, float, int]:
        asked = _plain(column.head) in mapping or letter(column.position).lower() in mapping
        return asked, _recognised(column.head)[1], -column.position

    best: dict[str, Column] = {}
    for column in columns:
        if column.field in _SINGLE and (column.field not in best or rank(column) > rank(best[column.field])):
            best[column.field] = column
    return [
        column._replace(field="note") if column.field in _SINGLE and best[column.field] != column else column
        for column in columns
    ]


def _by_content(columns: list[Column], data: Sequence[Sequence[Any]], header: tuple[int, ...]) -> list[Column]:
    """Names the date and the name of an activity by what stands in the columns where no head does."""
    fields = {column.field for column in columns}

    def cells(column: Column) -> list[Any]:
        return [row[column.position] for row in data if column.position < len(row)]

    free = [column for column in columns if column.field is None]
    if "date" not in fields:
        dated = [
            column
            for column in free
            if _share(cells(column), lambda cell: read_days(cell, 2000) is not None) >= _ENOUGH
        ]
        if not dated and not header:
            return columns
        columns = _renamed(columns, dated[:1], "date")
        free = [column for column in free if column not in dated[:1]]
    if "name" not in fields and "kind" not in fields:
        texts = [
            column
            for column in free
            if _share(cells(column), lambda cell: isinstance(cell, str) and not _is_number(cell)) >= _ENOUGH
        ]
        longest = sorted(texts, key=lambda column: (-len(set(map(text_of, cells(column)))), column.position))
        columns = _renamed(columns, longest[:1], "name")
        free = [column for column in free if column not in longest[:1]]
    if "people" not in fields:
        counts = [
            column for column in columns if column.field in (None, "figure") and _holds_people(cells(column), header)
        ]
        columns = _renamed(columns, counts[:1], "people", "人")
    return columns


def _renamed(columns: list[Column], chosen: Sequence[Column], name: str, unit: str = "") -> list[Column]:
    return [column._replace(field=name, unit=unit) if column in chosen else column for column in columns]


def _share(cells: Sequence[Any], fits: Any) -> float:
    filled = [cell for cell in cells if text_of(cell)]
    return sum(map(bool, map(fits, filled))) / len(filled) if filled else 0.0


def _is_number(cell: Any) -> bool:
    if isinstance(cell, int | float):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()) is not None


def _holds_people(cells: Sequence[Any], header: tuple[int, ...]) -> bool:
    """Whether a column's cells are head-counts: most of them numbers, and under a header one of them with 人."""
    said = any(isinstance(cell, str) and _PEOPLE.fullmatch(cell.strip()) for cell in cells)
    return (said or not header) and _share(
        cells, lambda cell: _PEOPLE.fullmatch(text_of(cell)) or _BARE.fullmatch(text_of(cell))
    ) >= _ENOUGH
