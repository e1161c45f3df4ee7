"""Ledger files become plain tables: .csv in any encoding, .json, .jsonl, SQLite; workbooks in ``workbook``."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.readers import decode
from reportnlp.errors import UnreadableError

MOST_ROWS = 100_000
MOST_COLUMNS = 100
_SQLITE = b"SQLite format 3\0"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ",\t;|，；"
_SNIFFED = 50  # lines that decide on the delimiter
_STEPS = 50_000_000  # of SQLite's machine, for one query
_KINDS = "台账可以是 .xlsx、.csv、.json、.jsonl 或 SQLite 文件"

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all count from 0


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name ("" without sheets) and its rows, by number (from 1) as the file counts them.

    ``keyed`` tables name their columns themselves: their first row is the header.
    """

    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    merges: tuple[Merge, ...] = ()
    keyed: bool = False


def read_tables(data: bytes, path: Path, query: str | None = None, limits: Limits = LIMITS) -> tuple[Table, ...]:
    """The tables in the bytes of a ledger file; ``path`` only names it. ``query`` is the name of a table, or a SELECT, in an SQLite file.

    Raises UnreadableError, one sentence, for what is no ledger or is unsafe.
    """
    try:
        return _tables(data, path, query, limits)
    except UnreadableError as error:
        name = f"“{path}”"
        if name in error.zh:
            raise
        raise UnreadableError(f"{name}：{error.zh}", f"{path}: {error.en}") from None


def _tables(data: bytes, path: Path, query: str | None, limits: Limits) -> tuple[Table, ...]:
    ending = path.suffix.lower()
    if data.startswith(_SQLITE):
        return _sqlite(data, query)
    if query is not None:
        raise UnreadableError("只有 SQLite 文件能用 --query：请去掉它。", "--query is for SQLite files only.")
    if data.startswith((b"PK", _OLE)) or ending in (".xlsx", ".xlsm", ".xls", ".et"):
        from reportnlp.records.workbook import read_workbook

        return read_workbook(data, limits)
    if not data.strip():
        raise UnreadableError("这是空文件，没有记录。", "The file is empty.")
    if data.startswith((b"%PDF", b"{\\rtf")) or ending in (".pdf", ".docx", ".doc"):
        raise UnreadableError(f"这不是台账：{_KINDS}。", "This is no ledger: give .xlsx, .csv, .json or SQLite.")
    text, _ = decode(data, str(path))
    if len(text) > limits.characters * 4:
        raise UnreadableError("文件太大：请按年度拆分后再读。", "The file is too large: split it by year.")
    if ending in (".json", ".jsonl", ".ndjson") or text.lstrip()[:1] in ("{", "["):
        return (_json(text, lines=ending in (".jsonl", ".ndjson")),)
    return (_csv(text),)


def limited(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows, cut to a sensible width; raises UnreadableError for too many."""
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise UnreadableError(
                f"超过 {MOST_ROWS:,} 行：请按年度拆分台账。", f"More than {MOST_ROWS:,} rows: split the ledger."
            )
        yield tuple(row[:MOST_COLUMNS])


def _csv(text: str) -> Table:
    """Delimiter: the one that splits most lines into the same number of cells, and that number above one."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("sep=") and text[5:6] == "\n":
        delimiter, skipped = text[4], 1
    else:
        delimiter, skipped = _delimiter(text), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = tuple((number, row) for number, row in enumerate(limited(tuple(row) for row in reader), 1))
    except csv.Error as error:
        raise UnreadableError(f"表格文本无法分列（{error}）：请另存为 .xlsx。", f"Not a table: {error}.") from None
    return Table("", rows[skipped:])


def _delimiter(text: str) -> str:
    lines = [line for line in text.split("\n", 4 * _SNIFFED)[: 4 * _SNIFFED] if line.strip()][:_SNIFFED]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
        count, lines_with_it = counts.most_common(1)[0] if counts else (0, 0)
        return lines_with_it, count

    return max(_DELIMITERS, key=evenness)


def _json(text: str, lines: bool) -> Table:
    """A list of objects, an object that holds one, or one object a line; a row is an element, or a line."""
    try:
        if lines:
            numbered = [(number, json.loads(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        else:
            content = json.loads(text.removeprefix("\ufeff"))
            if isinstance(content, dict):
                content = next((value for value in content.values() if isinstance(value, list)), [content])
            numbered = list(enumerate(content, 1)) if isinstance(content, list) else []
    except (ValueError, RecursionError) as error:
        what = getattr(error, "msg", "层次太深")
        raise UnreadableError(f"不是合法的 JSON（{what}）：请检查文件。", f"Not valid JSON: {what}.") from None
    objects = [(number, row) for number, row in numbered if isinstance(row, dict)]
    names = list(dict.fromkeys(str(key) for _, row in objects for key in row))[:MOST_COLUMNS]
    if not objects:
        raise UnreadableError("JSON 里没有一列记录（对象）。", "The JSON holds no list of objects.")
    rows = limited(tuple(_plain(row.get(name)) for name in names) for _, row in objects)
    numbers = (number for number, _ in objects)
    return Table("", ((0, tuple(names)), *zip(numbers, rows, strict=True)), keyed=True)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "；".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _sqlite(data: bytes, query: str | None) -> tuple[Table, ...]:
    """One table (or the result of one SELECT), or every table; a copy in memory is read, never the file."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data[:18] + b"\1\1" + data[20:])  # no write-ahead log, which memory has none of
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            steps = iter(range(_STEPS // 10_000))
            connection.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            names = [
                str(row[0])
                for row in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
                )
            ]
            if query is not None and query not in names:
                if not query.lstrip().lower().startswith(("select ", "with ")):
                    raise UnreadableError(
                        f"没有“{query}”这张表，有 {'、'.join(names)}；也可以写一条 SELECT。",
                        f"No table {query!r}; there are {', '.join(names)}.",
                    )
                return (_result(connection, query, ""),)
            chosen = names if query is None else [query]
            return tuple(
                _result(connection, f'SELECT * FROM "{name.replace(chr(34), chr(34) * 2)}"', name) for name in chosen
            )
    except sqlite3.Error as error:
        raise UnreadableError(f"SQLite 查询不成（{error}）。", f"SQLite: {error}.") from None


def _result(connection: sqlite3.Connection, query: str, name: str) -> Table:
    cursor = connection.execute(query)
    heads = tuple(column[0] for column in cursor.description or ())
    return Table(name, ((0, heads), *enumerate(limited(cursor), 1)), keyed=True)
