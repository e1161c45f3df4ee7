"""Checking the files of one run, each with its sidecar file: shared by the commands that need findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.cli import frame
from reportnlp.config import Settings
from reportnlp.errors import ReportnlpError
from reportnlp.findings import Report
from reportnlp.suppress import read_sidecar, without_used_elsewhere

if TYPE_CHECKING:
    from reportnlp.document.model import Document
    from reportnlp.engine import Checker
    from reportnlp.records.ledger import Ledger


class Checked(NamedTuple):
    """Reports of the files that could be read, and path and error of the others."""

    reports: list[Report]
    unread: list[tuple[str, ReportnlpError]]
    checker: Checker


def check_files(
    paths: Sequence[str],
    settings: Settings,
    password: str | None = None,
    *,
    records: Ledger | None = None,
    previous: Document | None = None,
) -> Checked:
    """Checks every file that can be read; says why for every other one.

    A report whose sidecar file is broken counts as unread: its findings would be wrong.
    """
    from reportnlp.engine import Checker

    checker = Checker(settings, records=records)
    reports: list[Report] = []
    unread: list[tuple[str, ReportnlpError]] = []
    for path, document in frame.documents(paths, settings, password, checker.needs_layout):
        try:
            if isinstance(document, ReportnlpError):
                raise document
            reports.append(checker.check(document, () if path == "-" else read_sidecar(path), previous))
        except ReportnlpError as error:
            unread.append((path, error))
            frame.complain(error)
    return Checked(without_used_elsewhere(reports), unread, checker)
