"""Opens a .docx package only after its bytes have proved harmless; every refusal is one sentence."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.word.looks import without_looks
from reportnlp.document.word.signatures import looks_zipped, other_file, other_package
from reportnlp.errors import UnreadableError

_END_OF_DIRECTORY = b"PK\x05\x06"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DOCUMENT_ROOTS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}document",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}document",
)
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
# The encodings of XML in which “<” is a byte of its own, so that counting the bytes counts the elements.
_ENCODING = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0{0,3})?\s*<"
    rb"(?!\?xml[^>]{0,80}encoding\s*=\s*.(?!utf-?8|utf-?16|utf-?32|ucs-|us-ascii|ascii|gb|big5|iso-8859|windows-125|cp125))",
    re.I,
)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)


class Relationship(NamedTuple):
    """A link between parts. ``kind`` is the last word of its type (header, styles, officeDocument).

    ``target`` is the name of a part of the package; None when it is external or points at nothing.
    """

    id: str
    kind: str
    target: str | None
    external: bool


class Package:
    """Read-only access to the parts of a checked .docx; parts are inflated when they are asked for.

    Nothing outside the package is ever opened. Every method raises UnreadableError for a damaged or unsafe part.
    """

    def __init__(self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._archive = archive
        self._entries: Mapping[str, zipfile.ZipInfo] = MappingProxyType(entries)
        self._by_lower = {name.lower(): name for name in entries}
        self._inflated: dict[str, int] = {}
        self._kept: dict[str, etree._Element] = {}
        self._marks: dict[str, int] = {}
        self._uncounted: dict[str, bytes] = {}  # parts whose marks need not be known yet; never more than may be
        self._links: dict[str, tuple[Relationship, ...]] = {}  # asked for by every reader of a part

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, without a leading slash, in the order of the archive."""
        return tuple(self._entries)

    def find(self, name: str) -> str | None:
        """The part of that name, whatever its upper and lower case; None without one."""
        return self._by_lower.get(name.lower())

    def read(self, name: str) -> bytes:
        """Bytes of a part; KeyError for a name that is not in ``names``."""
        info = self._entries[name]
        limits = self.limits
        if info.file_size > limits.part_bytes:
            raise _too_large(name)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(limits.part_bytes + 1)
        except _ZIP_ERRORS:
            raise _damaged(name) from None
        self._inflated[name] = len(data)
        if len(data) > limits.part_bytes or sum(self._inflated.values()) > limits.total_bytes:
            raise _too_large(name)
        return data

    def read_xml(self, name: str) -> bytes:
        """Bytes of an XML part that is to be parsed: its elements and attributes count towards the limit."""
        data = self._uncounted[name] = self.read(name)
        most = sum(map(len, self._uncounted.values())) + sum(self._marks.values())
        if most > self.limits.xml_marks:  # else there are fewer marks anyway: counting them takes as long as parsing
            for part, content in self._uncounted.items():
                self._marks[part] = content.count(b"<") + content.count(b"=")  # a part read twice counts once
            self._uncounted.clear()
            if sum(self._marks.values()) > self.limits.xml_marks:
                raise _too_large(name)
        return data

    def parse(self, name: str, looks: bool = True) -> etree._Element:
        """Root element of an XML part without comments and processing instructions, or the looks of runs either."""
        if name in self._kept:
            return self._kept[name]
        data = self.read_xml(name)
        return parse_xml(data if looks else without_looks(data), name)

    def keep(self, name: str) -> etree._Element:
        """As ``parse``, but later calls give the same tree: what has been changed in it stays changed."""
        self._kept[name] = self.parse(name)
        return self._kept[name]

    def document(self, looks: bool = True) -> etree._Element:
        """Root element of the main part, in the Transitional or the Strict namespace."""
        root = self.parse(self.main, looks)
        if root.tag not in _DOCUMENT_ROOTS or root.find(root.tag.replace("}document", "}body")) is None:
            raise UnreadableError(
                f"这不是 Word 文档：正文部分 {self.main} 的内容不是 Word 正文，请用 Word 或 WPS 重新另存为 .docx。",
                f"This is not a Word document: {self.main} holds no Word body; save it again as .docx.",
            )
        return root

    @cached_property
    def main(self) -> str:
        """Name of the main document part, found by relationship."""
        links = [link for link in self.relationships("") if link.kind == "officeDocument"]
        name = next((link.target for link in links if link.target), None)
        if name is None:
            raise UnreadableError(
                "这不是完整的 Word 文档：压缩包里找不到正文，请用 Word 或 WPS 重新另存为 .docx。",
                "This is not a complete Word document: it has no main part; save it again as .docx.",
            )
        return name

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """Links of a part, in file order; those of the package itself for ""."""
        if name not in self._links:
            self._links[name] = self._read_links(name)
        return self._links[name]

    def _read_links(self, name: str) -> tuple[Relationship, ...]:
        folder, base = posixpath.split(name)
        part = self.find(posixpath.join(folder, "_rels", base + ".rels"))
        if part is None:
            return ()
        links = [element.attrib for element in self.parse(part).iter("{*}Relationship")]
        return tuple(
            Relationship(
                str(link.get("Id", "")),
                str(link.get("Type", "")).rsplit("/", 1)[-1],
                self._target(folder, str(link.get("Target", ""))) if link.get("TargetMode") != "External" else None,
                link.get("TargetMode") == "External",
            )
            for link in links
        )

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        part = self.find("[Content_Types].xml")
        names: dict[str, str] = {}
        endings: dict[str, str] = {}
        for element in self.parse(part).iter("{*}Override", "{*}Default") if part else ():
            kind = str(element.get("ContentType", ""))
            names[str(element.get("PartName", "")).lstrip("/").lower()] = kind
            endings[str(element.get("Extension", "")).lower()] = kind
        return names, endings

    def content_type(self, name: str) -> str:
        """Content type of a part; "" when the package gives none."""
        names, endings = self._types
        return names.get(name.lower()) or endings.get(name.lower().rpartition(".")[2], "")

    def _target(self, folder: str, target: str) -> str | None:
        path = unquote(target.partition("#")[0]).replace("\\", "/")
        return self.find(posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/"))


def open_package(data: bytes, limits: Limits = LIMITS) -> Package:
    """The package in the bytes of a .docx, .docm or .dotx file.

    Raises UnreadableError for every other kind of file and for a package that is damaged or unsafe. Only the
    directory and the package's own relationships have been read when it returns.
    """
    package = open_archive(data, limits)
    other = other_package({name.lower() for name in package.names})
    if other:
        raise other
    _ = package.main
    return package


def open_archive(data: bytes, limits: Limits = LIMITS) -> Package:
    """The entries of any zip archive, whatever they are; raises UnreadableError for what is no safe archive."""
    if len(data) > limits.file_bytes:
        raise too_long_file("文件", len(data), limits)
    if not looks_zipped(data):
        raise other_file(data)
    _check_directory(data, limits)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _ZIP_ERRORS:
        raise _damaged() from None
    return Package(archive, _entries(archive, data), limits)


def too_long_file(label: str, size: int, limits: Limits) -> UnreadableError:
    """The error for a file of ``size`` bytes, above the limit."""
    return UnreadableError(
        f"{label}有 {size / 1e6:.0f} MB，超过 {limits.file_bytes // 10**6} MB 的上限：请压缩图片或拆分后再检查。",
        f"{label} has {size / 1e6:.0f} MB, more than {limits.file_bytes // 10**6} MB: shrink or split it.",
    )


def _check_directory(data: bytes, limits: Limits) -> None:
    """Refuse a cut-off file or one with too many entries before the directory is built in memory."""
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise UnreadableError(
            "文件已损坏（末尾缺失），可能没有下载或复制完整：请重新取得原文件。",
            "The file is damaged (its end is missing): get a complete copy.",
        )
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if data.count(_DIRECTORY_ENTRY, max(0, end - size), end) > limits.entries:
        raise UnreadableError(
            f"压缩包里的文件超过 {limits.entries:,} 个，不是正常的 Word 文档：请用 Word 或 WPS 重新另存。",
            f"The package has more than {limits.entries:,} entries, as no Word document does: save it again.",
        )


def _entries(archive: zipfile.ZipFile, data: bytes) -> dict[str, zipfile.ZipInfo]:
    """Entries by part name; raises UnreadableError for any that is unsafe."""
    entries: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in archive.infolist():
        name = info.filename.replace("\\", "/").lstrip("/")
        if ".." in name.split("/") or re.match("[A-Za-z]:", name):
            raise _unsafe("有越出文件夹的路径", "an entry's path leaves the folder")
        if info.flag_bits & 0x41:
            raise _unsafe("有加密的条目", "an entry is encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unsafe("用了 Word 不用的压缩方法", "an entry is packed as Word never does")
        if name.lower() in seen:
            raise _unsafe("有重名的条目", "two entries have the same name")
        seen.add(name.lower())
        if not name.endswith("/"):
            entries[name] = info
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise _unsafe("有互相重叠的条目", "entries overlap")
        lengths = data[info.header_offset + 26 : info.header_offset + 30]  # of the name and the extra field
        end = info.header_offset + 30 + info.compress_size + sum(struct.unpack("<HH", lengths.ljust(4, b"\0")))
    return entries


def parse_xml(data: bytes, name: str, whole: bool = False) -> etree._Element:
    """Root element of the XML in ``data``; raises UnreadableError, which names the part, for unsafe or damaged XML.

    Comments and processing instructions are left out unless ``whole``.
    """
    if any(mark in data for mark in _DOCTYPES):
        raise _doctype(name)
    if not _ENCODING.match(data):
        raise _damaged(name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=not whole,
        remove_pis=not whole,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise _damaged(name) from None
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that the search above does not know
        raise _doctype(name)
    return root


def _damaged(name: str = "") -> UnreadableError:
    zh, en = (
        (f"其中的 {name} 无法读取", f"{name} in it cannot be read")
        if name
        else ("压缩包无法读取", "the package cannot be read")
    )
    return UnreadableError(
        f"文件已损坏（{zh}）：请用 Word 或 WPS 打开并修复、另存后再检查。",
        f"The file is damaged ({en}): open it in Word or WPS, repair it and save it again.",
    )


def _too_large(name: str) -> UnreadableError:
    return UnreadableError(
        f"其中的 {name} 解压后超过上限，不是正常的 Word 文档：请用 Word 或 WPS 重新另存，或拆分后再检查。",
        f"{name} unpacks beyond the limit, as no Word document does: save it again or split it.",
    )


def _doctype(name: str) -> UnreadableError:
    return UnreadableError(
        f"其中的 {name} 带有 DOCTYPE 声明，不安全，不予读取：请用 Word 或 WPS 重新另存为 .docx。",
        f"{name} in it has a DOCTYPE, which is unsafe: save it again as .docx with Word or WPS.",
    )


def _unsafe(zh: str, en: str) -> UnreadableError:
    return UnreadableError(
        f"压缩包不安全（{zh}），不予读取：请用 Word 或 WPS 重新另存为 .docx。",
        f"The package is unsafe ({en}): save it again as .docx with Word or WPS.",
    )
