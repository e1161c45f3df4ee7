"""One file of an audit: read, checked, and what came of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reportnlp import __version__
from reportnlp.analysis.models import ModelError, model_folder
from reportnlp.baseline import Baseline, hide_known, render_baseline
from reportnlp.batch.copies import make_copy
from reportnlp.batch.files import is_address, load
from reportnlp.batch.rows import Rows, rows_of
from reportnlp.config import Settings
from reportnlp.document.readers import looks_like_report, read, read_bytes
from reportnlp.errors import ReportnlpError, UnreadableError
from reportnlp.suppress import read_sidecar, sidecar_path

if TYPE_CHECKING:
    from reportnlp.engine import Checker

Status = Literal["checked", "unreadable", "quarantined"]


@dataclass(frozen=True)
class Job:
    """What is the same for all files of an audit: settings, seconds and bytes of memory that one file may take.

    ``annotate``: a copy with comments is wanted of each Word report with findings that are not in ``baseline``.
    """

    settings: Settings
    seconds: float = 60.0
    memory: int = 1_000_000_000
    annotate: bool = False
    baseline: Baseline | None = None

    @cached_property
    def version(self) -> str:
        """What results depend on besides the file: with another one all files are checked again."""
        later = ("fail_on", "baseline")  # what is applied when all files have their rows
        settings = {name: value for name, value in asdict(self.settings).items() if name not in later}
        files = [_hash(path.read_bytes()) for path in self.settings.files]
        expiring = any(row.expires for row in self.settings.suppress)
        models = [_model(name, self.settings.models) for name in ("speller", "areas")]
        known = self.known if self.annotate else ""  # copies are made at once
        parts = [__version__, settings, files, models, date.today() if expiring else None, known]
        return _hash(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode())

    @cached_property
    def known(self) -> str:
        """Stands for the content of the baseline; "" without one."""
        return _hash(render_baseline(self.baseline).encode()) if self.baseline is not None else ""


@dataclass(frozen=True)
class Outcome:
    """What came of one file. ``sha256`` is that of its bytes, "" where they could not be had.

    ``key`` stands for all that the result depends on. ``reason`` says in one sentence why a file was not checked.
    ``copy`` has the bytes of its copy with comments, b"" where it needs or can have none, None where none was wanted;
    ``annotated`` is what that copy is called once it is written, "" and None as before. ``unannotated`` says why a report
    with findings has none.
    """

    path: str
    sha256: str
    key: str
    status: Status
    reason: str = ""
    rows: Rows | None = None
    copy: bytes | None = None
    annotated: str | None = None
    unannotated: str = ""


def key_of(path: str, job: Job) -> tuple[str, str]:
    """SHA-256 of the file, and of all that its result depends on. Raises UnreadableError when it cannot be read."""
    return _keys(_bytes(path, job), path, job)


def examine(path: str, job: Job, checker: Checker) -> Outcome:
    """Read and check one file; whatever is wrong with it becomes its row."""
    sha256 = key = ""
    try:
        data = _bytes(path, job)
        sha256, key = _keys(data, path, job)
        if not looks_like_report(data, path):
            raise UnreadableError(
                "不是报告文件：只检查 .docx、.doc、.wps、.rtf、.odt、.txt 和 .md 文件。", "no report."
            )
        settings = job.settings
        document = read(data, path, settings.period, checker.needs_layout, limits=settings.limits)
        suppressions = () if is_address(path) else read_sidecar(path)
        report = checker.check(document, suppressions)
        skipped = tuple(
            row for row in report.skipped_rules if row[0][:2] != "XD"
        )  # they run over all reports at the end
        outcome = Outcome(path, sha256, key, "checked", rows=rows_of(path, replace(report, skipped_rules=skipped)))
        if not job.annotate:
            return outcome
        [shown] = hide_known([report], job.baseline) if job.baseline is not None else [report]
        copied, why = make_copy(data, document, shown, settings.lang)
        return replace(outcome, copy=copied, annotated="", unannotated=why)
    except ReportnlpError as error:
        return Outcome(path, sha256, key, "unreadable", error.zh)


def _bytes(path: str, job: Job) -> bytes:
    limits = job.settings.limits
    return load(path, limits.file_bytes) if is_address(path) else read_bytes(Path(path), limits)


def _keys(data: bytes, path: str, job: Job) -> tuple[str, str]:
    sha256, sidecar = _hash(data), b""
    if not is_address(path) and sidecar_path(path).is_file():
        sidecar = sidecar_path(path).read_bytes()
    today = date.today() if b"expires" in sidecar else ""
    return sha256, _hash(f"{sha256} {job.version} {Path(path).suffix.lower()} {today} ".encode() + sidecar)


def _model(name: str, models: str | None) -> str:
    """What stands for a model: its manifest, which names the sums of its files; "" for one that is not there."""
    try:
        return _hash((model_folder(name, models) / "manifest.json").read_bytes())
    except ModelError:
        return ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
