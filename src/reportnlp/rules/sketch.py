"""Layouts for the examples of cards: the text as the standard wants it, but for what the example says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, get_args

from reportnlp.document.layout import (
    TWIPS_PER_POINT,
    Alignment,
    Indent,
    Layout,
    LineRule,
    Page,
    PageNumber,
    ParagraphLayout,
    Stretch,
)
from reportnlp.document.readers import from_text

_PAGE = Page(first=0, width=11906, height=16838, top=2098, bottom=1984, left=1587, right=1474)
_NUMBERS = (
    PageNumber("default", "— ", " —", "宋体", 28, "right", Indent(right_characters=100)),
    PageNumber("even", "— ", " —", "宋体", 28, "left", Indent(left_characters=100)),
)
_LINE = {
    "font": "仿宋_GB2312",
    "size": 16.0,
    "bold": False,
    "color": "000000",
    "alignment": "both",
    "first": 2.0,
    "left": 0.0,
    "right": 0.0,
    "pitch": 29.0,
    "rule": "exact",
    "snaps": True,
}
_WORDS = {"alignment": get_args(Alignment), "rule": get_args(LineRule)}
_PAGE_KEYS = ("width", "height", "top", "bottom", "left", "right", "gutter", "grid", "line_pitch", "character_pitch")
_NUMBER_KEYS = ("kind", "before", "after", "font", "size", "alignment")
_KEYS = ("lines", "page", "page_numbers", "odd_and_even")


def sketched(text: str, content: Any) -> Layout:
    """The layout that ``content`` describes for ``text``.

    ``lines`` maps numbers of lines (from 1) to font, size and pitch (points), bold, color, alignment, first, left and
    right (characters), rule (auto, exact, atLeast; for auto, pitch is in lines), snaps. ``page`` holds fields of Page
    (twips), ``page_numbers`` a list of those of PageNumber. Raises ValueError with a Chinese and an English sentence.
    """
    rows = _mapping(content, _KEYS)
    lines = rows.get("lines", {})
    paragraphs = from_text(text).paragraphs
    if not isinstance(lines, dict) or not all(isinstance(n, int) and 1 <= n <= len(paragraphs) for n in lines):
        raise ValueError("的 lines 应以行号（从 1 起）为键", "lines maps numbers of lines")
    page = replace(_PAGE, **_mapping(rows.get("page", {}), _PAGE_KEYS))
    numbers = rows.get("page_numbers")
    layouts = []
    for number, paragraph in enumerate(paragraphs, 1):
        values = {**_LINE, **_mapping(lines.get(number, {}), tuple(_LINE))}
        _check(values)
        stretch = Stretch(paragraph.span, values["font"], round(values["size"] * 2), values["bold"], values["color"])
        unit = 240 if values["rule"] == "auto" else TWIPS_PER_POINT
        layouts.append(
            ParagraphLayout(
                page=0,
                alignment=values["alignment"],
                indent=Indent(**{f"{key}_characters": round(values[key] * 100) for key in ("first", "left", "right")}),
                line=round(values["pitch"] * unit),
                line_rule=values["rule"],
                snaps=values["snaps"],
                stretches=(stretch,),
            )
        )
    kept = _NUMBERS if numbers is None else tuple(map(_page_number, numbers))
    return Layout((page,), tuple(layouts), kept, bool(rows.get("odd_and_even", numbers is None)))


def _page_number(content: Any) -> PageNumber:
    values = _mapping(content, _NUMBER_KEYS)
    size = round(values.pop("size", 14) * 2)
    return replace(_NUMBERS[0], size=size, **values)


def _check(values: Mapping[str, Any]) -> None:
    """Raises ValueError for a value of a line that is not of its kind."""
    for key, value in values.items():
        standard = _LINE[key]
        kind = int | float if isinstance(standard, float) else type(standard)
        known = _WORDS.get(key)
        if not isinstance(value, kind) or (known is not None and value not in known):
            hint = f"，可选 {'、'.join(known)}" if known else ""
            raise ValueError(f"的 {key} 不能是“{value}”{hint}", f"{key} cannot be {value}")


def _mapping(content: Any, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(content, Mapping):
        raise ValueError("应是一组“键: 值”", "must be a mapping")
    for key in content:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            hint = f"，是不是 {near[0]}" if near else ""
            raise ValueError(f"没有“{key}”这个键{hint}", f"unknown key {key}")
    return {str(key): value for key, value in content.items()}
