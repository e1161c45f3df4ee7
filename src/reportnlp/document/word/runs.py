"""The text of a Word paragraph, run by run; reading and editing count characters by this one map.

A tab is “\\t”, a line break (w:br, w:cr) is “\\v” (vertical tab), a non-breaking hyphen is “-”. Page and column
breaks, soft hyphens, pictures, formulas and symbols of a private font have no length. A line end inside w:t is a
space. Deleted and moved-away text, field codes and the small text of a ruby are not read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.tags import CHOICE, FALLBACK, Tags

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\r\n"
_LINE_ENDS = str.maketrans("\r\n", "  ")
_PICTURE_FONTS = ("symbol", "wingdings", "webdings", "marlett")

# What an element inside a paragraph means; unknown ones are containers.
_CONTAINER, _RUN, _CHARACTERS, _NOTHING = "container", "run", "characters", "nothing"
_BOX, _FIELD_MARK, _PROPERTIES, _HIDDEN, _ALTERNATIVE = "box", "field mark", "properties", "hidden", "alternative"


class ParagraphText(NamedTuple):
    """What a paragraph shows and anchors.

    ``runs`` holds pieces of text, each with the index of its run; the index counts the w:r of the paragraph in
    document order, deleted ones too, those in text boxes and under mc:Fallback not. ``boxes`` are the text boxes (or
    stray inner paragraphs) anchored in it; ``properties`` is its w:pPr.
    """

    runs: list[tuple[int, str]]
    boxes: list[etree._Element]
    properties: etree._Element | None


class Story:
    """Reads the paragraphs of one story in order; remembers which fields are open between them."""

    def __init__(self, tags: Tags, unclosed: set[etree._Element]) -> None:
        self._tags = tags
        self._kinds = _kinds(tags)
        self._unclosed = unclosed
        self._fields: list[bool] = []  # one for each open field: whether its code goes on
        self._codes = 0  # how many of them are in their code
        self._next_run = 0
        self._runs: list[tuple[int, str]] = []
        self._boxes: list[etree._Element] = []
        self._properties: etree._Element | None = None

    def read(self, paragraph: etree._Element) -> ParagraphText:
        """Text, anchored boxes and properties of the next paragraph of the story."""
        self._next_run = 0
        self._runs, self._boxes, self._properties = [], [], None
        self._walk(paragraph, -1)
        return ParagraphText(self._runs, self._boxes, self._properties)

    def _walk(self, parent: etree._Element, run: int) -> None:
        kinds, runs = self._kinds, self._runs
        for node in parent:
            kind = kinds.get(node.tag, _CONTAINER)
            if kind == _RUN:
                self._next_run += 1
                self._walk(node, self._next_run - 1)
            elif kind == _CHARACTERS:
                if run >= 0 and not self._codes:
                    text = characters(node, self._tags)
                    if text:
                        runs.append((run, text))
            elif kind == _CONTAINER:
                self._walk(node, run)
            elif kind != _NOTHING:
                self._special(node, kind, run)

    def _special(self, node: etree._Element, kind: str, run: int) -> None:
        if kind == _BOX:
            self._boxes.append(node)
        elif kind == _FIELD_MARK:
            self._mark(node)
        elif kind == _PROPERTIES:
            self._properties = node
        elif kind == _ALTERNATIVE and node.getprevious() is None:
            self._walk(node, run)
        else:
            self._next_run += len(_runs_in(node, self._kinds))

    def _mark(self, node: etree._Element) -> None:
        kind = node.get(self._tags.named("fldCharType"))
        if kind == "begin":
            if node not in self._unclosed:
                self._fields.append(True)
                self._codes += 1
        elif self._fields and kind in ("separate", "end"):
            self._codes -= self._fields.pop()
            if kind == "separate":
                self._fields.append(False)


def unclosed_fields(root: etree._Element, tags: Tags) -> set[etree._Element]:
    """The w:fldChar that begin a field without an end: what follows them is text, not field code."""
    open_marks: dict[etree._Element | None, list[etree._Element]] = {}
    for mark in root.iter(tags.field_mark):
        story: etree._Element | None = None
        for above in mark.iterancestors(tags.box, tags.deletion, tags.move_from, FALLBACK):
            if above.tag != tags.box:
                break
            story = above if story is None else story
        else:
            marks = open_marks.setdefault(story, [])
            kind = mark.get(tags.named("fldCharType"))
            if kind == "begin":
                marks.append(mark)
            elif kind == "end" and marks:
                marks.pop()
    return {mark for marks in open_marks.values() for mark in marks}


def runs_of(paragraph: etree._Element, tags: Tags) -> list[etree._Element]:
    """The w:r of a paragraph, in the order in which ``ParagraphText.runs`` counts them."""
    return _runs_in(paragraph, _kinds(tags))


def plain_pieces(run: etree._Element, tags: Tags) -> list[tuple[etree._Element, str]]:
    """Children of a run with the text of each, "" for what has no length; what lies deeper is not looked at."""
    kinds = _kinds(tags)
    return [(node, characters(node, tags) if kinds.get(node.tag) == _CHARACTERS else "") for node in run]


def _runs_in(parent: etree._Element, kinds: dict[str, str]) -> list[etree._Element]:
    """Runs of a part of a paragraph, read or not; those in text boxes and under mc:Fallback are not its own."""
    found = []
    for node in parent:
        kind = kinds.get(node.tag, _CONTAINER)
        if kind == _RUN:
            found.append(node)
        if kind not in (_BOX, _NOTHING):
            found += _runs_in(node, kinds)
    return found


@lru_cache(maxsize=4)
def _kinds(tags: Tags) -> dict[str, str]:
    characters = (tags.t, tags.tab, tags.br, tags.cr, tags.hyphen, tags.positioned_tab, tags.symbol)
    return {
        tags.r: _RUN,
        **dict.fromkeys(characters, _CHARACTERS),
        **dict.fromkeys(tags.gone, _HIDDEN),
        **dict.fromkeys((tags.box, tags.p), _BOX),
        **dict.fromkeys((tags.run_properties, FALLBACK), _NOTHING),
        tags.paragraph_properties: _PROPERTIES,
        tags.field_mark: _FIELD_MARK,
        CHOICE: _ALTERNATIVE,
    }


def characters(node: etree._Element, tags: Tags) -> str:
    """Text of an element that holds characters (w:t, w:tab …)."""
    tag = node.tag
    if tag == tags.t:
        text = node.text or ""
        if text and (text[0] in _BLANKS or text[-1] in _BLANKS) and not _preserved(node):
            text = text.strip(_BLANKS)  # as Word does without xml:space="preserve"
        return text.translate(_LINE_ENDS) if "\n" in text or "\r" in text else text
    if tag == tags.tab or tag == tags.positioned_tab:
        return "\t"
    if tag == tags.hyphen:
        return "-"
    if tag == tags.symbol:
        return _symbol(node, tags)
    return "\v" if tag == tags.cr or node.get(tags.named("type")) in (None, "textWrapping") else ""


def _preserved(node: etree._Element | None) -> bool:
    while node is not None:
        space = node.get(_PRESERVE)
        if space is not None:
            return space == "preserve"
        node = node.getparent()
    return False


def _symbol(node: etree._Element, tags: Tags) -> str:
    """The character of a w:sym; "" for the signs of a symbol font, which mean nothing as text."""
    try:
        code = int(str(node.get(tags.named("char"), "")), 16)
    except ValueError:
        return ""
    font = str(node.get(tags.named("font"), "")).lower()
    if font.startswith(_PICTURE_FONTS) or not 0x20 < code < 0x110000 or 0xD800 <= code < 0xF900:
        return ""
    return chr(code)
