"""An audit compared with an earlier one: which findings are mended, new and still there, report by report."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from reportnlp.batch.reading import opened
from reportnlp.batch.schema import VERSION
from reportnlp.batch.snapshot import Kept, Snapshot, Told, snapshot
from reportnlp.batch.store import FILE_NAME, Store
from reportnlp.errors import SettingsError, reason_of

State = Literal["both", "new", "gone", "unread"]


class Earlier(NamedTuple):
    """What an earlier audit found. ``versions`` are those of its rules and settings; ``finished``: it came to its end."""

    reports: Snapshot
    versions: dict[str, str]
    finished: bool


class Change(NamedTuple):
    """What became of the findings of one report.

    ``state``: checked in ``both`` audits; ``new``, only in this one; ``gone``, not among its files; ``unread``, in both
    but this time not checked. ``before`` is what the earlier audit called the file. Only ``both`` tells of findings.
    """

    path: str
    name: str
    unit: str
    before: str
    state: State
    mended: tuple[Told, ...] = ()
    new: tuple[Told, ...] = ()
    still: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All reports of both audits, by name; ``caution`` says what else makes findings come and go ("" for nothing)."""

    changes: list[Change]
    caution: str = ""

    def count(self, kind: str) -> int:
        """How many findings are ``mended``, ``new`` or ``still`` there."""
        return sum(len(getattr(row, kind)) for row in self.changes)

    def reports(self, state: State) -> int:
        """How many reports are in that state."""
        return sum(row.state == state for row in self.changes)


def read_earlier(out: Path, now: Path) -> Earlier:
    """The results in the folder ``out``, which is only read. Raises SettingsError for what is none, and for ``now``."""
    path = out / FILE_NAME
    if out.resolve() == now.resolve():
        raise SettingsError(
            "--previous 和 --output 不能是同一个文件夹：请把这次的结果写进新的文件夹。",
            "--previous and --output are the same folder: write to a new one.",
        )
    if not path.is_file():
        raise SettingsError(
            f"“{out}”里没有上次的审查结果（{FILE_NAME}）：请给出上次审查的输出文件夹。",
            f"there are no results of an audit in {out}: name the folder that it wrote to.",
        )
    try:
        with opened(path) as base:
            if base.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                raise sqlite3.DatabaseError
            versions = dict(base.execute("SELECT name, value FROM versions"))
            last = base.execute("SELECT finished FROM runs ORDER BY id DESC LIMIT 1").fetchone()
            return Earlier(snapshot(base), versions, bool(last and last[0]))
    except OSError as error:
        raise SettingsError(
            f"打不开上次的审查结果“{path}”（{reason_of(error)}）：请检查路径和权限。", f"cannot open {path}: {error}."
        ) from None
    except sqlite3.DatabaseError:
        raise SettingsError(
            f"“{path}”不是审查结果，或由另一个版本写成：请用这个版本重做那次审查，再来比较。",
            f"{path} holds no results of an audit, or those of another version.",
        ) from None


def compare(earlier: Earlier, store: Store) -> Comparison:
    """Reports are the same by their path in the folder, else by file name and unit; findings by fingerprint."""
    now = store.snapshot()
    pairs = _pairs(earlier.reports, now)
    changes = [_change(pairs.get(row.path), row) for row in now]
    matched = {row.path for row in pairs.values()}
    changes += [
        Change("", row.name, row.unit or "", row.name, "gone") for row in earlier.reports if row.path not in matched
    ]
    cautions = []
    if store.versions() != earlier.versions:
        cautions.append("两次审查的规则或设置不同，问题的增减可能由此而来。")
    if not earlier.finished:
        cautions.append("上次审查没有做完，只同做完的部分比较。")
    return Comparison(sorted(changes, key=lambda row: (row.name, row.path)), "".join(cautions))


def _pairs(before: Sequence[Kept], now: Sequence[Kept]) -> dict[str, Kept]:
    """Path of a file of this audit → its row in the earlier one."""
    by_name = {row.name: row for row in before}
    pairs = {row.path: by_name[row.name] for row in now if row.name in by_name}
    taken = {row.path for row in pairs.values()}
    left = _by_file_and_unit(row for row in before if row.path not in taken)
    for key, rows in _by_file_and_unit(row for row in now if row.path not in pairs).items():
        if len(rows) == 1 and len(left.get(key, ())) == 1:
            pairs[rows[0].path] = left[key][0]
    return pairs


def _by_file_and_unit(rows: Iterator[Kept]) -> dict[tuple[str, str], list[Kept]]:
    found = defaultdict(list)
    for row in rows:
        if row.unit:
            found[PurePosixPath(row.name).name, row.unit].append(row)
    return found


def _change(before: Kept | None, row: Kept) -> Change:
    head = (row.path, row.name, row.unit or "", before.name if before else "")
    if before is None:
        return Change(*head, "new")
    if row.told is None:
        return Change(*head, "unread")
    if before.told is None:
        return Change(*head, "new")
    had, has = (Counter(finding.fingerprint for finding in told) for told in (before.told, row.told))
    return Change(
        *head,
        "both",
        tuple(_beyond(before.told, has)),
        tuple(_beyond(row.told, had)),
        tuple(_within(row.told, had)),
    )


def _beyond(told: list[Told], others: Counter[str]) -> Iterator[Told]:
    """Findings that the other audit has not, or not as often."""
    left = Counter(others)
    for finding in told:
        left[finding.fingerprint] -= 1
        if left[finding.fingerprint] < 0:
            yield finding


def _within(told: list[Told], others: Counter[str]) -> Iterator[Told]:
    left = Counter(others)
    for finding in told:
        left[finding.fingerprint] -= 1
        if left[finding.fingerprint] >= 0:
            yield finding
