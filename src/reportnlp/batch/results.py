"""What an audit writes into its folder, so that it is not taken for a report, written over or deleted by mistake."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from reportnlp.batch.copies import FOLDER
from reportnlp.batch.store import FILE_NAME

INDEX, WORKBOOK, LINES, PAGES = "index.html", "总览.xlsx", "reports.jsonl", "reports"
RESULTS = (FILE_NAME, INDEX, WORKBOOK, LINES)
_PAGE = re.compile(r"[0-9a-f]{16}\.html")


def own_results(out: Path) -> frozenset[Path]:
    """The files that earlier audits wrote into the folder ``out``, links followed; none where there was no audit."""
    out = out.resolve()
    if not (out / FILE_NAME).is_file():
        return frozenset()
    found = {out / name for name in (*RESULTS, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")}
    found.update(pages_in(out))
    try:
        with closing(sqlite3.connect(out / FILE_NAME)) as base:
            found.update((out / FOLDER / name).resolve() for [name] in base.execute("SELECT name FROM copies"))
    except sqlite3.DatabaseError:  # said when it is opened for writing
        pass
    return frozenset(found)


def pages_in(out: Path) -> list[Path]:
    """The pages of reports that are there."""
    return [path for path in (out / PAGES).glob("*.html") if _PAGE.fullmatch(path.name)]
