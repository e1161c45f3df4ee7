"""Proves what an edited Word file promises: untouched parts are the same bytes, rejecting all gives the old text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.archive import raw_entries
from reportnlp.document.word.comment_part import AUTHOR
from reportnlp.document.word.guard import Package, open_package
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.reader import read_package, read_word
from reportnlp.document.word.tags import tags_of
from reportnlp.text.edits import Edit, apply_edits

_REVISIONS = re.compile(rb"<(?:\w+:)?(?:ins|del|moveFrom|moveTo)\s")
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")


class Proof(NamedTuple):
    """``changed`` and ``added`` parts; how many are ``unchanged`` to the byte; whether the text is as promised.

    ``revised``: the file had tracked changes before.
    """

    changed: tuple[str, ...]
    added: tuple[str, ...]
    unchanged: int
    revised: bool
    holds: bool


def prove(data: bytes, written: bytes, text: str, changes: Iterable[Edit], accept: bool = False) -> Proof:
    """Compare a file with its edited copy; ``text`` is what was read from the file.

    Tracked changes hold when rejecting the program's own gives back the text; with ``accept``, when the copy reads as
    the text with ``changes`` made.
    """
    old, new = raw_entries(data), raw_entries(written)
    changed = tuple(name for name, raw in old.items() if new.get(name) != raw)
    added = tuple(name for name in new if name not in old)
    if accept:
        holds = read_word(written).text == apply_edits(text, changes)
    else:
        holds = written == data or _text_rejected(written) == _text_rejected(data, text)
    package = open_package(data)
    revised = _REVISIONS.search(package.read(package.main)) is not None
    return Proof(changed, added, len(old) - len(changed), revised, holds and all(name in new for name in old))


def reject_own(data: bytes) -> bytes:
    """The file without the program's comments and with its tracked changes rejected."""
    parts = Parts(data)
    for name in _reject_in(parts.package, parts.tree):
        parts.touch(name)
    return parts.packed()


def _text_rejected(data: bytes, text: str | None = None) -> str:
    """The text of a file with the program's changes rejected; ``text`` when it has none, where that is given."""
    package = open_package(data)
    changed = _reject_in(package, package.keep)
    return text if text is not None and not changed else read_package(package).text


def _reject_in(package: Package, tree: Callable[[str], etree._Element]) -> list[str]:
    """Take the program's marks out of the trees of all stories; names of those that had any."""
    links = package.relationships(package.main)
    names = dict.fromkeys([package.main, *(link.target for link in links if link.target and link.kind in _STORIES)])
    comments = next((link.target for link in links if link.kind == "comments" and link.target), None)
    own = _drop_comments(tree(comments)) if comments is not None and _ours(package, comments) else set()
    changed = [comments] if comments is not None and own else []
    for name in names:
        if name is not None and (own or _ours(package, name)):
            root = tree(name)
            if _reject(root) | _drop_ranges(root, own):
                changed.append(name)
    return changed


def _ours(package: Package, name: str) -> bool:
    data = package.read(name)
    return AUTHOR.encode() in data or data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _drop_comments(root: etree._Element) -> set[str]:
    tags = tags_of(root)
    found = [node for node in root.iter(tags.named("comment")) if node.get(tags.named("author")) == AUTHOR]
    for comment in found:
        root.remove(comment)
    return {str(comment.get(tags.named("id"))) for comment in found}


def _drop_ranges(root: etree._Element, own: set[str]) -> bool:
    tags = tags_of(root)
    names = map(tags.named, ("commentRangeStart", "commentRangeEnd", "commentReference"))
    found = [node for node in root.iter(*names) if node.get(tags.named("id")) in own]
    for node in found:
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
        above = parent.getparent()
        if parent.tag == tags.r and above is not None and all(child.tag == tags.run_properties for child in parent):
            above.remove(parent)
    return bool(found)


def _reject(root: etree._Element) -> bool:
    tags = tags_of(root)
    kinds = (tags.named("ins"), tags.deletion)
    found = [node for node in root.iter(*kinds) if node.get(tags.named("author")) == AUTHOR]
    for node in found:
        parent = node.getparent()
        if parent is None:
            continue
        if node.tag == tags.deletion:
            for text in node.iter(tags.named("delText")):
                text.tag = tags.t
            for child in list(node):
                node.addprevious(child)
        parent.remove(node)
    return bool(found)
