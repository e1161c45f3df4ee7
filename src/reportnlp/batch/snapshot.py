"""What an audit's database says of each report: enough to compare two audits."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple, TypeAlias


class Told(NamedTuple):
    """A finding as it is told: the same in two audits when the fingerprints are."""

    fingerprint: str
    code: str
    severity: str
    found: str
    message: str


class Kept(NamedTuple):
    """A file of an audit; ``told`` is None for one that was not checked."""

    path: str
    name: str
    unit: str | None
    told: list[Told] | None


Snapshot: TypeAlias = list[Kept]


def snapshot(base: sqlite3.Connection) -> Snapshot:
    """All files with their findings, by name."""
    kept = {
        path: Kept(path, name, unit, [] if status == "checked" else None)
        for path, name, unit, status in base.execute(
            "SELECT path, name, unit, status FROM documents ORDER BY name, path"
        )
    }
    columns = ", ".join(Told._fields)
    for path, *values in base.execute(f"SELECT path, {columns} FROM findings ORDER BY path, number"):
        told = kept[path].told
        if told is not None:
            told.append(Told(*values))
    return list(kept.values())
