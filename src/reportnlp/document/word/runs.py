"""The text of a Word paragraph, run by run; reading and editing count characters by this one map.

A tab is “\\t”, a line break (w:br, w:cr) is “\\v” (vertical tab), a non-breaking hyphen is “-”. Page and column
breaks, soft hyphens, pictures, formulas and symbols of a private font have no length. A line end inside w:t is a
space. Deleted and moved-away text, field codes and the small text of a ruby are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import etree

from reportnlp.document.word.tags import CHOICE, FALLBACK, Tags

_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\r\n"
_LINE_ENDS = str.maketrans("\r\n", "  ")
_PICTURE_FONTS = ("symbol", "wingdings", "webdings", "marlett")

# What an element inside a paragraph means; unknown ones are containers.
_CONTAINER, _RUN, CHARACTERS, _NOTHING = "container", "run", "characters", "nothing"
_BOX, _FIELD_MARK, _PROPERTIES, _GONE, _ALTERNATIVE = "box", "field mark", "properties", "gone", "alternative"
_CODE, _SIMPLE_FIELD, _ADDED, _COMMENT = "code", "simple field", "added", "comment"
_CONTENTS_FIELD = "TOC"
MarkKind = Literal["insertion", "deletion", "move", "hidden", "comment start", "comment end", "comment"]


class Mark(NamedTuple):
    """Something that stands at characters of a paragraph; ``key`` is the author of a change or the id of a comment.

    ``text`` is what a deletion or the old place of a move has taken away.
    """

    kind: MarkKind
    start: int
    end: int
    key: str = ""
    text: str = ""


class ParagraphText(NamedTuple):
    """What a paragraph shows and anchors.

    ``runs`` holds pieces of text, each with the index of its run; the index counts the w:r of the paragraph in
    document order, deleted ones too, those in text boxes and under mc:Fallback not. ``boxes`` are the text boxes (or
    stray inner paragraphs) anchored in it; ``properties`` is its w:pPr. ``contents``: all its text is the result of
    a field that makes a table of contents.
    """

    runs: list[tuple[int, str]]
    boxes: list[etree._Element]
    properties: etree._Element | None
    marks: list[Mark]
    contents: bool


class Story:
    """Reads the paragraphs of one story in order; remembers which fields are open between them.

    ``hides`` says of a run and the w:pPr of its paragraph whether Word hides it; None where nothing is hidden.
    ``plain`` holds what a survey has already read: w:pPr and runs.
    """

    def __init__(
        self,
        tags: Tags,
        unclosed: set[etree._Element],
        hides: Callable[[etree._Element, etree._Element | None], bool] | None = None,
        plain: Mapping[etree._Element, tuple[list[etree._Element], list[tuple[int, str]]]] | None = None,
    ) -> None:
        self._plain = plain or {}
        self._tags = tags
        self._hides = hides
        self._kinds = kinds_of(tags)
        self._unclosed = unclosed
        self._fields: list[list[str] | None] = []  # the code of each open field; None in its result
        self._codes = 0  # how many of them are in their code
        self._contents: list[bool] = []  # one for each field in its result: whether it makes a table of contents
        self._open_contents = 0  # how many of these
        self._next_run = 0
        self._length = 0
        self._in_contents = 0  # characters
        self._contents_start = 0
        self._marks: list[Mark] = []
        self._runs: list[tuple[int, str]] = []
        self._boxes: list[etree._Element] = []
        self._properties: etree._Element | None = None

    def read(self, paragraph: etree._Element) -> ParagraphText:
        """What the next paragraph of the story shows, anchors and is marked with."""
        plain = None if self._fields or self._hides is not None else self._plain.get(paragraph)
        if plain is not None:
            properties, runs = plain
            return ParagraphText(runs, [], properties[0] if properties else None, [], False)
        self._next_run = self._length = self._in_contents = self._contents_start = 0
        self._runs, self._boxes, self._properties, self._marks = [], [], None, []
        self._walk(paragraph, -1)
        if self._open_contents:
            self._in_contents += self._length - self._contents_start
        contents = 0 < self._length == self._in_contents
        return ParagraphText(self._runs, self._boxes, self._properties, self._marks, contents)

    def _walk(self, parent: etree._Element, run: int) -> None:
        kinds, runs = self._kinds, self._runs
        for node in parent:
            kind = kinds.get(node.tag, _CONTAINER)
            if kind == _RUN:
                self._next_run += 1
                start = self._length
                self._walk(node, self._next_run - 1)
                if self._hides is not None and self._length > start and self._hides(node, self._properties):
                    self._marks.append(Mark("hidden", start, self._length))
            elif kind == CHARACTERS:
                if run >= 0 and not self._codes:
                    text = characters(node, self._tags)
                    if text:
                        runs.append((run, text))
                        self._length += len(text)
            elif kind == _CONTAINER:
                self._walk(node, run)
            elif kind != _NOTHING:
                self._special(node, kind, run)

    def _special(self, node: etree._Element, kind: str, run: int) -> None:
        if kind == _BOX:
            self._boxes.append(node)
        elif kind == _FIELD_MARK:
            self._field_mark(node)
        elif kind == _CODE:
            if self._fields and self._fields[-1] is not None:
                self._fields[-1].append(node.text or "")
        elif kind == _PROPERTIES:
            self._properties = node
        elif kind == _ALTERNATIVE:
            if node.getprevious() is None:
                self._walk(node, run)
            else:
                self._next_run += len(_runs_in(node, self._kinds))
        elif kind == _SIMPLE_FIELD:
            self._open_result(_makes_contents([str(node.get(self._tags.named("instr"), ""))]))
            self._walk(node, run)
            self._close_result()
        else:
            self._annotation(node, kind, run)

    def _annotation(self, node: etree._Element, kind: str, run: int) -> None:
        """A change or a comment; text that has been taken away is not read but told."""
        tags, start = self._tags, self._length
        if kind == _COMMENT:
            key = str(node.get(tags.id, ""))
            self._marks.append(Mark(_COMMENT_KINDS[node.tag.rpartition("}")[2]], start, start, key))
            return
        author = str(node.get(tags.author, ""))
        if kind == _ADDED:
            self._walk(node, run)
            if self._length > start:
                name: MarkKind = "insertion" if node.tag == tags.insertion else "move"
                self._marks.append(Mark(name, start, self._length, author))
            return
        self._next_run += len(_runs_in(node, self._kinds))
        text = deleted_text(node, tags) if node.tag != tags.ruby_text else ""
        if text:
            name = "deletion" if node.tag == tags.deletion else "move"
            self._marks.append(Mark(name, start, start, author, text))

    def _field_mark(self, node: etree._Element) -> None:
        kind = node.get(self._tags.named("fldCharType"))
        if kind == "begin":
            if node not in self._unclosed:
                self._fields.append([])
                self._codes += 1
        elif self._fields and kind in ("separate", "end"):
            code = self._fields.pop()
            if code is None:
                self._close_result()
            else:
                self._codes -= 1
            if kind == "separate":
                self._fields.append(None)
                self._open_result(_makes_contents(code or []))

    def _open_result(self, contents: bool) -> None:
        if contents and not self._open_contents:
            self._contents_start = self._length
        self._contents.append(contents)
        self._open_contents += contents

    def _close_result(self) -> None:
        contents = self._contents.pop() if self._contents else False
        self._open_contents -= contents
        if contents and not self._open_contents:
            self._in_contents += self._length - self._contents_start


_COMMENT_KINDS: dict[str, MarkKind] = {
    "commentRangeStart": "comment start",
    "commentRangeEnd": "comment end",
    "commentReference": "comment",
}


def _makes_contents(code: list[str]) -> bool:
    return "".join(code).split(maxsplit=1)[:1] == [_CONTENTS_FIELD]


def deleted_text(parent: etree._Element, tags: Tags) -> str:
    """The words in a part of a document that tracked changes have taken away."""
    return "".join(node.text or "" for node in parent.iter(tags.deleted_text, tags.t))


def runs_of(paragraph: etree._Element, tags: Tags) -> list[etree._Element]:
    """The w:r of a paragraph, in the order in which ``ParagraphText.runs`` counts them."""
    return _runs_in(paragraph, kinds_of(tags))


def plain_pieces(run: etree._Element, tags: Tags) -> list[tuple[etree._Element, str]]:
    """Children of a run with the text of each, "" for what has no length; what lies deeper is not looked at."""
    kinds = kinds_of(tags)
    return [(node, characters(node, tags) if kinds.get(node.tag) == CHARACTERS else "") for node in run]


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
def kinds_of(tags: Tags) -> dict[str, str]:
    """What an element inside a paragraph means, by its tag; those without a meaning are containers."""
    characters = (tags.t, tags.tab, tags.br, tags.cr, tags.hyphen, tags.positioned_tab, tags.symbol)
    return {
        tags.r: _RUN,
        **dict.fromkeys(characters, CHARACTERS),
        **dict.fromkeys(tags.gone, _GONE),
        **dict.fromkeys((tags.insertion, tags.move_to), _ADDED),
        **dict.fromkeys((tags.comment_start, tags.comment_end, tags.comment_reference), _COMMENT),
        tags.instruction: _CODE,
        tags.simple_field: _SIMPLE_FIELD,
        **dict.fromkeys((tags.box, tags.p), _BOX),
        **dict.fromkeys((tags.run_properties, FALLBACK), _NOTHING),
        tags.paragraph_properties: _PROPERTIES,
        tags.field_mark: _FIELD_MARK,
        CHOICE: _ALTERNATIVE,
    }


def characters(node: etree._Element, tags: Tags) -> str:
    """The text that an element of a run stands for."""
    tag = node.tag
    if tag == tags.t:
        return written(node)
    if tag == tags.tab or tag == tags.positioned_tab:
        return "\t"
    if tag == tags.hyphen:
        return "-"
    if tag == tags.symbol:
        return _symbol(node, tags)
    return "\v" if tag == tags.cr or node.get(tags.named("type")) in (None, "textWrapping") else ""


def written(node: etree._Element) -> str:
    """What a w:t says: without blanks at its ends unless xml:space keeps them, as in Word."""
    text = node.text
    if not text:
        return ""
    if (text[0] in _BLANKS or text[-1] in _BLANKS) and not _preserved(node):
        text = text.strip(_BLANKS)
    return text.translate(_LINE_ENDS) if "\n" in text or "\r" in text else text


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
