"""One pass over a part before it is read: what there is to number, to leave out and to look out for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.tags import FALLBACK, Tags, tags_of
from reportnlp.errors import UnreadableError

_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    "{http://purl.oclc.org/ooxml/officeDocument/math}oMath",
)
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_CONTENTS_GALLERY = "table of contents"


class Survey(NamedTuple):
    """What one part holds.

    ``indexes`` number each w:p in document order; those under mc:Fallback repeat others and have no number.
    ``unclosed`` are the w:fldChar that begin a field without an end: what follows them is text, not field code.
    ``listed`` are the paragraphs in content controls for a table of contents, its heading too. ``hides`` says
    whether something may be hidden; ``others`` are the other elements of interest by their bare names.
    """

    indexes: dict[etree._Element, int]
    unclosed: set[etree._Element]
    listed: set[etree._Element]
    hides: bool
    others: dict[str, list[etree._Element]]


def survey(root: etree._Element, limit: int) -> Survey:
    """Look through a part; raises UnreadableError when it has more than ``limit`` paragraphs."""
    tags = tags_of(root)
    indexes: dict[etree._Element, int] = {}
    repeated: set[etree._Element] = set()
    others: dict[str, list[etree._Element]] = {}
    for node in root.iter(*_wanted(tags)):
        tag = node.tag
        if tag == tags.p:
            if node not in repeated:
                indexes[node] = len(indexes)
                if len(indexes) > limit:
                    raise _too_many(limit)
        elif tag == FALLBACK:
            repeated.update(node.iter(tags.p))
        else:
            others.setdefault(tag.rpartition("}")[2], []).append(node)
    unclosed = _unclosed_fields(others.get("fldChar", ()), tags)
    listed = _contents_paragraphs(others.get("docPartGallery", ()), tags)
    return Survey(indexes, unclosed, listed, "vanish" in others, others)


@lru_cache(maxsize=4)
def _wanted(tags: Tags) -> tuple[str, ...]:
    names = ("docPartGallery", "headerReference", "footerReference")
    marks = (tags.field_mark, tags.instruction, tags.vanish, *map(tags.named, names))
    return (tags.p, FALLBACK, *marks, *_MATHS, _WORD_ART)


def _unclosed_fields(marks: Iterable[etree._Element], tags: Tags) -> set[etree._Element]:
    open_marks: dict[etree._Element | None, list[etree._Element]] = {}
    for mark in marks:
        story: etree._Element | None = None
        for above in mark.iterancestors(tags.box, tags.deletion, tags.move_from, FALLBACK):
            if above.tag != tags.box:
                break
            story = above if story is None else story
        else:
            opened = open_marks.setdefault(story, [])
            kind = mark.get(tags.named("fldCharType"))
            if kind == "begin":
                opened.append(mark)
            elif kind == "end" and opened:
                opened.pop()
    return {mark for opened in open_marks.values() for mark in opened}


def _contents_paragraphs(galleries: Iterable[etree._Element], tags: Tags) -> set[etree._Element]:
    for gallery in galleries:
        control = next(gallery.iterancestors(tags.named("sdt")), None)
        if control is not None and str(gallery.get(tags.val, "")).lower() == _CONTENTS_GALLERY:
            return set(control.iter(tags.p))  # a document has one; a second is read as text
    return set()


def _too_many(limit: int) -> UnreadableError:
    return UnreadableError(
        f"文件有超过 {limit:,} 个段落，不是正常的报告：请拆分后再检查。",
        f"The file has more than {limit:,} paragraphs, as no report does: split it first.",
    )
