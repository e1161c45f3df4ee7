"""The results of an audit in one SQLite file: each file's rows are written together or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.batch.task import Outcome
from reportnlp.errors import SettingsError, reason_of

FILE_NAME = "audit.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, key TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
    paragraphs INTEGER, tables INTEGER, characters INTEGER, errors INTEGER, warnings INTEGER, advice INTEGER,
    claims INTEGER, report TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS documents_by_key ON documents (key);
CREATE TABLE IF NOT EXISTS findings (
    path TEXT NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, confidence REAL NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, found TEXT NOT NULL, message TEXT NOT NULL,
    suggestion TEXT, section TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (path, number)
) STRICT;
CREATE TABLE IF NOT EXISTS claims (
    path TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, value REAL, low REAL, high REAL, bound TEXT NOT NULL, unit TEXT NOT NULL,
    dimension TEXT NOT NULL, noun TEXT, action TEXT, actor TEXT, period TEXT, modality TEXT NOT NULL, comparison TEXT,
    area TEXT, part_of TEXT, indicator TEXT, PRIMARY KEY (path, number)
) STRICT;
CREATE TABLE IF NOT EXISTS areas (
    path TEXT NOT NULL, area TEXT NOT NULL, paragraphs INTEGER NOT NULL, characters INTEGER NOT NULL,
    claims INTEGER NOT NULL, PRIMARY KEY (path, area)
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, files INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS versions (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
_OF_A_PATH = ("findings", "claims", "areas", "documents")


class Row(NamedTuple):
    """What is known of one file without its report."""

    path: str
    sha256: str
    key: str
    status: str
    reason: str
    characters: int | None
    errors: int | None
    warnings: int | None
    advice: int | None
    claims: int | None


class Store:
    """The results in the folder ``out``. One program at a time may have it open: the next gets a SettingsError.

    ``close`` closes the file and lets others open it.
    """

    def __init__(self, out: Path) -> None:
        path = out / FILE_NAME
        with ExitStack() as stack:
            try:
                out.mkdir(parents=True, exist_ok=True)
                lock = stack.enter_context((out / ".audit.lock").open("a"))
                _take(lock, out)
                self._base = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
                self._base.execute("PRAGMA journal_mode=WAL")
                self._base.execute("PRAGMA synchronous=NORMAL")
                self._base.executescript(_SCHEMA)
            except OSError as error:
                raise SettingsError(
                    f"写不了文件夹“{out}”（{reason_of(error)}）：请换一个位置或检查权限。",
                    f"cannot write to {out}: {error.strerror}.",
                ) from None
            except sqlite3.DatabaseError:
                raise SettingsError(
                    f"“{path}”不是审查结果，或由另一个版本写成：请换一个输出文件夹。",
                    f"{path} holds no results of an audit, or those of another version: choose another folder.",
                ) from None
            self.close = stack.pop_all().close

    def start_run(self, files: int, now: str, versions: dict[str, str]) -> int:
        """Note that a run over so many files starts; returns its number."""
        with self._transaction():
            self._base.executemany("INSERT OR REPLACE INTO versions VALUES (?, ?)", sorted(versions.items()))
            return int(
                self._base.execute("INSERT INTO runs (started, files) VALUES (?, ?)", (now, files)).lastrowid or 0
            )

    def finish_run(self, run: int, done: int, now: str) -> None:
        """Note that a run has come to its end, with so many files done anew."""
        self._base.execute("UPDATE runs SET finished = ?, done = ? WHERE id = ?", (now, done, run))

    def known(self) -> dict[str, str]:
        """Path → key of every file that has its row."""
        return dict(self._base.execute("SELECT path, key FROM documents"))

    def holders(self, keys: Iterable[str]) -> dict[str, str]:
        """Key → path of a file with the same content that has been checked."""
        found = {}
        for key in keys:
            row = self._base.execute(
                "SELECT path FROM documents WHERE key = ? AND status = 'checked'", (key,)
            ).fetchone()
            if row:
                found[key] = row[0]
        return found

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write the rows of some files in one transaction, in place of what they had."""
        with self._transaction():
            for outcome in outcomes:
                self._forget(outcome.path)
                self._write(outcome)

    def copy(self, path: str, other: str) -> None:
        """Give ``path`` the results of a file with the same content."""
        with self._transaction():
            self._forget(path)
            for table in _OF_A_PATH:
                names = [row[1] for row in self._base.execute(f"PRAGMA table_info({table})")][1:]
                listed = ", ".join(f'"{name}"' for name in names)
                self._base.execute(
                    f"INSERT INTO {table} (path, {listed}) SELECT ?, {listed} FROM {table} WHERE path = ?",
                    (path, other),
                )
            report = self.report(path)
            if report is not None:
                text = _json({**report, "path": path})
                self._base.execute("UPDATE documents SET report = ? WHERE path = ?", (text, path))

    def keep_only(self, paths: Iterable[str]) -> int:
        """Drop the rows of files that are not among ``paths``; says how many."""
        gone = set(self.known()) - set(paths)
        with self._transaction():
            for path in gone:
                self._forget(path)
        return len(gone)

    def rows(self) -> list[Row]:
        """Every file's row, by path."""
        names = ", ".join(Row._fields)
        return [Row(*row) for row in self._base.execute(f"SELECT {names} FROM documents ORDER BY path")]

    def select(self, columns: str, table: str) -> Iterator[tuple[Any, ...]]:
        """Columns of all rows of a table, by path, in the order of the text."""
        yield from self._base.execute(f"SELECT {columns} FROM {table} ORDER BY path, number")

    def report(self, path: str) -> dict[str, Any] | None:
        """The JSON of a file's report (schema reportnlp/1); None where the file was not checked."""
        row = self._base.execute("SELECT report FROM documents WHERE path = ?", (path,)).fetchone()
        found: dict[str, Any] | None = json.loads(row[0]) if row and row[0] else None
        return found

    def reports(self) -> Iterator[dict[str, Any]]:
        """The JSON of every report, by path."""
        for (text,) in self._base.execute("SELECT report FROM documents WHERE report IS NOT NULL ORDER BY path"):
            yield json.loads(text)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def _forget(self, path: str) -> None:
        for table in _OF_A_PATH:
            self._base.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def _write(self, outcome: Outcome) -> None:
        head = (outcome.path, outcome.sha256, outcome.key, outcome.status, outcome.reason)
        if outcome.report is None:
            self._base.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?" + ", NULL" * 8 + ")", head)
            return
        report = outcome.report.to_dict()
        path, text, findings, claims = outcome.path, report["text"], report["findings"], report["claims"]
        read, counts = report["read"], [sum(row["severity"] == name for row in findings) for name in _SEVERITIES]
        sizes = (read["paragraphs"], read["tables"], read["characters"])
        values = (*head, *sizes, *counts, len(claims), _json(report))
        self._base.execute(f"INSERT INTO documents VALUES ({_marks(values)})", values)
        rows = [
            (path, number, row["code"], row["severity"], row["confidence"], row["start"], row["end"], row["found"],
             row["message"], next(iter(row["suggestions"]), None), " ／ ".join(row["location"]["section"]),
             row["fingerprint"])
            for number, row in enumerate(findings)
        ]  # fmt: skip
        self._insert("findings", rows)
        names = ("kind", "value", "low", "high", "bound", "unit", "dimension", "noun", "action", "actor", "period",
                 "modality", "comparison", "area", "part_of", "indicator")  # fmt: skip
        self._insert(
            "claims",
            [
                (path, number, row["id"], row["start"], row["end"], text[row["start"] : row["end"]], *_of(row, names))
                for number, row in enumerate(claims)
            ],
        )
        self._insert("areas", _area_rows(path, report))

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._base.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)


_SEVERITIES = ("error", "warning", "advice")


def _area_rows(path: str, report: dict[str, Any]) -> list[tuple[Any, ...]]:
    counts: dict[str, list[int]] = {}
    for row in report["paragraphs"]:
        if row["area"] is not None:
            area = counts.setdefault(row["area"], [0, 0, 0])
            area[0] += 1
            area[1] += row["end"] - row["start"]
    for row in report["claims"]:
        if row["area"] is not None:
            counts.setdefault(row["area"], [0, 0, 0])[2] += 1
    return [(path, area, *numbers) for area, numbers in counts.items()]


def _of(row: dict[str, Any], names: Iterable[str]) -> list[Any]:
    return [row[name] for name in names]


def _marks(values: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _take(lock: Any, out: Path) -> None:
    try:
        try:
            import fcntl
        except ImportError:
            import msvcrt  # Windows

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SettingsError(
            f"另一个审查正在写“{out}”：请等它结束，或换一个输出文件夹。",
            f"another audit is writing to {out}: wait for it, or choose another folder.",
        ) from None
