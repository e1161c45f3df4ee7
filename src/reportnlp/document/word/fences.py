"""What stands around a run and forbids marks in it: fields, content controls, text boxes, revisions, margins."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lxml import etree

from reportnlp.document.limits import LIMITS
from reportnlp.document.word.survey import survey
from reportnlp.document.word.tags import Tags

Reason = Literal["margin", "note", "field", "control", "revision", "row", "box", "protected", "content", "own"]

_HOSTS = ("hyperlink", "smartTag", "customXml", "bdo", "dir", "sdt", "sdtContent", "ins", "moveTo")
_CLOSED_CONTROLS = frozenset(("dataBinding", "text", "dropDownList", "comboBox", "date", "picture", "checkbox"))
_LOCKS = ("contentLocked", "sdtContentLocked")

# Word takes no comments in headers and footers; LibreOffice does not even open a file with one in a note.
_STORIES: dict[str, Reason] = {"hdr": "margin", "ftr": "margin", "footnotes": "note", "endnotes": "note"}

_Ends = tuple[etree._Element, etree._Element] | None


class Fence(NamedTuple):
    """Where a run stands.

    ``change`` and ``comment`` say why it cannot be changed, or commented on by itself; None where it can. ``first``
    and ``last`` are the elements around which a comment may stand (the run, its field, the run that holds its text
    box), None for nowhere in this part. ``insertion`` is the w:ins around the run.
    """

    change: Reason | None
    comment: Reason | None
    first: etree._Element | None
    last: etree._Element | None
    insertion: etree._Element | None


class Fences:
    """The fences of the runs of one part."""

    def __init__(self, root: etree._Element, tags: Tags) -> None:
        self._tags = tags
        self._hosts = frozenset(map(tags.named, _HOSTS))
        self._story = _STORIES.get(str(root.tag).rpartition("}")[2])
        self._fields = _fields(root, tags)

    def around(self, run: etree._Element) -> Fence:
        """The fence of a run."""
        outer, change, comment = self._climbed(run)
        first = last = outer
        if run in self._fields:
            ends = self._fields[run]
            change, comment = change or "field", comment or "field"
            first, last = (self._climbed(end)[0] for end in ends) if ends and outer is not None else (None, None)
        if self._story is not None:
            comment, first = self._story, None
        if first is None or last is None:
            first = last = None
        parent = run.getparent()
        inserted = parent is not None and parent.tag == self._tags.named("ins")
        return Fence(change, comment, first, last, parent if inserted else None)

    def _climbed(self, run: etree._Element) -> tuple[etree._Element | None, Reason | None, Reason | None]:
        """The element around a run that a comment may enclose; why no change, why no comment on the run itself."""
        above = list(run.iterancestors())
        paragraphs = [index for index, element in enumerate(above) if element.tag == self._tags.p]
        if not paragraphs:
            return None, "content", "content"
        outer: etree._Element | None = run
        change: Reason | None = None
        comment: Reason | None = None
        for index, element in enumerate(above):
            reason = self._reason(element)
            if reason in ("revision", "row"):
                change = change or reason
            elif reason == "control" and index > paragraphs[-1]:
                outer, change, comment = None, "control", "control"
            elif reason and index < paragraphs[-1]:
                outer = element
                comment = comment or ("box" if index >= paragraphs[0] else reason)
                if index < paragraphs[0] or reason == "control":
                    change = change or reason
        return outer, change, comment

    def _reason(self, element: etree._Element) -> Reason | None:
        """Why an element above a run is a fence; None for one that holds runs as a paragraph does."""
        tags, tag = self._tags, element.tag
        if tag == tags.named("sdt"):
            return "control" if _closed(element.find(tags.named("sdtPr")), tags) else None
        if tag == tags.named("fldSimple"):
            return None if _keeps(str(element.get(tags.named("instr"), ""))) else "field"
        if tag == tags.named("moveTo"):
            return "revision"
        if tag == tags.named("ins"):
            parent = element.getparent()
            return "revision" if parent is not None and parent.tag == tag else None
        if tag == tags.row:
            return "row" if _marked(element.find(tags.named("trPr")), tags, ("ins", "del")) else None
        if tag == tags.cell:
            marks = ("cellIns", "cellDel", "cellMerge")
            return "row" if _marked(element.find(tags.named("tcPr")), tags, marks) else None
        return None if tag in self._hosts else "content"


def _marked(properties: etree._Element | None, tags: Tags, names: tuple[str, ...]) -> bool:
    return properties is not None and any(properties.find(tags.named(name)) is not None for name in names)


def _closed(properties: etree._Element | None, tags: Tags) -> bool:
    """Whether a content control is bound to data, locked, or not for free text."""
    if properties is None:
        return False
    kinds = {str(child.tag).rpartition("}")[2] for child in properties}
    return bool(kinds & _CLOSED_CONTROLS) or tags.value(properties, "lock") in _LOCKS


def _keeps(code: str) -> bool:
    """Whether a field keeps what is typed into its result: only a hyperlink does."""
    return code.strip().upper().startswith("HYPERLINK")


class _Field:
    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.code = ""
        self.in_code = True


def _fields(root: etree._Element, tags: Tags) -> dict[etree._Element, _Ends]:
    """For each run of a field result: first and last run of the outermost field, None when it has many paragraphs."""
    if next(root.iter(tags.field_mark), None) is None:
        return {}
    unclosed = survey(root, LIMITS.paragraphs).unclosed
    runs: list[etree._Element] = []
    paragraphs: list[int] = []  # in which paragraph each run stands
    paragraph = 0
    open_fields: list[_Field] = []
    found: list[tuple[int, int]] = []
    for node in root.iter(tags.p, tags.r, tags.field_mark, tags.named("instrText")):
        if node.tag == tags.p:
            paragraph += 1
        elif node.tag == tags.r:
            runs.append(node)
            paragraphs.append(paragraph)
        elif node.tag != tags.field_mark:
            if open_fields and open_fields[-1].in_code:
                open_fields[-1].code += node.text or ""
        elif node not in unclosed and runs:
            _mark(str(node.get(tags.named("fldCharType"))), len(runs) - 1, open_fields, found)
    fields: dict[etree._Element, _Ends] = {}
    covered = -1
    for begin, end in sorted(found, key=lambda row: (row[0], -row[1])):
        if end > covered:
            ends = (runs[begin], runs[end]) if paragraphs[begin] == paragraphs[end] else None
            fields.update(dict.fromkeys(runs[max(begin, covered + 1) : end + 1], ends))
            covered = end
    return fields


def _mark(kind: str, run: int, open_fields: list[_Field], found: list[tuple[int, int]]) -> None:
    """Open, turn or close a field; ``found`` takes the first and the last run of one whose result is not the writer's."""
    if kind == "begin":
        open_fields.append(_Field(run))
    elif kind == "separate" and open_fields:
        open_fields[-1].in_code = False
    elif kind == "end" and open_fields:
        field = open_fields.pop()
        if not _keeps(field.code):
            found.append((field.begin, run))
