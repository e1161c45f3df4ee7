"""Effective formatting of runs and paragraphs: what they say, then their styles, then the defaults of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from reportnlp.document.word.tags import Tags, tags_of

Values = Mapping[str, Any]  # what an element says; a key that it leaves out comes from further down

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STRICT_DRAWING = "{http://purl.oclc.org/ooxml/drawingml/main}"
_SCRIPTS = {"zh-cn": "Hans", "zh-sg": "Hans", "zh-tw": "Hant", "zh-hk": "Hant", "zh-mo": "Hant", "ja-jp": "Jpan"}
_ALIGNMENTS = {
    "start": "left", "left": "left", "end": "right", "right": "right", "center": "center", "both": "both",
    "distribute": "distribute",
}  # fmt: skip
_OFF = ("0", "false", "off", "none")
_MEASURE = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(mm|cm|in|pt|pc|pi)?")
_TWIPS = {None: 1.0, "mm": 1440 / 25.4, "cm": 14400 / 25.4, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0}
_DEFAULT_SIZE = 20  # half-points, where no style and no default says any
_MAX_CHAIN = 50  # styles may be based on each other in a circle


def twips(text: object) -> int | None:
    """A length in twips: whole, with decimals as WPS writes it, or with a unit as Strict files have it; else None."""
    match = _MEASURE.fullmatch(str(text)) if text is not None else None
    return round(float(match[1]) * _TWIPS[match[2]]) if match else None


class Formatting:
    """Answers for one document, worked out once for each style. Holds no XML of the text."""

    def __init__(
        self,
        styles: etree._Element | None,
        theme: etree._Element | None = None,
        settings: etree._Element | None = None,
    ) -> None:
        self._fonts = {} if theme is None else _theme_fonts(theme, _script(settings))
        self._styles: dict[str, tuple[str, Values, Values]] = {}  # based on, of paragraphs, of runs
        self._default = ""
        self._paragraph_defaults: Values = {}
        self._run_defaults: Values = {}
        self._resolved: dict[str, tuple[Values, Values]] = {}
        if styles is not None:
            self._collect(styles, tags_of(styles))

    def paragraph(self, properties: etree._Element | None, tags: Tags) -> Values:
        """Effective values of a w:pPr: alignment, indents, line, line_rule, snaps."""
        style = self._style(tags.value(properties, "pStyle"))[0]
        return {**self._paragraph_defaults, **style, **_paragraph_values(properties, tags)}

    def run(self, properties: etree._Element | None, paragraph_style: str | None, tags: Tags) -> Values:
        """Effective values of a w:rPr in a paragraph of that style: font, latin, size, bold, color."""
        own = self._run_values(properties, tags)
        named = tags.value(properties, "rStyle")
        character = self._style(named)[1] if named in self._styles else {}
        paragraph = self._style(paragraph_style)[1]
        toggled = bool(paragraph.get("bold")) != bool(character.get("bold"))  # styles toggle, they do not override
        bold = own.get("bold", toggled or bool(self._run_defaults.get("bold")))
        empty = {"font": None, "latin": None, "size": _DEFAULT_SIZE, "color": None}
        return {**empty, **self._run_defaults, **paragraph, **character, **own, "bold": bold}

    def _style(self, key: str | None) -> tuple[Values, Values]:
        """Values of a style and those that it is based on; of the default paragraph style for unknown ones."""
        name = key if key in self._styles and key is not None else self._default
        if name not in self._resolved:
            chain: list[tuple[str, Values, Values]] = []
            above = name
            while above in self._styles and len(chain) < _MAX_CHAIN:
                chain.append(self._styles[above])
                above = chain[-1][0]
            paragraph: dict[str, Any] = {}
            run: dict[str, Any] = {}
            for _, paragraph_values, run_values in reversed(chain):
                paragraph.update(paragraph_values)
                run.update(run_values)
            self._resolved[name] = (paragraph, run)
        return self._resolved[name]

    def _collect(self, root: etree._Element, tags: Tags) -> None:
        for element in root.iterchildren(tags.named("style")):
            key = str(element.get(tags.named("styleId"), ""))
            paragraph = _paragraph_values(element.find(tags.paragraph_properties), tags)
            run = self._run_values(element.find(tags.run_properties), tags)
            self._styles.setdefault(key, (tags.value(element, "basedOn") or "", paragraph, run))
            default = element.get(tags.named("default"), "0") not in _OFF
            if default and element.get(tags.named("type")) == "paragraph":
                self._default = self._default or key
        defaults = root.find(tags.named("docDefaults"))
        if defaults is not None:
            inner = defaults.find(f"{tags.named('pPrDefault')}/{tags.paragraph_properties}")
            self._paragraph_defaults = _paragraph_values(inner, tags)
            inner = defaults.find(f"{tags.named('rPrDefault')}/{tags.run_properties}")
            self._run_defaults = self._run_values(inner, tags)

    def _run_values(self, properties: etree._Element | None, tags: Tags) -> Values:
        if properties is None:
            return {}
        values: dict[str, Any] = {}
        fonts = properties.find(tags.named("rFonts"))
        if fonts is not None:
            for key, slot in (("font", "eastAsia"), ("latin", "ascii")):
                theme = self._fonts.get(str(fonts.get(tags.named(slot + "Theme"), "")))
                font = theme or fonts.get(tags.named(slot))  # a theme font wins on the same element
                if font:
                    values[key] = str(font)
        size = twips(tags.value(properties, "sz"))  # half-points; Strict files may give a unit
        if size is not None:
            values["size"] = size if str(tags.value(properties, "sz"))[-1:].isdigit() else round(size / 10)
        bold = tags.value(properties, "b")
        if bold is not None:
            values["bold"] = bold.lower() not in _OFF
        color = properties.find(tags.named("color"))
        if color is not None:
            shade = str(color.get(tags.val, "auto")).upper()
            dark = color.get(tags.named("themeColor")) in ("text1", "dark1") and shade in ("AUTO", "000000")
            values["color"] = None if shade == "AUTO" or dark else shade
        return values


def _paragraph_values(properties: etree._Element | None, tags: Tags) -> Values:
    if properties is None:
        return {}
    values: dict[str, Any] = {}
    alignment = _ALIGNMENTS.get(tags.value(properties, "jc") or "")
    if alignment:
        values["alignment"] = alignment
    snaps = tags.value(properties, "snapToGrid")
    if snaps is not None:
        values["snaps"] = snaps.lower() not in _OFF
    spacing = properties.find(tags.named("spacing"))
    if spacing is not None:
        line = twips(spacing.get(tags.named("line")))
        if line is not None:
            values["line"] = line
            values["line_rule"] = str(spacing.get(tags.named("lineRule"), "auto"))
    indents = properties.find(tags.named("ind"))
    if indents is not None:
        values.update(_indents(indents, tags))
    return values


def _indents(element: etree._Element, tags: Tags) -> Values:
    """What a w:ind says, under the names of ``Indent``."""
    values: dict[str, Any] = {}
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            values[key] = twips(element.get(tags.named(name), values.get(key)))
            values[f"{key}_characters"] = twips(
                element.get(tags.named(name + "Chars"), values.get(f"{key}_characters"))
            )
    for key, ending in (("first", ""), ("first_characters", "Chars")):
        line = twips(element.get(tags.named("firstLine" + ending)))
        hanging = twips(element.get(tags.named("hanging" + ending)))
        values[key] = -hanging if hanging else line if line is not None else hanging
    return {key: value for key, value in values.items() if value is not None}


def _script(settings: etree._Element | None) -> str:
    """The script whose theme fonts Han characters take; simplified Chinese where the file does not say."""
    if settings is None:
        return "Hans"
    tags = tags_of(settings)
    language = settings.find(tags.named("themeFontLang"))
    name = "" if language is None else str(language.get(tags.named("eastAsia"), "")).lower()
    return "Hang" if name.startswith("ko") else _SCRIPTS.get(name, "Hans")


def _theme_fonts(theme: etree._Element, script: str) -> dict[str, str]:
    """Fonts by the names that w:rFonts has for them: minorEastAsia, majorHAnsi …"""
    fonts: dict[str, str] = {}
    for weight in ("major", "minor"):
        for drawing in (_DRAWING, _STRICT_DRAWING):
            for group in theme.iter(f"{drawing}{weight}Font"):
                east = _typeface(group.find(drawing + "ea"))
                scripts = (font for font in group.iter(drawing + "font") if font.get("script") == script)
                fonts[weight + "EastAsia"] = east or _typeface(next(scripts, None))
                latin = _typeface(group.find(drawing + "latin"))
                fonts[weight + "Ascii"] = fonts[weight + "HAnsi"] = latin
    return fonts


def _typeface(element: etree._Element | None) -> str:
    return "" if element is None else str(element.get("typeface", ""))
