"""A ledger: the records of one or more files, and what in them was not understood."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.readers import read_bytes, year_of
from reportnlp.errors import UnreadableError
from reportnlp.findings import AREAS, ActivityRecord, RecordSource, fingerprint
from reportnlp.records.columns import check_mapping
from reportnlp.records.dates import Days
from reportnlp.records.duplicates import find_pairs
from reportnlp.records.kinds import areas_of, kinds_of
from reportnlp.records.sheets import Row, SheetReading, read_sheet
from reportnlp.records.tables import Table, read_tables


class NamedBytes(NamedTuple):
    """A file that is no longer, or never was, on a disk: what it is called, and what is in it."""

    name: str
    data: bytes


Source = str | os.PathLike[str] | NamedBytes


class Problem(NamedTuple):
    """Something in a ledger that a person should look at: what, in one sentence, and the rows."""

    message: str
    rows: tuple[RecordSource, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records in the order of the files. ``duplicates`` leads from a record that was entered again to the first entry.

    ``year`` completes dates without one.
    """

    records: tuple[ActivityRecord, ...]
    duplicates: Mapping[str, str]
    problems: tuple[Problem, ...]
    sheets: tuple[SheetReading, ...]
    year: int | None = None

    def distinct(self) -> tuple[ActivityRecord, ...]:
        """The records without those that were entered again."""
        return tuple(record for record in self.records if record.id not in self.duplicates)


def read_records(
    paths: Source | Sequence[Source],
    *,
    period: str | None = None,
    mapping: Mapping[str, str] | None = None,
    query: str | None = None,
    limits: Limits = LIMITS,
) -> Ledger:
    """The ledger in one or more files (.xlsx, .csv, .json, .jsonl, SQLite): paths, or a file's name with its bytes.

    ``period`` is the reporting year: dates without a year are of it; without it the ledger's own title and dates tell.
    ``mapping`` says what a column holds, by its head or letter (人数 → people). Raises UnreadableError for a file that
    cannot be read or holds no records, SettingsError for a mapping that names no field.
    """
    checked = check_mapping(mapping or {})
    several = [paths] if isinstance(paths, str | os.PathLike | NamedBytes) else list(paths)
    rows: list[Row] = []
    sheets = []
    wanted = year_of(period)
    for source in several:
        found = len(rows)
        path = Path(source.name if isinstance(source, NamedBytes) else source)
        data = source.data if isinstance(source, NamedBytes) else read_bytes(path, limits)
        for sheet in read_tables(data, path, query, limits):
            reading, read = read_sheet(sheet, path.name, checked, int(wanted) if wanted else None)
            sheets.append(reading)
            rows += read
        if found == len(rows):
            raise UnreadableError(
                f"“{path}”里没有认出活动记录：请核对表头，或用 --map 列名=活动名称 说明。",
                f"{path} holds no activity records: check the header or use --map COLUMN=name.",
            )
    years = [row.days[0].year for row in rows if row.days]
    year = int(wanted) if wanted else Counter(years).most_common(1)[0][0] if years else None
    return _ledger(rows, tuple(sheets), year)


def records_from(rows: Iterable[Mapping[str, Any]], period: str | None = None) -> Ledger:
    """The ledger in rows that a program holds: {日期: …, 活动名称: …}; names as in a file's header."""
    listed = list(rows)
    names = list(dict.fromkeys(key for row in listed for key in row))
    cells = tuple((number, tuple(row.get(name) for name in names)) for number, row in enumerate(listed, 1))
    wanted = year_of(period)
    reading, read = read_sheet(
        Table("", ((0, tuple(names)), *cells), keyed=True), "", {}, int(wanted) if wanted else None
    )
    return _ledger(read, (reading,), int(wanted) if wanted else None)


def _ledger(rows: Sequence[Row], sheets: tuple[SheetReading, ...], year: int | None) -> Ledger:
    read = [row for row in rows if row.name or row.kind]
    unnamed = iter(kinds_of([row.name for row in read if not row.kind]))
    kinds = [row.kind or next(unnamed) for row in read]
    areas = areas_of([(kind, row.name, _template(row.outcome)) for kind, row in zip(kinds, read, strict=True)])
    seen: Counter[tuple[Any, ...]] = Counter()
    records = []
    named = _namer(row.source for row in rows)
    problems = [Problem(f"{named(row.source)}{what}", (row.source,)) for row in rows for what in row.problems]
    for row, kind in zip(read, kinds, strict=True):
        key = (row.name, kind, str(row.days), row.place)
        seen[key] += 1
        given = next((area for area in AREAS if row.area and (row.area in area or area in row.area)), None)
        action, thing = _said(row.name or kind)
        records.append(
            ActivityRecord(
                fingerprint("record", *key, seen[key]),
                row.source,
                row.name or kind,
                kind,
                row.days,
                given or areas[kind],
                given is not None,
                bool(row.kind),
                action,
                thing,
                row.people,
                row.times,
                row.figures,
                row.place or None,
                row.actor or None,
                row.outcome,
            )
        )
    duplicates = {}
    for first, second, kind in find_pairs(records):
        if kind == "again":
            duplicates[second.id] = first.id
            what = "是同一次活动，只算一次"
        else:
            what = "日期、活动、地点相同，数据不同，请核对"
        problems.append(Problem(f"{named(second.source)}与{named(first.source)}{what}", (first.source, second.source)))
    return Ledger(tuple(records), duplicates, tuple(problems), sheets, year)


@lru_cache(10_000)
def _template(words: str) -> str:
    return re.sub(r"[0-9]+", "", words)


@lru_cache(10_000)
def _said(name: str) -> tuple[str | None, str | None]:
    """Action and object of a name that begins with a verb (走访 · 安达物流); else only the object."""
    from reportnlp.analysis.wording import role

    verb = next((name[:size] for size in (4, 3, 2) if name[:size] in role("action")), None)
    return (verb, name[len(verb) :] or None) if verb else (None, name)


def _namer(sources: Iterable[RecordSource]) -> Callable[[RecordSource], str]:
    """How a row is named to people: with its file and sheet where there are several."""
    seen = dict.fromkeys((source.file, source.sheet) for source in sources)
    files, sheets = len({file for file, _ in seen}) > 1, len(seen) > 1

    def name(source: RecordSource) -> str:
        file = f"{source.file} " if files else ""
        return f"{file}{f'〔{source.sheet}〕' if sheets and source.sheet else ''}第 {source.row} 行"

    return name


def within(record: ActivityRecord, days: Days | None) -> bool | None:
    """Whether a record lies in a stretch of days; None where its own date is too vague to tell."""
    if days is None:
        return True
    if record.days is None:
        return None
    first, last = record.days
    if days[0] <= first and last <= days[1]:
        return True
    return None if first <= days[1] and days[0] <= last else False


def of_period(ledger: Ledger, period: str | None) -> Ledger:
    """The ledger with only the records of a year: those that may lie in it."""
    if period is None:
        return ledger
    year = int(cast(str, year_of(period)))
    days = (date(year, 1, 1), date(year, 12, 31))
    return replace(ledger, records=tuple(record for record in ledger.records if within(record, days) is not False))
