"""The comments part: which comments are the program's own, and new ones."""

from __future__ import annotations

from lxml import etree

from reportnlp.document.word.lines import PRESERVE
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.tags import tags_of
from reportnlp.findings import fingerprint_in

AUTHOR = "reportnlp"


class CommentPart:
    """Comments of a package; the part is made when the first one is added."""

    def __init__(self, parts: Parts, date: str) -> None:
        self._parts = parts
        self._date = date
        self._name = parts.linked("comments")
        self.own: dict[str, str] = {}  # id → text
        if self._name is not None:
            root = parts.tree(self._name)
            tags = tags_of(root)
            for comment in root.iter(tags.named("comment")):
                if comment.get(tags.named("author")) == AUTHOR:
                    self.own[str(comment.get(tags.named("id")))] = _text(comment)
        self._marks = {
            mark for text in self.own.values() for line in text.split("\n") if (mark := fingerprint_in(line))
        }
        self._bodies = {entry for text in self.own.values() for entry in _entries(text)}

    def has(self, comment: str) -> bool:
        """Whether the finding of ``comment`` has a comment already."""
        return fingerprint_in(comment) in self._marks

    def has_body(self, comment: str) -> bool:
        """Whether a comment says the same, whatever its mark."""
        return body_of(comment) in self._bodies

    def add(self, text: str) -> str:
        """Add a comment of that text, a paragraph for each line; returns its id."""
        if self._name is None:
            self._name = self._parts.add_comments()
        root = self._parts.tree(self._name)
        tags = tags_of(root)
        number = self._parts.new_id()
        comment = etree.SubElement(root, tags.named("comment"))
        for name, value in (("id", number), ("author", AUTHOR), ("date", self._date), ("initials", "R")):
            comment.set(tags.named(name), value)
        for line in text.split("\n"):
            run = etree.SubElement(etree.SubElement(comment, tags.p), tags.r)
            content = etree.SubElement(run, tags.t)
            content.text = "".join(character for character in line if character == "\t" or character >= " ")
            content.set(PRESERVE, "preserve")
        self._parts.touch(self._name)
        return number


def body_of(comment: str) -> str:
    """A comment without its mark."""
    body, _, last = comment.rpartition("\n")
    return body if fingerprint_in(last) else comment


def code_of(comment: str) -> str | None:
    """The rule code in the mark of a comment; None without a mark."""
    words = comment.rpartition("\n")[2].split()
    return words[1] if fingerprint_in(comment) else None


def _text(comment: etree._Element) -> str:
    tags = tags_of(comment)
    lines = ("".join(text.text or "" for text in paragraph.iter(tags.t)) for paragraph in comment.iter(tags.p))
    return "\n".join(lines)


def _entries(text: str) -> list[str]:
    """What a comment says without marks; a summary comment says several things."""
    entries: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if fingerprint_in(line):
            entries.append("\n".join(lines))
            lines = []
        else:
            lines.append(line)
    return [*entries, "\n".join(lines)] if lines else entries
