"""The results of an audit in one SQLite file: each file's rows are written together or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.batch.crossing import Across
from reportnlp.batch.lock import LOCK_NAME, take
from reportnlp.batch.rows import as_json, as_line, finding_rows, merged
from reportnlp.batch.schema import TABLES, VERSION
from reportnlp.batch.snapshot import Snapshot, snapshot
from reportnlp.batch.task import Outcome
from reportnlp.errors import SettingsError, reason_of
from reportnlp.findings import SEVERITIES

FILE_NAME = "audit.sqlite"
_OF_A_PATH = ("findings", "claims", "areas", "documents")


class Row(NamedTuple):
    """What is known of one file without its report."""

    path: str
    name: str
    sha256: str
    key: str
    status: str
    reason: str
    unit: str | None
    period: str | None
    annotated: str | None
    unannotated: str
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
                take(stack.enter_context((out / LOCK_NAME).open("a")), out)
                self._base = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
                self._base.execute("PRAGMA journal_mode=WAL")
                self._base.execute("PRAGMA synchronous=NORMAL")
                if self._base.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                    if self._base.execute("SELECT 1 FROM sqlite_master").fetchone():
                        raise sqlite3.DatabaseError
                    self._base.execute(f"PRAGMA user_version = {VERSION}")
                self._base.executescript(TABLES)
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

    def start_run(self, names: dict[str, str], now: str, versions: dict[str, str]) -> int:
        """Note that a run over the files of ``names`` (path → what it is called) starts; returns its number."""
        self._names = names
        with self._transaction():
            self._base.executemany("UPDATE documents SET name = ? WHERE path = ?", [(b, a) for a, b in names.items()])
            self._base.execute("DELETE FROM versions")
            self._base.executemany("INSERT INTO versions VALUES (?, ?)", sorted(versions.items()))
            return int(
                self._base.execute("INSERT INTO runs (started, files) VALUES (?, ?)", (now, len(names))).lastrowid or 0
            )

    def finish_run(self, run: int, done: int, now: str, across: Across) -> None:
        """Write what all files together give, and that a run has come to its end with so many files done anew."""
        with self._transaction():
            self._write_across(across)
            self._base.execute("UPDATE runs SET finished = ?, done = ? WHERE id = ?", (now, done, run))

    def _write_across(self, across: Across) -> None:
        base = self._base
        base.execute("DELETE FROM passages")
        self._insert("passages", [(number, *row) for number, row in enumerate(across.passages, 1)])
        changed = {row[0] for row in base.execute("SELECT path FROM documents WHERE across IS NOT NULL")}
        base.execute("UPDATE documents SET across = NULL")
        base.executemany(
            "UPDATE documents SET across = ? WHERE path = ?",
            [(as_json(found), path) for path, found in across.findings.items()],
        )
        for path in sorted(changed.union(across.findings)):
            self._write_findings(path)
        counts = ", ".join(
            f"{column} = (SELECT count(*) FROM findings WHERE findings.path = documents.path AND severity = '{severity}')"
            for column, severity in zip(("errors", "warnings", "advice"), SEVERITIES, strict=True)
        )
        base.execute(f"UPDATE documents SET {counts} WHERE status = 'checked'")

    def known(self) -> dict[str, str]:
        """Path → key of every file that has its row."""
        return dict(self._base.execute("SELECT path, key FROM documents"))

    def holders(self, keys: Iterable[str], annotated: bool) -> dict[str, str]:
        """Key → path of a file with the same content that has been checked, and annotated if that is wanted."""
        found = {}
        wanted = "AND annotated IS NOT NULL" if annotated else ""
        for key in keys:
            row = self._base.execute(
                f"SELECT path FROM documents WHERE key = ? AND status = 'checked' {wanted} ORDER BY path", (key,)
            ).fetchone()
            if row:
                found[key] = row[0]
        return found

    def annotated(self, path: str) -> str | None:
        """The name of a file's copy with comments, as in its row."""
        row = self._base.execute("SELECT annotated FROM documents WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write the rows of some files in one transaction, in place of what they had."""
        with self._transaction():
            for outcome in outcomes:
                self._forget(outcome.path)
                self._write(outcome)

    def copy(self, path: str, other: str, annotated: str | None) -> None:
        """Give ``path`` the results of a file with the same content; ``annotated`` is the name of its own copy."""
        with self._transaction():
            self._forget(path)
            for table in ("claims", "areas", "documents"):
                names = [row[1] for row in self._base.execute(f"PRAGMA table_info({table})")][1:]
                listed = ", ".join(f'"{name}"' for name in names)
                self._base.execute(
                    f"INSERT INTO {table} (path, {listed}) SELECT ?, {listed} FROM {table} WHERE path = ?",
                    (path, other),
                )
            [text] = self._base.execute("SELECT report FROM documents WHERE path = ?", (path,)).fetchone()
            self._base.execute(
                "UPDATE documents SET name = ?, across = NULL, annotated = ?, report = ? WHERE path = ?",
                (self._names[path], annotated, as_json({**json.loads(text), "path": path}), path),
            )
            self._write_findings(path)

    def keep_only(self, paths: Iterable[str]) -> int:
        """Drop the rows of files that are not among ``paths``; says how many."""
        gone = set(self.known()) - set(paths)
        with self._transaction():
            for path in gone:
                self._forget(path)
        return len(gone)

    def hidden(self) -> int:
        """How many findings are not shown because the baseline has them."""
        [count] = self._base.execute("SELECT sum(json_array_length(across, '$.known')) FROM documents").fetchone()
        return count or 0

    def copies(self) -> dict[str, set[str]]:
        """Name → sums of the copies with comments that were written under it."""
        found: dict[str, set[str]] = {}
        for name, sha256 in self._base.execute("SELECT name, sha256 FROM copies"):
            found.setdefault(name, set()).add(sha256)
        return found

    def note_copies(self, copies: Iterable[tuple[str, str]]) -> None:
        """Say name and sum of copies before they are written: whatever happens then, they are known as ours."""
        with self._transaction():
            self._base.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", copies)

    def rows(self) -> list[Row]:
        """Every file's row, by path."""
        names = ", ".join(Row._fields)
        return [Row(*row) for row in self._base.execute(f"SELECT {names} FROM documents ORDER BY path")]

    def select(self, columns: str, table: str) -> Iterator[tuple[Any, ...]]:
        """Columns of all rows of a table, by path, in the order of the text."""
        yield from self._base.execute(f"SELECT {columns} FROM {table} ORDER BY path, number")

    def passages(self) -> Iterator[PassageRow]:
        """What the rules XD found, two reports side by side, in their order."""
        names = ", ".join(PassageRow._fields)
        for row in self._base.execute(f"SELECT {names} FROM passages ORDER BY number"):
            yield PassageRow(*row)

    def versions(self) -> dict[str, str]:
        """Of the program and of the settings, in the latest run."""
        return dict(self._base.execute("SELECT name, value FROM versions"))

    def snapshot(self) -> Snapshot:
        """Every report's findings, for comparing with another audit."""
        return snapshot(self._base)

    def report(self, path: str) -> dict[str, Any] | None:
        """The JSON of a file's report (schema reportnlp/1); None where the file was not checked."""
        row = self._base.execute("SELECT report, across FROM documents WHERE path = ?", (path,)).fetchone()
        return merged(*row) if row and row[0] else None

    def reports(self, across: bool = True) -> Iterator[dict[str, Any]]:
        """The JSON of every report, by path; ``across`` with what was found across documents."""
        rows = self._base.execute("SELECT report, across FROM documents WHERE report IS NOT NULL ORDER BY path")
        for text, more in rows:
            yield merged(text, more if across else None)

    def lines(self) -> Iterator[str]:
        """The JSON of every report with what was found across documents, one a line, by path."""
        for row in self._base.execute("SELECT report, across FROM documents WHERE report IS NOT NULL ORDER BY path"):
            yield as_line(*row)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._base.rollback()
            raise SettingsError(
                "写不了审查结果：请看磁盘是否已满、文件夹能不能写、是否有别的程序正开着它；做完的还在，再运行就接着做。",
                f"the results cannot be written: {error}; run again to go on.",
            ) from None
        except BaseException:
            self._base.rollback()
            raise

    def _forget(self, path: str) -> None:
        for table in _OF_A_PATH:
            self._base.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def _write(self, outcome: Outcome) -> None:
        head = {
            "path": outcome.path, "name": self._names[outcome.path], "sha256": outcome.sha256, "key": outcome.key,
            "status": outcome.status, "reason": outcome.reason,
        }  # fmt: skip
        rows = outcome.rows
        if rows is None:
            self._insert_row("documents", head)
            return
        copy = {"annotated": outcome.annotated, "unannotated": outcome.unannotated}
        self._insert_row("documents", head | copy | rows.document)
        self._insert("findings", rows.findings)
        self._insert("claims", rows.claims)
        self._insert("areas", rows.areas)

    def _write_findings(self, path: str) -> None:
        """The rows of what is found in a file, anew from its report."""
        self._base.execute("DELETE FROM findings WHERE path = ?", (path,))
        report = self.report(path)
        if report is not None:
            self._insert("findings", finding_rows(path, report["findings"]))

    def _insert_row(self, table: str, row: dict[str, Any]) -> None:
        self._base.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({_marks(tuple(row))})", tuple(row.values()))

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._base.executemany(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", rows)


class PassageRow(NamedTuple):
    """Two reports side by side: ``note`` says what is the matter; places are code points of the reports' texts."""

    code: str
    kind: str
    likeness: float
    note: str
    first: str
    first_start: int
    first_end: int
    first_text: str
    second: str
    second_start: int
    second_end: int
    second_text: str


def _marks(values: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))
