"""Readers: a path, bytes or a string becomes a Document."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reportnlp.document.headings import find_sections
from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.model import Document, Paragraph
from reportnlp.document.word.signatures import lock_file
from reportnlp.errors import SettingsError, UnreadableError, reason_of
from reportnlp.span import Span

_PACKAGE_SIGNATURES = (b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"%PDF")
_WORD_ENDINGS = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt")
_TEXT_ENDINGS = (".txt", ".text", ".md", ".markdown", "")
_LOCK_NAMES = ("~$", ".~lock.")
_LINE = re.compile(r"[^\r\n]+")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+\S")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read(
    source: str | os.PathLike[str] | bytes,
    name: str | None = None,
    period: str | None = None,
    layout: bool = False,
    *,
    password: str | None = None,
    limits: Limits = LIMITS,
) -> Document:
    """The document in a .docx, .txt or .md file; .doc, .wps, .rtf and .odt where LibreOffice is installed.

    ``source`` is a path, or the file's bytes; then ``name`` says what the file is called (its ending tells Markdown
    from plain text; Word files are known by their content). ``period`` is the reporting year, ``password`` the one
    that an encrypted file asks for (extra ``word``); ``layout`` asks for ``Document.layout`` too: reading a Word file
    then takes several times as long. Raises UnreadableError, with one sentence on what it is and what to do, for
    anything that cannot be read whole.
    """
    if isinstance(source, bytes):
        data = source
    else:
        name = str(source)
        data = read_bytes(Path(source), limits)
    return _document(data, name, period, layout, password, limits)


def from_text(text: str, period: str | None = None, path: str | None = None, markdown: bool = False) -> Document:
    """The document that a string holds, unchanged: one paragraph a line, empty lines left out."""
    return _assemble(text, _lines(text, markdown), period=period, path=path)


def looks_like_report(data: bytes, name: str) -> bool:
    """Whether a file found in a folder may be a report, by its ending or content; others (.json, .csv …) are none."""
    ending = Path(name).suffix.lower()
    return ending in _TEXT_ENDINGS or ending in _WORD_ENDINGS or data.startswith(_PACKAGE_SIGNATURES)


def has_report_ending(name: str) -> bool:
    """Whether a file of this name says itself that it is a report."""
    ending = Path(name).suffix.lower()
    return bool(ending) and ending in (*_TEXT_ENDINGS, *_WORD_ENDINGS)


def read_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """The bytes of a file. Raises UnreadableError, as ``read`` does, when there are none to be had."""
    try:
        if path.is_dir():
            raise UnreadableError(
                f"“{path}”是文件夹：请写出其中要检查的文件，例如 {path}/*.docx。",
                f"{path} is a folder: name the files in it, for example {path}/*.docx.",
            )
        if path.exists() and not path.is_file():
            raise UnreadableError(
                f"“{path}”不是普通文件：请给出 .docx、.txt 或 .md 文件，或用 - 读标准输入。",
                f"{path} is not a regular file: give a .docx, .txt or .md file, or - for standard input.",
            )
        size = path.stat().st_size
        if size <= limits.file_bytes:
            with path.open("rb") as file:  # never more than the limit: a device has no size
                data = file.read(limits.file_bytes + 1)
            size = len(data)
        if size > limits.file_bytes:
            raise UnreadableError(
                f"“{path}”有 {size / 1e6:.0f} MB，超过 {limits.file_bytes // 10**6} MB 的上限：请拆分后再检查。",
                f"{path} has {size / 1e6:.0f} MB, more than {limits.file_bytes // 10**6} MB: split it first.",
            )
        return data
    except FileNotFoundError:
        raise UnreadableError(
            f"找不到文件“{path}”：请核对路径和文件名。", f"{path} does not exist: check the path."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = reason_of(error) if isinstance(error, OSError) else "文件名不合法"
        raise UnreadableError(
            f"打不开文件“{path}”（{reason}）：请检查权限，或关闭正在使用它的程序。",
            f"{path} cannot be opened: {error}.",
        ) from None


def _document(
    data: bytes, name: str | None, period: str | None, layout: bool, password: str | None, limits: Limits
) -> Document:
    label = name or "输入"
    ending = Path(name).suffix.lower() if name else ""
    if name and Path(name).name.startswith(_LOCK_NAMES) and not data.startswith(_PACKAGE_SIGNATURES):
        raise lock_file(f"“{label}”")
    if not data.strip():
        raise UnreadableError(f"“{label}”是空文件：没有可检查的文字。", f"{label} is empty: there is nothing to check.")
    if ending in _WORD_ENDINGS or data.startswith(_PACKAGE_SIGNATURES):
        return _word(data, label, name, period, layout, password, limits)
    text, encoding = _decoded(data, label, limits)
    if not text.strip():
        raise UnreadableError(f"“{label}”里只有空白：没有可检查的文字。", f"{label} holds only blanks.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = _lines(text, markdown=ending in (".md", ".markdown"))
    return _assemble(text, paragraphs, period=period, path=name, encoding=encoding)


def read_lines(source: str | os.PathLike[str] | bytes) -> list[str]:
    """The lines of a text file (or of its bytes), line ends included. Raises UnreadableError as ``read`` does."""
    data = source if isinstance(source, bytes) else read_bytes(Path(source))
    label = "输入" if isinstance(source, bytes) else str(source)
    if data.startswith(_PACKAGE_SIGNATURES):
        raise UnreadableError(
            f"“{label}”不是文本文件：correct 逐行处理文本，Word 文件请用 check。",
            f"{label} is not a text file: use check.",
        )
    return re.findall(r"[^\n]*\n|[^\n]+", _decoded(data, label, LIMITS)[0]) if data else []


def _decoded(data: bytes, label: str, limits: Limits) -> tuple[str, str]:
    text, encoding = decode(data, label)
    if len(text) > limits.characters:
        raise UnreadableError(
            f"“{label}”有 {len(text):,} 字，超过 {limits.characters:,} 字的上限：请拆分后再检查。",
            f"{label} has {len(text):,} characters, more than {limits.characters:,}: split it first.",
        )
    return text, encoding


def _word(
    data: bytes, label: str, name: str | None, period: str | None, layout: bool, password: str | None, limits: Limits
) -> Document:
    from reportnlp.document.office import plain_docx
    from reportnlp.document.word.reader import read_word, without_collection

    try:
        data, notes = plain_docx(data, Path(name).suffix.lower() if name else "", password, limits)
        with without_collection():
            word = read_word(data, limits)
            document = replace(
                _assemble(word.text, word.paragraphs, period=period, path=name, tables=word.tables),
                comments=word.comments,
                revisions=word.revisions,
                hidden=word.hidden,
                unread=notes + word.unread,
            )
    except UnreadableError as error:
        raise UnreadableError(f"“{label}”：{error.zh}", f"{label}: {error.en}") from None
    if not document.text.strip():
        raise UnreadableError(f"“{label}”里没有文字（可能全是图片）：没有可检查的内容。", f"{label} holds no text.")
    return _with_layout(document, data, label) if layout else document


def _with_layout(document: Document, data: bytes, label: str) -> Document:
    from reportnlp.document.word.layout import read_layout

    try:
        return replace(document, layout=read_layout(data, document.paragraphs))
    except UnreadableError as error:
        raise UnreadableError(f"“{label}”：{error.zh}", f"{label}: {error.en}") from None


def _lines(text: str, markdown: bool) -> tuple[Paragraph, ...]:
    paragraphs = []
    for match in _LINE.finditer(text):
        line = match.group()
        body = line.strip()
        if not body:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        heading = _MARKDOWN_HEADING.match(body) if markdown else None
        paragraphs.append(Paragraph(Span(start, start + len(body)), style=len(heading[1]) if heading else 0))
    return tuple(paragraphs)


def _assemble(
    text: str,
    paragraphs: Iterable[Paragraph],
    *,
    period: str | None,
    path: str | None,
    encoding: str | None = None,
    tables: int = 0,
) -> Document:
    kept = tuple(row for row in paragraphs if row.span.start < row.span.end)
    return Document(text, kept, find_sections(text, kept), path, year_of(period), encoding, tables)


def year_of(period: str | None) -> str | None:
    """The reporting year as four digits (2023 and 2023年 are both understood). Raises SettingsError for anything else."""
    if period is None:
        return None
    year = period.removesuffix("年")
    if len(year) == 4 and year.isascii() and year.isdigit():
        return year
    raise SettingsError(
        f"报告年度应是四位数的年份，例如 2023，不能是“{period}”。", f"a year such as 2023, not {period!r}."
    )


def decode(data: bytes, label: str = "输入") -> tuple[str, str]:
    """Text and name of the encoding: UTF-8 (with or without BOM), UTF-16, GB18030.

    Raises UnreadableError when the bytes are no text in any of them.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            text = _try(data, encoding)
            if text is not None and (encoding == "utf-8-sig" or _plausible(text)):
                return text, encoding
    text = _try(data, "utf-8")
    if text is not None and not _CONTROLS.search(text):
        return text, "utf-8"
    wide = [encoding for encoding in ("utf-16-le", "utf-16-be") if _plausible(_try(data, encoding))]
    for encoding in (*wide, "gb18030"):
        text = _try(data, encoding)
        if text is not None and _plausible(text):
            return text, encoding
    if b"\0" in data[:100_000] or _CONTROLS.search(data[:100_000].decode("latin-1")):
        raise UnreadableError(
            f"“{label}”不是文本文件（含有二进制内容）：请提供 .docx、.txt 或 .md 文件。",
            f"{label} is not a text file: give a .docx, .txt or .md file.",
        )
    raise UnreadableError(
        f"“{label}”的文字编码无法识别：请在编辑器里另存为 UTF-8 编码。",
        f"{label} is in an unknown encoding: save it as UTF-8.",
    )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _plausible(text: str | None) -> bool:
    """Whether nearly all characters are everyday ones (in GB 2312), as in any real report."""
    if text is None or _CONTROLS.search(text):
        return False
    sample = text[:20_000]
    return len(sample.encode("gb2312", "ignore").decode("gb2312")) >= 0.95 * len(sample)
