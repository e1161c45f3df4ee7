"""Makes one replacement in the runs of a line: as a tracked change, or plainly."""

from __future__ import annotations

import re

from lxml import etree

from reportnlp.document.word.comment_part import AUTHOR
from reportnlp.document.word.fences import Reason
from reportnlp.document.word.lines import PRESERVE, Line, Piece, bare_run, like
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.tags import Tags
from reportnlp.text.edits import Edit

_DELETABLE = ("rPr", "t", "tab", "br", "cr", "noBreakHyphen", "sym", "softHyphen", "lastRenderedPageBreak")
_UNWRITABLE = re.compile("[^\t\v\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Changer:
    """Makes replacements; ``made`` holds the w:ins that it has put into the trees, with their edits."""

    def __init__(self, parts: Parts, date: str, accept: bool) -> None:
        self._parts = parts
        self._date = date
        self._accept = accept
        self.made: dict[etree._Element, Edit] = {}

    def change(self, line: Line, edit: Edit) -> Reason | None:
        """Make ``edit``, whose ends have been cut, in a line and its twins; or say why it cannot be made."""
        lines = [line, *line.twins]
        plans = [_plan(each, edit) for each in lines]
        reason = next((plan for plan in plans if isinstance(plan, str)), None)
        if reason or not line.copied or _UNWRITABLE.search(edit.replacement):
            return reason or ("content" if line.copied else "box")
        for each, plan in zip(lines, plans, strict=True):
            assert not isinstance(plan, str)
            self._make(each, edit, *plan)
            self._parts.touch(each.part.name)
        return None

    def _make(self, line: Line, edit: Edit, pieces: list[Piece], before: bool) -> None:
        tags = line.part.tags
        model = pieces[0].run
        new = self._new_run(model, edit.replacement, tags) if edit.replacement else None
        if not edit.span.length:
            anchor = wrapper(model, tags)
            if new is not None:
                self._insert(new, anchor, before, edit, tags)
            return
        same = len({piece.run.getparent() for piece in pieces}) == 1
        anchor = pieces[-1].run if same else model
        if new is not None and self._accept:
            self._insert(new, anchor, False, edit, tags)
        wrappers = self._delete([piece.run for piece in pieces], tags)
        if new is not None and not self._accept:
            self._insert(new, wrappers[-1] if same else wrappers[0], False, edit, tags)

    def _insert(self, run: etree._Element, anchor: etree._Element, before: bool, edit: Edit, tags: Tags) -> None:
        if self._accept:
            place(anchor, [run], before)
            return
        mark = self._revision("ins", tags)
        self.made[mark] = edit
        mark.append(run)
        place(out_of_insertions(anchor, before, self._parts, tags), [mark], before)

    def _delete(self, runs: list[etree._Element], tags: Tags) -> list[etree._Element]:
        """Take the runs away, or mark them as deleted; the marks, one for each row of neighbours."""
        marks: list[etree._Element] = []
        for run in runs:
            if self._accept:
                parent = run.getparent()
                if parent is not None:
                    parent.remove(run)
                continue
            if not marks or marks[-1].getnext() is not run:
                marks.append(self._revision("del", tags))
                run.addprevious(marks[-1])
            marks[-1].append(run)
            for text in run.iterchildren(tags.t):
                text.tag = tags.named("delText")
        return marks

    def _revision(self, kind: str, tags: Tags) -> etree._Element:
        element = etree.Element(tags.named(kind), nsmap={"w": tags.prefix[1:-1]})
        for name, value in (("id", self._parts.new_id()), ("author", AUTHOR), ("date", self._date)):
            element.set(tags.named(name), value)
        return element

    def _new_run(self, model: etree._Element, text: str, tags: Tags) -> etree._Element:
        """A run of that text with the formatting of ``model``, without its marks of revision."""
        run = bare_run(model, self._parts, tags)
        properties = run.find(tags.run_properties)
        if properties is not None:
            for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
                for mark in properties.findall(tags.named(name)):
                    properties.remove(mark)
        for piece in re.split("([\t\v])", text):
            if piece in ("\t", "\v"):
                etree.SubElement(run, tags.tab if piece == "\t" else tags.br)
            elif piece:
                content = etree.SubElement(run, tags.t)
                content.text = piece
                content.set(PRESERVE, "preserve")
        return run


def _plan(line: Line, edit: Edit) -> tuple[list[Piece], bool] | Reason:
    """The pieces to change, and whether new text goes before them; or why it cannot be."""
    if not edit.span.length:
        return _insertion_plan(line, edit.span.start)
    pieces = line.covered(edit.span)
    if not pieces:
        return "content"
    for piece in pieces:
        reason = piece.fence.change or _own(piece, line.part.tags)
        if reason:
            return reason
    exact = pieces[0].start == edit.span.start and pieces[-1].end == edit.span.end
    deletable = {line.part.tags.named(name) for name in _DELETABLE}
    if not exact or any(piece.whole or any(node.tag not in deletable for node in piece.run) for piece in pieces):
        return "content"
    insertions = {piece.run.getparent() if piece.fence.insertion is not None else None for piece in pieces}
    if len(insertions) > 1 or _revision_between(pieces, line.part.tags):
        return "revision"
    return pieces, False


def _insertion_plan(line: Line, position: int) -> tuple[list[Piece], bool] | Reason:
    reason: Reason = "content"
    for before, pieces in (
        (False, [piece for piece in line.pieces if piece.end == position]),
        (True, [piece for piece in line.pieces if piece.start == position]),
    ):
        for piece in pieces:
            found = piece.fence.change or _own(piece, line.part.tags)
            if found is None and piece.run.getparent() is not None:
                return [piece], before
            reason = found or reason
    return reason


def _own(piece: Piece, tags: Tags) -> Reason | None:
    """Text that the program itself has put in is not changed again."""
    insertion = piece.fence.insertion
    return "own" if insertion is not None and insertion.get(tags.named("author")) == AUTHOR else None


def _revision_between(pieces: list[Piece], tags: Tags) -> bool:
    """Whether a revision, or the end of a paragraph, lies between the first and the last of the runs."""
    if len(pieces) == 1:
        return False
    first, last = pieces[0].run, pieces[-1].run
    paragraph = next(first.iterancestors(tags.p))
    if next(last.iterancestors(tags.p)) is not paragraph:
        return True
    inside = False
    for node in paragraph.iter(tags.r, tags.deletion, tags.move_from):
        if node is last:
            return False
        if inside and node.tag != tags.r:
            return True
        inside = inside or node is first
    return True


def wrapper(run: etree._Element, tags: Tags) -> etree._Element:
    """The w:del that has been put around a run, else the run."""
    parent = run.getparent()
    return parent if parent is not None and parent.tag == tags.deletion else run


def place(anchor: etree._Element, elements: list[etree._Element], before: bool) -> None:
    """Put elements, in order, just before or after another one."""
    for element in elements if before else reversed(elements):
        if before:
            anchor.addprevious(element)
        else:
            anchor.addnext(element)


def out_of_insertions(anchor: etree._Element, before: bool, parts: Parts, tags: Tags) -> etree._Element:
    """The element beside which a mark stands outside any w:ins around ``anchor``: each is split there if need be."""
    while True:
        parent = anchor.getparent()
        if parent is None or parent.tag not in (tags.named("ins"), tags.named("moveTo")):
            return anchor
        moved = list(anchor.itersiblings())
        if before:
            moved.insert(0, anchor)
        if not moved or (before and anchor.getprevious() is None):
            anchor = parent
            continue
        other = like(parent)
        other.set(tags.named("id"), parts.new_id())
        parent.addnext(other)
        for node in moved:
            other.append(node)
        anchor = other if before else parent
