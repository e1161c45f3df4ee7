"""What paragraph styles say about headings and numbers, through their basedOn chains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.tags import Tags, tags_of

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_MAX_CHAIN = 50  # styles may be based on each other in a circle
_TITLE_NAMES = ("title", "标题")


class StyleNumber(NamedTuple):
    """Number settings that a style gives its paragraphs; ``style`` is the style of the chain that holds them."""

    number_id: int
    level: int | None
    style: str


class _Style(NamedTuple):
    """What one w:style says itself; None for what it leaves to the style that it is based on."""

    name: str
    based_on: str
    outline: int | None
    number_id: int | None
    level: int | None


class Styles:
    """Styles of a document by their id; answers are worked out once for each style. Holds no XML."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._levels: dict[str, int] = {}
        self._numbers: dict[str, StyleNumber | None] = {}
        if root is not None:
            self._collect(root, tags_of(root))

    def heading_level(self, style: str | None) -> int:
        """1 to 9 for a heading style, 0 for others and for the title style."""
        key = style or self._default
        if key not in self._levels:
            self._levels[key] = self._find_level(key)
        return self._levels[key]

    def number(self, style: str | None) -> StyleNumber | None:
        """Number settings of a style (any type); None when it gives none."""
        key = style or self._default
        if key not in self._numbers:
            self._numbers[key] = self._find_number(key)
        return self._numbers[key]

    def _collect(self, root: etree._Element, tags: Tags) -> None:
        for element in root.iterchildren(tags.named("style")):
            key = str(element.get(tags.named("styleId"), ""))
            if key not in self._styles:
                self._styles[key] = _style(element, tags)
            default = element.get(tags.named("default")) in ("1", "true", "on")
            if default and element.get(tags.named("type")) == "paragraph":
                self._default = self._default or key

    def _chain(self, key: str) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on, nearest first."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(key)
            if style is None:
                return
            yield key, style
            key = style.based_on

    def _find_level(self, key: str) -> int:
        for _, style in self._chain(key):
            if style.name.lower() in _TITLE_NAMES:
                return 0
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline <= 8 else 0
            heading = _HEADING_NAME.fullmatch(style.name)
            if heading:
                return int(heading[1])
        return 0

    def _find_number(self, key: str) -> StyleNumber | None:
        level: int | None = None
        for name, style in self._chain(key):
            level = style.level if level is None else level
            if style.number_id is not None:
                return StyleNumber(style.number_id, level, name) if style.number_id else None
        return None


def _style(element: etree._Element, tags: Tags) -> _Style:
    properties = element.find(tags.paragraph_properties)
    settings = None if properties is None else properties.find(tags.numbering)
    return _Style(
        name=(tags.value(element, "name") or "").strip(),
        based_on=tags.value(element, "basedOn") or "",
        outline=tags.number(properties, "outlineLvl"),
        number_id=tags.number(settings, "numId"),
        level=tags.number(settings, "ilvl"),
    )
