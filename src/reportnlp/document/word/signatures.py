"""Says what a file is that is not a .docx, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection

from reportnlp.errors import UnreadableError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCK_SIZES = (162, 165)  # of ~$ files: a name's length and the name twice, as bytes and in UTF-16
# A zip archive's first entry says so, after the 30 bytes of its head.
_OPEN_DOCUMENT = re.compile(rb"mimetype.{0,40}?application/vnd\.oasis\.opendocument\.text", re.S)
_HEAD = 4096  # bytes that are enough to tell text formats apart

# First bytes of a file, what the file is in Chinese and English, what to do in Chinese and English.
_BYTES: tuple[tuple[tuple[bytes, ...], str, str, str, str], ...] = (
    ((b"%PDF",), "PDF 文件", "a PDF file", "请提供它的 Word 原稿（.docx）", "give the Word original (.docx)"),
    ((b"{\\rtf",), "RTF 文件", "an RTF file", "请用 Word 或 WPS 打开后另存为 .docx", "save it as .docx"),
    (
        (b"version https://git-lfs",),
        "Git LFS 的占位文件，不含正文",
        "a Git LFS pointer without the text",
        "请用 git lfs pull 取回原文件",
        "fetch the real file with git lfs pull",
    ),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"),
        "图片",
        "a picture",
        "请提供文字稿（.docx 或 .txt）",
        "give the text as .docx or .txt",
    ),
    (
        (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
        "压缩包",
        "an archive",
        "请先解压，再检查其中的文件",
        "unpack it and check the files in it",
    ),
)
# Beginning of a text format in its first characters, then as above.
_TEXTS: tuple[tuple[re.Pattern[str], str, str, str, str], ...] = (
    (
        re.compile(r"mime-version:|from: <saved by|content-type: multipart", re.I),
        "MHT 网页文件",
        "an MHT web page",
        "请用 Word 或 WPS 打开后另存为 .docx",
        "save it as .docx",
    ),
    (
        re.compile(r"(?:<\?xml[^>]*\?>\s*)?(?>(?><!--.*?-->)\s*)*<(?:!doctype\s+)?html", re.I | re.S),
        "HTML 网页文件",
        "an HTML page",
        "请用 Word 或 WPS 打开后另存为 .docx",
        "save it as .docx",
    ),
    (
        re.compile(r"<\?xml.*?<(?:pkg:package|w:wordDocument)|<(?:pkg:package|w:wordDocument)", re.S),
        "XML 格式的 Word 文件",
        "a Word file in flat XML",
        "请用 Word 打开后另存为 .docx",
        "save it as .docx",
    ),
    (
        re.compile(r"<\?xml|<[a-zA-Z][\w:.-]*[\s>]"),
        "XML 文件",
        "an XML file",
        "请提供 .docx 文件",
        "give a .docx file",
    ),
)
# A stream name in an OLE file, what the file is, what to do.
_STREAMS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "WordDocument",
        "旧版 Word 或 WPS 文字文件（.doc、.wps）",
        "a legacy Word or WPS file (.doc, .wps)",
        "请用 Word、WPS 或 LibreOffice 另存为 .docx",
        "save it as .docx with Word, WPS or LibreOffice",
    ),
    (
        "EncryptedPackage",
        "加了打开密码的文件",
        "a password-protected file",
        "请给出打开密码（--password），或在 Word、WPS 里取消密码、另存后再检查",
        "give its password, or save a copy without it",
    ),
    ("Workbook", "旧版 Excel 表格（.xls）", "a legacy Excel file (.xls)", "请提供 .docx 文件", "give a .docx file"),
    (
        "PowerPoint Document",
        "旧版演示文稿（.ppt）",
        "a legacy PowerPoint file (.ppt)",
        "请提供 .docx 文件",
        "give a .docx file",
    ),
)
# Name of an entry that only this kind of package has, what the file is, what to do.
_PACKAGES: tuple[tuple[str, str, str, str, str], ...] = (
    ("xl/workbook.xml", "Excel 表格（.xlsx）", "an Excel workbook (.xlsx)", "请提供 .docx 文件", "give a .docx file"),
    ("xl/workbook.bin", "Excel 表格（.xlsb）", "an Excel workbook (.xlsb)", "请提供 .docx 文件", "give a .docx file"),
    (
        "ppt/presentation.xml",
        "演示文稿（.pptx）",
        "a PowerPoint file (.pptx)",
        "请提供 .docx 文件",
        "give a .docx file",
    ),
    ("ofd.xml", "OFD 版式文件", "an OFD file", "请提供它的 Word 原稿（.docx）", "give the Word original (.docx)"),
    ("meta-inf/container.xml", "EPUB 电子书", "an EPUB book", "请提供 .docx 文件", "give a .docx file"),
    (
        "content.xml",
        "OpenDocument 文件（.odt 等）",
        "an OpenDocument file (.odt)",
        "请用 LibreOffice 或 WPS 另存为 .docx",
        "save it as .docx with LibreOffice or WPS",
    ),
)


def looks_zipped(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def is_encrypted(data: bytes) -> bool:
    """Whether the bytes are a file of Office 2007 or later with a password."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def older_format(data: bytes, ending: str = "") -> str | None:
    """The ending under which LibreOffice reads the bytes as a text document: .doc, .rtf or .odt; None for others.

    ``ending`` is that of the file's name: it decides on OLE files that do not say what they are.
    """
    if data.startswith(_OLE):
        known = next((stream for stream, *_ in _STREAMS if stream.encode("utf-16-le") in data), None)
        return ".doc" if known == "WordDocument" or (known is None and ending in (".doc", ".wps")) else None
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    return ".odt" if _OPEN_DOCUMENT.match(data, 30) and looks_zipped(data) else None


