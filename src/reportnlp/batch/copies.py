"""Copies of Word reports with comments and tracked changes: making one, what they are called, writing and dropping them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reportnlp.atomic import write_whole
from reportnlp.errors import ReportnlpError, SettingsError

if TYPE_CHECKING:
    from reportnlp.document.model import Document
    from reportnlp.findings import Report

FOLDER = "annotated"
_NO_WORD = "不是 .docx 文件，不能写入批注：请先用 Word 或 WPS 另存为 .docx。"
_UNSAFE = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.I)  # no file on Windows
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
    """Raise SettingsError where a result would be written over one of the files that are read."""
    written = {os.path.realpath(target) for target in targets}
    for path in paths:
        if os.path.realpath(path) in written:
            raise SettingsError(
                f"“{path}”正好是要写结果的位置：请换一个输出文件夹。",
                f"a result would be written over {path}: choose another folder.",
            )


def make_copy(data: bytes, document: Document, report: Report, lang: str) -> tuple[bytes, str]:
    """The bytes of a report's copy; else b"" and why ("" for a report without findings, which needs none)."""
    from reportnlp.formats.word import marks_of, write_marks

    if not report.findings:
        return b"", ""
    if not data.startswith(b"PK"):
        return b"", _NO_WORD
    try:
        result, _ = write_marks(data, document, marks_of(report, lang=lang))
    except ReportnlpError as error:
        return b"", error.zh
    return result.data, ""


def sum_of(data: bytes) -> str:
    """What a copy is known by, so that no file that an audit did not write is taken for one of its own."""
    return hashlib.sha256(data).hexdigest()


def put(out: Path, name: str, data: bytes, own: Collection[str]) -> bool:
    """Write one copy, in folders made for it; False where a file stands that is none of our ``own`` sums. Raises OSError."""
    target = _place(out, name)
    if target is None:  # a folder on the way is a link that leads elsewhere
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if (target.exists() or target.is_symlink()) and not _is_own(target, own):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, data)
    return True


def drop(out: Path, name: str, own: Collection[str]) -> None:
    """Take away the copy of that name if its sum is one of our ``own``, and the folders that it leaves empty."""
    target = _place(out, name)
    if target is None or not _is_own(target, own):
        return
    target.unlink()
    for folder in list(target.parents)[: len(PurePosixPath(name).parts) - 1]:
        try:
            folder.rmdir()
        except OSError:  # not empty
            return


def _place(out: Path, name: str) -> Path | None:
    """Where the copy of that name stands; None outside the folder, whatever the name says and links lead to."""
    folder = (out / FOLDER).resolve()
    target = folder / name
    target = target.parent.resolve() / target.name
    return target if out.resolve() in folder.parents and folder in target.parents else None


def _is_own(target: Path, own: Collection[str]) -> bool:
    try:
        return not target.is_symlink() and sum_of(target.read_bytes()) in own
    except OSError:  # gone, or a folder
        return False


def _inside(name: str) -> str:
    """A path below the folder, whatever the name says, with the ending .docx."""
    parts = [_safe(part) for part in PurePosixPath(name.replace("://", "/")).parts if part not in ("/", "//", ".")]
    whole = "/".join(parts) or "_"
    return whole if whole.lower().endswith(".docx") else f"{whole}.docx"


def _safe(part: str) -> str:
    """The name of a file or folder that every system takes; Windows drops dots and blanks at the end."""
    kept = _UNSAFE.sub("_", part)
    kept = kept.rstrip(". ") + "_" * (len(kept) - len(kept.rstrip(". ")))
    if _DEVICE.match(kept):
        kept = f"_{kept}"
    data = kept.encode("utf-8", "replace")
    if len(data) <= _LONGEST:
        return data.decode()
    ending = Path(kept).suffix[:10].rstrip(". ")
    return f"{data[: _LONGEST - 20].decode('utf-8', 'ignore')}~{hashlib.sha256(data).hexdigest()[:8]}{ending}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
