"""Automatic numbers of paragraphs (一、 （一） 1. ①), which Word shows but does not store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from reportnlp.document.word.number_formats import format_number
from reportnlp.document.word.styles import Styles
from reportnlp.document.word.tags import FALLBACK, Tags, tags_of, whole_number

_LEVELS = 9
_MAX_LINKS = 4  # from list to list style; files may link in a circle
_MAX_TEXT = 64  # characters of a level's text; Word allows no more than a few
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

    definition: int
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(slots=True)
class _Counters:
    """Where the lists of one story stand: values by definition, and the restarts that have been made."""

    values: dict[int, list[int | None]] = field(default_factory=dict)
    restarted: set[tuple[int, int]] = field(default_factory=set)


class Numbering:
    """Gives the paragraphs of a document their labels; call it in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._tags = tags_of(root) if root is not None else None
        self._numbers = _by_id(root, "num", "numId")
        self._definitions = _by_id(root, "abstractNum", "abstractNumId")
        self._styles = styles
        self._lists: dict[int, _List | None] = {}
        self._bases: dict[int, _List] = {}  # by definition: many lists may share one
        self._stories: dict[str, _Counters] = {}

    def label(self, story: str, style: str | None, own: tuple[int | None, int | None] | None = None) -> str:
        """Label of the next paragraph of a story, "" without a number or for a bullet.

        ``story`` names the counters to use: those of body, notes and text boxes do not mix. ``own`` holds the
        numId and ilvl of the paragraph itself, None for one that it does not give.
        """
        if not self._numbers:
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
        for place in range(index + 1):
            value = values[place]
            restarts = place == index and place in numbered.starts and (number_id, place) not in counters.restarted
            if value is None or restarts:  # a higher level that is only shown counts as used: 3.1.3 comes before 4
                counters.restarted.add((number_id, place))
                values[place] = _start(numbered, place)
            elif place == index:
                values[place] = value + 1
        for deeper in range(index + 1, _LEVELS):
            level = numbered.levels.get(deeper)
            if level is None or level.restart is None or index < level.restart:
                values[deeper] = None
        return values

    def _list(self, number_id: int, links: int = 0) -> _List | None:
        if number_id not in self._lists:
            self._lists[number_id] = self._read_list(number_id, links)
        return self._lists[number_id]

    def _read_list(self, number_id: int, links: int) -> _List | None:
        number, tags = self._numbers.get(number_id), self._tags
        if number is None or tags is None:
            return None
        key = tags.number(number, "abstractNumId")
        definition = None if key is None else self._definitions.get(key)
        if definition is None or key is None:
            return None
        if key not in self._bases:
            link = tags.value(definition, "numStyleLink")
            linked = self._styles.number(link) if link and links < _MAX_LINKS else None
            base = self._list(linked.number_id, links + 1) if linked else None
            self._bases[key] = base or _List(key, dict(_levels(definition, tags)), {})
        return _overridden(self._bases[key], number, tags)


def _by_id(root: etree._Element | None, name: str, attribute: str) -> dict[int, etree._Element]:
    found: dict[int, etree._Element] = {}
    if root is not None:
        tags = tags_of(root)
        for element in root.iterchildren(tags.named(name)):
            key = whole_number(element.get(tags.named(attribute)))
            if key is not None:
                found.setdefault(key, element)
    return found


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
                    text=(tags.value(element, "lvlText") or "")[:_MAX_TEXT],
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
    if level.number_format == "bullet":
        return ""

    def counter(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        shown = numbered.levels.get(place)
        value = values[place]
        kind = "decimal" if shown is None or level.legal else shown.number_format
        return format_number(_start(numbered, place) if value is None else value, kind)

    return _PLACE.sub(counter, level.text).strip()
