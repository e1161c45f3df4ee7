"""A total that number and amount per head do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import exact, is_exact, places, sentences_with_figures, step
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_EACH = re.compile("(?P<mean>[户人亩]均|平均每[户人名家亩个])|每(?:户|人|名|家|亩|个)(?![月年日天次])")
_GAP_TO_EACH = re.compile("[，、,（(]?[^，。；、0-9]{0,10}[，、,（(]?[^，。；、0-9]{0,8}")
_TOTAL_AFTER = re.compile(
    "[）)]?[，、,](?:合计|共计|总计|累计|共)(?:发放|发|补助|补贴|奖励|支付|支出|投入|兑付|兑现|增收|分红|收益|救助)?(?:资金|金额|补贴|补助|奖金)?(?:达到?|为|了)?"
)
_TOTAL_BEFORE = re.compile("[，、,](?:惠及|涉及|覆盖|受益|发给|补助|补贴|奖励)(?:[^，。；、0-9]{0,6})")
_PEOPLE = frozenset("人名位")
_ROUNDED = 0.05  # how far a total may lie from a product with a mean, which is rounded itself


def find(context: Context) -> Iterator[Hit]:
    """Totals of “N户，户均M元，共T元” and “T元，惠及N户，户均M元” that are not N times M."""
    text = context.text
    for _, quantities in sentences_with_figures(context):
        for first, second, third in zip(quantities, quantities[1:], quantities[2:], strict=False):
            if first.kind == "count" and _TOTAL_AFTER.fullmatch(text, second.span.end, third.span.start):
                number, each, total = first, second, third
            elif second.kind == "count" and _TOTAL_BEFORE.fullmatch(text, first.span.end, second.span.start):
                total, number, each = first, second, third
            else:
                continue
            if not all(map(is_exact, (number, each, total))) or (each.kind, total.kind) != ("money", "money"):
                continue
            right = _right(text, number, each, total)
            if right is not None:
                yield Hit(total.span, evidence=places(number, each), values=(("right", right),))


def _right(text: str, number: Quantity, each: Quantity, total: Quantity) -> str | None:
    """The total that the factors give; None where it is the one stated or cannot be told."""
    between = text[number.span.end : each.number_span.start]
    if not _GAP_TO_EACH.fullmatch(between) or total.dimension != total.unit or each.unit != total.unit:
        return None
    words = list(_EACH.finditer(between))
    if len(words) != 1 or "每" in between[words[0].end() :]:  # 每人每月 needs the number of months
        return None
    counted = next(sign for sign in "户人名家亩个" if sign in words[0][0])
    if counted != number.unit and not (counted in _PEOPLE and number.dimension == "人"):
        return None
    product = exact(number) * exact(each)
    slack = step(total, text) / 2 + exact(number) * (step(each, text) / 2 if "." in each.number_span.of(text) else 0)
    if words[0]["mean"]:
        slack = max(slack, _ROUNDED * product)
    if abs(product - exact(total)) <= slack + 1e-6:
        return None
    scale, name = (1e8, "亿") if product >= 1e8 else (1e4, "万") if product >= 1e4 else (1.0, "")
    return f"{round(product / scale, 4):g}{name}{total.unit}"
