"""Chinese numerals in a few counts of a report that writes all others with Arabic digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_UNITS = frozenset("名人次场户份件篇") | {"人次", "家次", "件次", "户次", "场次"}
_HAN = re.compile("[三四五六七八九十][二三四五六七八九十百千]{0,5}")
_NAME = re.compile(
    "(?:全会|会议|党代会|代表大会|审议|修订|产业|能源|污染|普查|创业|分配|供水|医)"
)  # 十二次全会, 三次产业
_PLACES = 2  # one such count may be meant
_PART_OF_NAME = "[第每前后这那全数、〇零一二三四五六七八九十]$"
_FEWEST = 10  # counts with Arabic digits from which on they are the rule
_SHARE = 0.2  # share of counts with Chinese numerals up to which they are exceptions


def find(context: Context) -> Iterator[Hit]:
    """The first of these counts, with the others as evidence."""
    text = context.text
    han: list[Quantity] = []
    arabic = 0
    for claim in context.claims:
        row = claim.quantity
        if row.kind == "count" and row.bound in ("exact", "over"):
            number = row.number_span.of(text)
            if number[0].isdigit():
                arabic += 1
            elif row.unit in _UNITS and claim.action and _HAN.fullmatch(number) and _says_how_many(context, row):
                han.append(row)
    if len(han) >= _PLACES and arabic >= _FEWEST and len(han) <= _SHARE * arabic:
        evidence = tuple(Evidence("text", "另一处汉字数字", row.span) for row in han[1:])
        yield Hit(han[0].span, evidence=evidence, values=(("count", str(len(han))),))


def _says_how_many(context: Context, row: Quantity) -> bool:
    """Whether it is a figure of work done, not a term (三级书记, 五一家庭) or part of a quotation."""
    text, start = context.text, row.span.start
    sections = context.sections_at(start)
    if not sections or any(section.kind != "work" for section in sections):
        return False
    quoted = text.rfind("“", max(0, start - 30), start) > text.rfind("”", max(0, start - 30), start)
    named = _NAME.match(text, row.span.end) is not None
    return not quoted and not named and re.search(_PART_OF_NAME, text[max(0, start - 1) : start]) is None
