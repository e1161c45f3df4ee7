"""One pass over a part before it is read: what there is to number, to leave out and to look out for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.runs import CHARACTERS, characters, kinds_of, written
from reportnlp.document.word.tags import FALLBACK, Tags, tags_of
from reportnlp.errors import UnreadableError

_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    "{http://purl.oclc.org/ooxml/officeDocument/math}oMath",
)
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_CONTENTS_GALLERY = "table of contents"


Plain = tuple[list[etree._Element], list[tuple[int, str]]]


class Survey(NamedTuple):
    """What one part holds.

    ``indexes`` number each w:p in document order; those under mc:Fallback repeat others and have no number.
    ``unclosed`` are the w:fldChar that begin a field without an end: what follows them is text, not field code.
    ``listed`` are the paragraphs in content controls for a table of contents, its heading too. ``hides`` says
    whether something may be hidden; ``others`` are the other elements of interest by their bare names. ``plain``
    holds the w:pPr and the runs of each paragraph of nothing but runs, as most are.
    """

    indexes: dict[etree._Element, int]
    unclosed: set[etree._Element]
    listed: set[etree._Element]
    hides: bool
    others: dict[str, list[etree._Element]]
    plain: dict[etree._Element, Plain]


def survey(root: etree._Element, limit: int) -> Survey:
    """Look through a part; raises UnreadableError when it has more than ``limit`` paragraphs."""
    tags = tags_of(root)
    kinds, blocks = kinds_of(tags), _block_parents(tags)
    p_tag, run_tag, text_tag = tags.p, tags.r, tags.t
    indexes: dict[etree._Element, int] = {}
    repeated: set[etree._Element] = set()
    others: dict[str, list[etree._Element]] = {}
    plain: dict[etree._Element, Plain] = {}
    special: set[etree._Element | None] = set()  # paragraphs that are not plain
    paragraph: etree._Element | None = None
    properties: list[etree._Element] = []
    runs: list[tuple[int, str]] = []
    run = -1
    for node in root.iter(*_wanted(tags)):
        tag = node.tag
        if tag == run_tag:
            run += 1
        elif tag == text_tag:
            text = node.text
            if text and not (text[0] > " " < text[-1] and "\n" not in text and "\r" not in text):
                text = written(node)
            if text and run >= 0:
                runs.append((run, text))
        elif tag == p_tag:
            if node not in repeated:
                indexes[node] = len(indexes)
                if len(indexes) > limit:
                    raise _too_many(limit)
            if not _stands_free(node, blocks):
                special.update((paragraph, node))
            paragraph, properties, runs, run = node, [], [], -1
            plain[node] = (properties, runs)
        elif tag == tags.paragraph_properties:
            properties.append(node)
        else:
            kind = kinds.get(tag)
            if kind == CHARACTERS:
                text = characters(node, tags) if run >= 0 else ""
                if text:
                    runs.append((run, text))
                continue
            if kind is not None:
                special.add(paragraph)
            if tag == FALLBACK:
                repeated.update(node.iter(p_tag))
            elif tag == tags.box or (tag == tags.table and not _stands_free(node, blocks)):
                special.update((paragraph, *node.iter(p_tag)))
            elif tag in _noted(tags):
                others.setdefault(tag.rpartition("}")[2], []).append(node)
    for known in special:
        if known is not None:
            plain.pop(known, None)
    unclosed = _unclosed_fields(others.get("fldChar", ()), tags)
    listed = _contents_paragraphs(others.get("docPartGallery", ()), tags)
    return Survey(indexes, unclosed, listed, "vanish" in others, others, plain)


@lru_cache(maxsize=4)
def _wanted(tags: Tags) -> tuple[str, ...]:
    looked_at = (tags.r, tags.t, tags.p, tags.table, FALLBACK, *kinds_of(tags), *_noted(tags))
    return tuple(dict.fromkeys(tag for tag in looked_at if tag != tags.run_properties))


@lru_cache(maxsize=4)
def _noted(tags: Tags) -> frozenset[str]:
    names = ("docPartGallery", "headerReference", "footerReference")
    return frozenset((tags.field_mark, tags.instruction, tags.vanish, *map(tags.named, names), *_MATHS, _WORD_ART))


@lru_cache(maxsize=4)
def _block_parents(tags: Tags) -> frozenset[str]:
    """What holds paragraphs that stand one after another; in anything else they may stand inside another one."""
    return frozenset(map(tags.named, ("body", "tc", "hdr", "ftr", "footnote", "endnote")))


def _stands_free(node: etree._Element, blocks: frozenset[str]) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag in blocks


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