def lock_file(label: str) -> UnreadableError:
    """The error for the small file that an office program keeps beside a document while this is open."""
    return UnreadableError(
        f"{label}是文档打开时的临时锁文件，不含正文：请检查同名的原文件，关闭文档后它会自动消失。",
        f"{label} is the lock file of a document that is open: check the document itself.",
    )


def other_file(data: bytes) -> UnreadableError:
    """The error for bytes that are no zip archive: what they are and what to do."""
    if not data.strip(b"\0 \t\r\n"):
        return UnreadableError(
            "这是空文件（没有内容或全是零字节），可能没有保存成功：请提供完整的文件。",
            "This file is empty (no content, or only zero bytes): give the complete file.",
        )
    if data.startswith(_OLE):
        return _ole(data)
    if len(data) in _LOCK_SIZES and 0 < data[0] < 55 and data[0] == data[54]:
        return lock_file("这")
    for starts, *words in _BYTES:
        if data.startswith(starts):
            return _refusal(*words)
    text = _text(data)
    if text is None:
        return _refusal(
            "无法识别的文件",
            "an unknown kind of file",
            "请提供 .docx、.txt 或 .md 文件",
            "give a .docx, .txt or .md file",
        )
    for pattern, *words in _TEXTS:
        if pattern.match(text):
            return _refusal(*words)
    return _refusal("纯文本文件", "a plain text file", "请把扩展名改为 .txt 后再检查", "rename it to .txt")


def other_package(names: Collection[str]) -> UnreadableError | None:
    """The error for a zip archive of another format, by its lower-case entry names; None when none is known."""
    if any(name.startswith("word/") for name in names):
        return None
    for name, *words in _PACKAGES:
        if name in names:
            return _refusal(*words)
    if "[content_types].xml" not in names and any(name.endswith((".docx", ".doc", ".wps", ".txt")) for name in names):
        return _refusal("压缩包", "an archive", "请先解压，再检查其中的文件", "unpack it and check the files in it")
    return None


def _ole(data: bytes) -> UnreadableError:
    for stream, *words in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return _refusal(*words)
    return _refusal(
        "旧版 Office 格式的文件",
        "a file in a legacy Office format",
        "请用 Word 或 WPS 另存为 .docx",
        "save it as .docx",
    )


def _refusal(zh_kind: str, en_kind: str, zh_advice: str, en_advice: str) -> UnreadableError:
    space = " " if zh_kind[0].isascii() else ""
    return UnreadableError(
        f"这不是 .docx 文件，而是{space}{zh_kind}：{zh_advice}。",
        f"This is not a .docx file but {en_kind}: {en_advice}.",
    )


def _text(data: bytes) -> str | None:
    """The first characters, or None for binary data."""
    head = data[:_HEAD]
    encodings = ("utf-16",) if head.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for cut in range(4):  # the head may end inside a character
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeError:
                continue
            return None if re.search(r"[\x00-\x08\x0e-\x1a]", text) else text.lstrip()
    return None
