"""The unit's own name with another level word or another character, and 我区 in a county."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.unit import find_unit
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = "\u3400-\u9fff"
_PLACE = re.compile(rf"([{_HAN}]{{2,3}}?)(街道|镇|乡|社区|村|县|区)")
_RIVALS = {
    "街道": ("镇", "乡"), "镇": ("街道", "乡"), "乡": ("街道", "镇"),
    "社区": ("村",), "村": ("社区",), "县": ("区",), "区": ("县",),
}  # fmt: skip
_NUMBERING = frozenset("一二三四五六七八九十东南西北中上下前后新老大小")  # characters that tell neighbours apart
_UNITS = (
    "街道", "镇", "乡", "社区", "村", "县", "区", "市", "局", "委", "办", "办公室", "中心", "公司", "集团", "校", "中学", "小学",
    "大学", "学院", "医院", "院", "所", "站", "厅", "队", "行", "协会", "联合会", "会", "馆", "园", "厂", "段",
)  # fmt: skip
_SHORTEST_NAME = 6
_KINDS = {
    "集团": ("公司",), "公司": ("集团",), "中学": ("小学", "学院"), "小学": ("中学",), "大学": ("学院",), "学院": ("大学",),
    "医院": ("卫生院", "卫生所"), "卫生院": ("医院",), "中心": ("服务站", "管理站"), "局": ("委",), "委": ("局",),
}  # fmt: skip
_SHORTEST_STEM = 4
_COUNTY = re.compile("我县|全县|县(?:委(?!员)|政府|级|直)")
_CITY = re.compile("全市|市(?:委(?!员)|政府|级|直|局|区|纪委|县)")
_AUTHORITY = re.compile("(?P<level>[县区])(?:(?P<own>(?<=[我本].)(?![域间别位]))|委|政府|纪委|人大|政协|直)")


def find(context: Context) -> Iterator[Hit]:
    """Variants of the name that title or signature gives, then county and district mixed up."""
    name = find_unit(context.document)
    if name is not None:
        yield from _other_levels(context, name)
        yield from _other_characters(context, name)
        yield from _other_kind(context, name)
    yield from _county_or_district(context, name)
    yield from _city_for_county(context, name)


def _other_levels(context: Context, name: Span) -> Iterator[Hit]:
    text = context.text
    place = _PLACE.match(text, *name)
    if place is None:
        return
    stem, level = place[1], place[2]
    rivals = "|".join(_RIVALS[level])
    right = stem + level
    for match in re.finditer(f"{stem}(?:{rivals})(?![村庄])", text):
        if match[0].endswith("村") and text.startswith("民", match.end()):
            continue
        yield _hit(Span(*match.span()), right, name)


def _other_characters(context: Context, name: Span) -> Iterator[Hit]:
    text = context.text
    right = name.of(text)
    if len(right) < _SHORTEST_NAME or not right.endswith(_UNITS) or text.count(right) < 2:
        return
    place = _PLACE.match(right)
    fixed = right[: place.end() if place else 2]  # the place itself tells neighbours apart
    position = text.find(fixed)
    while position >= 0:
        span = Span(position, position + len(right))
        other = span.of(text)
        changed = [(a, b) for a, b in zip(right, other, strict=False) if a != b]
        if len(changed) == 1 and len(other) == len(right) and not _NUMBERING.intersection(changed[0]):
            yield _hit(span, right, name, 0.75)
        position = text.find(fixed, position + 1)


def _other_kind(context: Context, name: Span) -> Iterator[Hit]:
    """The name with another word for what the unit is: …公司 for …集团."""
    text = context.text
    right = name.of(text)
    kind = next((word for word in _KINDS if right.endswith(word)), None)
    if kind is None or len(right) - len(kind) < _SHORTEST_STEM:
        return
    stem = right[: -len(kind)]
    for rival in _KINDS[kind]:
        wrong = stem + rival
        if 0 < text.count(wrong) < text.count(right):
            for match in re.finditer(wrong, text):
                yield _hit(Span(*match.span()), right, name, 0.75)


def _city_for_county(context: Context, name: Span | None) -> Iterator[Hit]:
    """我市 in a report of a county that says 我县 too and speaks of no city otherwise."""
    text = context.text
    own = [Span(*match.span()) for match in re.finditer("我市", text)]
    if not own or text.count("我县") < len(own) or _CITY.search(text):
        return
    place = _PLACE.match(text, *name) if name else None
    if len(_COUNTY.findall(text)) > len(own) or (place and place[2] == "县"):
        for span in own:
            yield Hit(span, ("我县",), 0.7, values=(("right", "我县"),))


def _county_or_district(context: Context, name: Span | None) -> Iterator[Hit]:
    """我县 in a report that otherwise knows only a district, and the reverse."""
    text = context.text
    counts = {"县": 0, "区": 0}
    own: dict[str, list[Span]] = {"县": [], "区": []}
    for match in _AUTHORITY.finditer(text):
        if match["own"] is None:
            counts[match["level"]] += 1
        else:
            own[match["level"]].append(Span(match.start() - 1, match.end()))
    place = _PLACE.match(text, *name) if name else None
    if place and place[2] in counts:
        counts[place[2]] += 1
    for level, other in (("县", "区"), ("区", "县")):
        if own[level] and not counts[level] and counts[other] and len(own[level]) <= counts[other] + len(own[other]):
            for span in own[level]:
                yield Hit(span, (text[span.start] + other,), 0.8, values=(("right", text[span.start] + other),))


def _hit(span: Span, right: str, name: Span, confidence: float | None = None) -> Hit:
    evidence = (Evidence("text", "本单位名称", name),)
    return Hit(span, (right,), confidence, evidence, (("right", right),))
