"""The database of an audit, only read: one that runs is read at one moment, and nothing is written beside it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from reportnlp.batch.lock import LOCK_NAME, lock


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database as it is now; what a stopped run left in its log counts. Raises OSError and sqlite3.DatabaseError."""
    with ExitStack() as stack:
        with path.open("rb"):  # SQLite does not say why it cannot
            pass
        try:
            file = stack.enter_context(path.with_name(LOCK_NAME).open("rb"))
            lock(file)  # as long as this is ours, no audit writes there
        except FileNotFoundError:  # results that were copied here
            pass
        except OSError:
            yield stack.enter_context(_beside_a_writer(path))
            return
        log = path.with_name(f"{path.name}-wal")
        if log.is_file() and log.stat().st_size:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for source in (path, log):
                shutil.copyfile(source, folder / source.name)
            yield stack.enter_context(closing(sqlite3.connect(folder / path.name)))
        else:
            address = f"{path.resolve().as_uri()}?immutable=1"
            yield stack.enter_context(closing(sqlite3.connect(address, uri=True)))


@contextmanager
def _beside_a_writer(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction sees one state, whatever the audit that runs writes meanwhile."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as base:
        base.execute("BEGIN")
        yield base
