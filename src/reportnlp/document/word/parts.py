"""The parts of a package that are being changed: trees by name, ids, relationships, content types."""

from __future__ import annotations

import posixpath
import re
from typing import cast

from lxml import etree

from reportnlp.document.word.archive import with_parts
from reportnlp.document.word.guard import Package, open_package, parse_xml
from reportnlp.document.word.tags import Tags, tags_of

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES = "[Content_Types].xml"
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_NUMBER = re.compile(rb":id\s*=\s*[\"'](\d{1,9})[\"']")
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")


class Parts:
    """A package whose parts can be changed; ``packed()`` gives it back, unchanged parts as they were."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.package: Package = open_package(data)
        self.main = self.package.main
        self._read: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._changed: dict[str, None] = {}
        self._next_id: int | None = None

    def tree(self, name: str) -> etree._Element:
        """Root element of a part, with its comments and processing instructions; always the same one."""
        if name not in self._trees:
            self._read[name] = self.package.read(name)
            self._trees[name] = parse_xml(self._read[name], name, whole=True)
        return self._trees[name]

    def touch(self, name: str) -> None:
        """Say that the tree of a part has been changed."""
        self._changed[name] = None

    def linked(self, kind: str) -> str | None:
        """The part that the main part links to by a relationship of that kind."""
        links = self.package.relationships(self.main)
        return next((link.target for link in links if link.kind == kind and link.target), None)

    def new_id(self) -> str:
        """An id that no comment, revision or bookmark of any story has."""
        if self._next_id is None:
            links = self.package.relationships(self.main)
            names = {self.main, *(link.target for link in links if link.target and link.kind in _STORIES)}
            self._next_id = max((self._highest_id(name) for name in names), default=0)
        self._next_id += 1
        return str(self._next_id)

    def _highest_id(self, name: str) -> int:
        data = self._read[name] if name in self._read else self.package.read(name)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = data.replace(b"\0", b"")
        return max(map(int, _NUMBER.findall(data)), default=0)

    def add_comments(self) -> str:
        """Add an empty part for comments with its content type and relationship; returns its name."""
        tags = tags_of(self.tree(self.main))
        folder, base = posixpath.split(self.main)
        name = posixpath.join(folder, "comments.xml")
        number = 1
        while self.package.find(name):
            number += 1
            name = posixpath.join(folder, f"comments{number}.xml")
        root = etree.Element(tags.named("comments"), nsmap={"w": tags.prefix[1:-1]})
        self._trees[name] = root
        self.touch(name)
        self._relate(posixpath.join(folder, "_rels", base + ".rels"), posixpath.basename(name), tags)
        self._type(name)
        return name

    def _relate(self, name: str, target: str, tags: Tags) -> None:
        found = self.package.find(name)
        if found is None:
            self._trees[name] = etree.fromstring(f'<Relationships xmlns="{_RELATIONSHIPS}"/>')
        found = found or name
        root = self.tree(found)
        used = {str(link.get("Id", "")) for link in root}
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        office = _STRICT_OFFICE if tags.prefix == STRICT else _OFFICE
        link = etree.SubElement(root, str(root.tag).removesuffix("s"))
        link.set("Id", f"rId{number}")
        link.set("Type", f"{office}/comments")
        link.set("Target", target)
        self.touch(found)

    def _type(self, name: str) -> None:
        found = self.package.find(_TYPES)
        if found is None:
            return
        root = self.tree(found)
        override = etree.SubElement(root, str(root.tag).replace("}Types", "}Override"))
        override.set("PartName", f"/{name}")
        override.set("ContentType", COMMENTS_TYPE)
        self.touch(found)

    def packed(self) -> bytes:
        """The package with what has been changed."""
        return with_parts(self.data, {name: self._serialised(name) for name in self._changed})

    def _serialised(self, name: str) -> bytes:
        tree = self._trees[name].getroottree()
        old = self._read.get(name)
        encoding = str(tree.docinfo.encoding or "UTF-8")
        if old is None or encoding.upper() not in ("UTF-8", "UTF8", "ASCII", "US-ASCII"):
            return cast(bytes, etree.tostring(tree, encoding=encoding, xml_declaration=True, standalone=True))
        declaration = _DECLARATION.match(old)
        content = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
        return (declaration[0] if declaration else b"") + content
