"""Automatic numbers of paragraphs (一、 （一） 1. ①), which Word shows but does not store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from reportnlp.document.word.number_formats import format_number
from reportnlp.document.word.styles import Styles
from reportnlp.document.word.tags import FALLBACK, Tags, tags_of

_LEVELS = 9
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list; ``restart`` is w:lvlRestart: None restarts after any higher level, 0 never."""

    start: int
    number_format: str
    text: str
    legal: bool
    restart: int | None
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """What a w:num stands for: levels, its own first values, and the definition whose counters it shares."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(slots=True)
class _Counters:
    """Where the lists of one story stand: values by definition, and the restarts that have been made."""

    values: dict[str, list[int | None]] = field(default_factory=dict)
    restarted: set[tuple[int, int]] = field(default_factory=set)


class Numbering:
    """Gives the paragraphs of a document their labels; call it in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._root = root
        self._tags = None if root is None else tags_of(root)
        self._styles = styles
        self._lists: dict[int, _List | None] = {}
        self._stories: dict[str, _Counters] = {}

    def label(self, story: str, style: str | None, own: tuple[int | None, int | None] | None = None) -> str:
        """Label of the next paragraph of a story, "" without a number or for a bullet.

        ``story`` names the counters to use: those of body, notes and text boxes do not mix. ``own`` holds the
        numId and ilvl of the paragraph itself, None for one that it does not give.
        """
        if self._root is None:
            return ""
        place = self._place(style, own or (None, None))
        if place is None:
            return ""
        number_id, index = place
        numbered = self._list(number_id)
        if numbered is None or index not in numbered.levels:
            return ""
        values = self._count(self._stories.setdefault(story, _Counters()), number_id, numbered, index)
        return _text(numbered, values, index)

    def _place(self, style: str | None, own: tuple[int | None, int | None]) -> tuple[int, int] | None:
        """List and level of a paragraph: its own settings before those of its style."""
        number_id, level = own
        if number_id is not None:
            return (number_id, level or 0) if number_id else None
        given = self._styles.number(style)
        if given is None:
            return None
        if level is None:
            level = self._linked_level(given.number_id, style, given.style)
        return given.number_id, level if level is not None else given.level or 0

    def _linked_level(self, number_id: int, *styles: str | None) -> int | None:
        numbered = self._list(number_id)
        for style in styles:
            for index, level in numbered.levels.items() if numbered and style else ():
                if level.style == style:
                    return index
        return None

    def _count(self, counters: _Counters, number_id: int, numbered: _List, index: int) -> list[int | None]:
        values = counters.values.setdefault(numbered.definition, [None] * _LEVELS)
        value = values[index]
        if index in numbered.starts and (number_id, index) not in counters.restarted:
            counters.restarted.add((number_id, index))
            value = None
        values[index] = _start(numbered, index) if value is None else value + 1
        for deeper in range(index + 1, _LEVELS):
            level = numbered.levels.get(deeper)
            if level is None or level.restart is None or index < level.restart:
                values[deeper] = None
        return values

    def _list(self, number_id: int) -> _List | None:
        if number_id not in self._lists:
            self._lists[number_id] = None  # stops definitions that link in a circle
            self._lists[number_id] = self._read_list(number_id)
        return self._lists[number_id]

    def _read_list(self, number_id: int) -> _List | None:
        root, tags = self._root, self._tags
        if root is None or tags is None:
            return None
        number = _by_attribute(root, tags.named("num"), tags.named("numId"), str(number_id))
        key = tags.value(number, "abstractNumId")
        definition = _by_attribute(root, tags.named("abstractNum"), tags.named("abstractNumId"), key)
        if number is None or definition is None or key is None:
            return None
        link = tags.value(definition, "numStyleLink")
        linked = self._styles.number(link) if link else None
        base = self._list(linked.number_id) if linked else None
        if base is None:
            base = _List(key, dict(_levels(definition, tags)), {})
        return _overridden(base, number, tags)


def _by_attribute(root: etree._Element, tag: str, name: str, value: str | None) -> etree._Element | None:
    return next((element for element in root.iterchildren(tag) if element.get(name) == value), None)


def _overridden(base: _List, number: etree._Element, tags: Tags) -> _List:
    levels, starts = dict(base.levels), dict(base.starts)
    for override in number.iterchildren(tags.named("lvlOverride")):
        levels.update(_levels(override, tags))
        start = tags.number(override, "startOverride")
        index = _level_index(override, tags)
        if start is not None and index is not None:
            starts[index] = start
    return replace(base, levels=levels, starts=starts)


def _levels(parent: etree._Element, tags: Tags) -> list[tuple[int, _Level]]:
    rows = []
    for element in parent.iterchildren(tags.named("lvl")):
        index = _level_index(element, tags)
        if index is None:
            continue
        legal = tags.value(element, "isLgl")
        start = tags.number(element, "start")
        rows.append(
            (
                index,
                _Level(
                    start=0 if start is None else start,
                    number_format=_number_format(element, tags),
                    text=tags.value(element, "lvlText") or "",
                    legal=legal is not None and legal not in ("0", "false", "off"),
                    restart=tags.number(element, "lvlRestart"),
                    style=tags.value(element, "pStyle"),
                ),
            )
        )
    return rows


def _level_index(element: etree._Element, tags: Tags) -> int | None:
    text = element.get(tags.named("ilvl"))
    return int(text) if text is not None and len(text) == 1 and text in "012345678" else None


def _number_format(level: etree._Element, tags: Tags) -> str:
    """Format of a level; for one that Word wraps in AlternateContent, the older format in its Fallback."""
    known = tags.value(level, "numFmt")
    for fallback in level.iter(FALLBACK) if known is None else ():
        known = tags.value(fallback, "numFmt")
    return known or "decimal"


def _start(numbered: _List, index: int) -> int:
    level = numbered.levels.get(index)
    return numbered.starts.get(index, level.start if level else 1)


def _text(numbered: _List, values: list[int | None], index: int) -> str:
    level = numbered.levels[index]
    if level.number_format in ("bullet", "none") and not _PLACE.search(level.text):
        return "" if level.number_format == "bullet" else level.text.strip()
    if level.number_format == "bullet":
        return ""

    def counter(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        shown = numbered.levels.get(place)
        value = values[place]
        kind = "decimal" if shown is None or level.legal else shown.number_format
        return format_number(_start(numbered, place) if value is None else value, kind)

    return _PLACE.sub(counter, level.text).strip()
