"""Copies of Word reports with comments and tracked changes: what they are called, and writing one."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reportnlp.atomic import write_whole
from reportnlp.errors import ReportnlpError, SettingsError, reason_of

if TYPE_CHECKING:
    from reportnlp.document.model import Document
    from reportnlp.findings import Report

FOLDER = "annotated"
_NO_WORD = "不是 .docx 文件，不能写入批注：请先用 Word 或 WPS 另存为 .docx。"
_UNSAFE = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_LONGEST = 200  # bytes of one name, so that an ending and a mark find room


def copy_names(names: Mapping[str, str]) -> dict[str, str]:
    """Path → name of the copy under ``FOLDER``, from what the files are called. No two are the same on any system."""
    wanted = {path: _inside(names[path]) for path in sorted(names)}
    folders = {_folded(str(folder)) for name in wanted.values() for folder in PurePosixPath(name).parents}
    taken = set(folders)
    for path, name in wanted.items():
        if _folded(name) in taken:
            wanted[path] = (
                f"{name.removesuffix('.docx')}~{hashlib.sha256(path.encode('utf-8', 'replace')).hexdigest()[:8]}.docx"
            )
        taken.add(_folded(wanted[path]))
    return wanted


def refuse_inputs(paths: Iterable[str], targets: Iterable[Path]) -> None:
    """Raise SettingsError where a copy would be written over one of the files that are read."""
    written = {os.path.realpath(target) for target in targets}
    for path in paths:
        if os.path.realpath(path) in written:
            raise SettingsError(
                f"“{path}”正好是批注副本要写的位置：请换一个输出文件夹。",
                f"the copy with comments would be written over {path}: choose another folder.",
            )


def write_copy(target: Path, data: bytes, document: Document, report: Report, lang: str) -> tuple[bool, str]:
    """Whether a copy was written, whole; else why not ("" for a report without findings, which needs none)."""
    from reportnlp.formats.word import marks_of, write_marks

    if not report.findings:
        return False, ""
    if not data.startswith(b"PK"):
        return False, _NO_WORD
    try:
        result, _ = write_marks(data, document, marks_of(report, lang=lang))
        put(target, result.data)
    except ReportnlpError as error:
        return False, error.zh
    except OSError as error:
        return False, f"写不了批注副本（{reason_of(error)}）：请检查输出文件夹。"
    return True, ""


def put(target: Path, data: bytes) -> None:
    """Write one copy, in folders made for it; a link in its place is replaced, not followed. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink():
        target.unlink()
    write_whole(target, data)


def drop(out: Path, name: str) -> None:
    """Take away the copy of that name, and the folders that it leaves empty."""
    target = out / FOLDER / name
    target.unlink(missing_ok=True)
    for folder in list(target.parents)[: len(PurePosixPath(name).parts) - 1]:
        try:
            folder.rmdir()
        except OSError:  # not empty
            return


def _inside(name: str) -> str:
    """A path below the folder, whatever the name says, with the ending .docx."""
    parts = [_safe(part) for part in PurePosixPath(name.replace("://", "/")).parts if part not in ("/", "//", ".")]
    whole = "/".join(parts) or "_"
    return whole if whole.lower().endswith(".docx") else f"{whole}.docx"


def _safe(part: str) -> str:
    kept = "__" if part == ".." else _UNSAFE.sub("_", part)
    data = kept.encode("utf-8", "replace")
    if len(data) <= _LONGEST:
        return data.decode()
    return f"{data[: _LONGEST - 20].decode('utf-8', 'ignore')}~{hashlib.sha256(data).hexdigest()[:8]}{Path(kept).suffix[:10]}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
