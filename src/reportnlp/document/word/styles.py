"""What paragraph styles say about headings and numbers, through their basedOn chains."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from lxml import etree

from reportnlp.document.word.tags import Tags, tags_of

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_CONTENTS_NAME = re.compile(
    r"(?:toc|目录)\s*[1-9]?|toc heading|目录标题|table of (?:figures|authorities)|图表目录", re.I
)
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
    hidden: bool | None


class _Memory:
    """What styles say about one thing: each answer is worked out once, however long the chains are."""

    def __init__(self, own: Callable[[_Style], object]) -> None:
        self.own = own
        self.known: dict[str, object] = {}


class Styles:
    """Styles of a document by their id; answers are worked out once for each style. Holds no XML."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._levels = _Memory(_own_level)
        self._hidden = _Memory(lambda style: style.hidden)
        self._contents = _Memory(lambda style: _CONTENTS_NAME.fullmatch(style.name) is not None or None)
        self._numbers: dict[str, StyleNumber | None] = {}
        self._all_hidden = False
        if root is not None:
            self._collect(root, tags_of(root))

    def heading_level(self, style: str | None) -> int:
        """1 to 9 for a heading style, 0 for others and for the title style."""
        level = self._found(self._levels, style or self._default)
        return level if isinstance(level, int) else 0

    def is_contents(self, style: str | None) -> bool:
        """Whether it is a style for lines of a table of contents."""
        return self._found(self._contents, style or self._default) is True

    @property
    def hide(self) -> bool:
        """Whether any style hides text."""
        return self._all_hidden or any(style.hidden for style in self._styles.values())

    def hides(self, paragraph: str | None, run: str | None) -> bool:
        """Whether text of these styles is hidden; as a toggle, it is shown again where both hide it."""
        by_paragraph = self._found(self._hidden, paragraph or self._default) is True
        by_run = run is not None and self._found(self._hidden, run) is True
        return self._all_hidden or by_paragraph != by_run

    def number(self, style: str | None) -> StyleNumber | None:
        """Number settings of a style (any type); None when it gives none."""
        key = style or self._default
        if key not in self._numbers:
            self._find_number(key)
        return self._numbers.get(key)

    def _collect(self, root: etree._Element, tags: Tags) -> None:
        defaults = root.find("/".join(map(tags.named, ("docDefaults", "rPrDefault", "rPr"))))
        self._all_hidden = tags.switch(defaults, "vanish") is True
        for element in root.iterchildren(tags.named("style")):
            key = str(element.get(tags.named("styleId"), ""))
            if key not in self._styles:
                self._styles[key] = _style(element, tags)
            default = element.get(tags.named("default")) in ("1", "true", "on")
            if default and element.get(tags.named("type")) == "paragraph":
                self._default = self._default or key

    def _chain(self, key: str, known: Container[str]) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on, nearest first, up to one that is known; each once."""
        seen: set[str] = set()
        while key in self._styles and key not in seen and key not in known:
            yield key, self._styles[key]
            seen.add(key)
            key = self._styles[key].based_on

    def _found(self, memory: _Memory, key: str) -> object:
        """What the nearest style of the chain says that says anything; None when none does."""
        if key in memory.known:
            return memory.known[key]
        passed = []
        answer = None
        for name, style in self._chain(key, memory.known):
            passed.append(name)
            answer = memory.own(style)
            if answer is not None:
                break
        if answer is None and passed:
            answer = memory.known.get(self._styles[passed[-1]].based_on)
        memory.known.update(dict.fromkeys(passed, answer))
        return answer

    def _find_number(self, key: str) -> None:
        passed = list(self._chain(key, self._numbers))
        found = self._numbers.get(passed[-1][1].based_on) if passed else None
        for name, style in reversed(passed):
            if style.number_id is not None:
                found = StyleNumber(style.number_id, style.level, name) if style.number_id else None
            elif found and style.level is not None:
                found = found._replace(level=style.level)
            self._numbers[name] = found


def _own_level(style: _Style) -> int | None:
    if style.name.lower() in _TITLE_NAMES:
        return 0
    if style.outline is not None:
        return style.outline + 1 if 0 <= style.outline <= 8 else 0
    heading = _HEADING_NAME.fullmatch(style.name)
    return int(heading[1]) if heading else None


def _style(element: etree._Element, tags: Tags) -> _Style:
    properties = element.find(tags.paragraph_properties)
    settings = None if properties is None else properties.find(tags.numbering)
    return _Style(
        name=(tags.value(element, "name") or "").strip(),
        based_on=tags.value(element, "basedOn") or "",
        outline=tags.number(properties, "outlineLvl"),
        number_id=tags.number(settings, "numId"),
        level=tags.number(settings, "ilvl"),
        hidden=tags.switch(element.find(tags.run_properties), "vanish"),
    )
