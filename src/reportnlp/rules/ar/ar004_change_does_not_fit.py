"""由甲增至乙 with a difference or a growth that does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import comparable, exact, is_exact, places, sentences_with_figures, step
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_CHANGED = re.compile(
    "(?:增加|增长|增|提高|提升|上升|升|扩大|扩展|发展|拓展|壮大|减少|减|降低|下降|降|压减|缩减|压缩|缩短)(?:到了?|至|为)(?:目前的|现在的|今年的)?"
)
_REAL = re.compile("生产总值|增加值|产值|GDP|可比|不变价")  # growth of these leaves prices out
_BASE = re.compile("(?:由|从)[^，。；]{0,12}$")
_BY = re.compile(
    "[，,（(](?:共|累计|总体|整体)?(?:净增|增加|增长|提高|提升|上升|增幅|增|减少|下降|降低|压减|缩减|净减|降幅|减)(?:了|达到?|为)?"
)


def find(context: Context) -> Iterator[Hit]:
    """Each stated change that the two figures before it do not give, rounding allowed."""
    text = context.text
    for sentence, quantities in sentences_with_figures(context):
        for first, second, change in zip(quantities, quantities[1:], quantities[2:], strict=False):
            if not comparable(first, second) or not all(map(is_exact, (first, second, change))):
                continue
            if not _CHANGED.fullmatch(text, first.span.end, second.span.start):
                continue
            if not _BY.fullmatch(text, second.span.end, change.span.start):
                continue
            if not _BASE.search(text, max(0, first.span.start - 14), first.span.start):
                continue
            if change.kind == "percent" and _REAL.search(text, sentence.start, first.span.start):
                continue
            right = _right(first, second, change, text)
            if right is not None:
                yield Hit(change.span, evidence=places(first, second), values=(("right", right),))


def _right(first: Quantity, second: Quantity, change: Quantity, text: str) -> str | None:
    """What the change should say; None where it fits or cannot be told."""
    base, result, stated = exact(first), exact(second), exact(change)
    rounding = _rounding(first, text) + _rounding(second, text)
    unit = change.span.of(text)[len(change.number_span.of(text)) :]
    if first.kind == "percent" and change.kind == "percent":
        return None  # a difference or a ratio
    if comparable(first, change) or (first.kind == "percent" and change.kind == "percent_point"):
        difference = abs(result - base)
        if abs(difference - stated) <= rounding + _rounding(change, text) + 1e-9:
            return None
        scale = 1e8 if "亿" in change.span.of(text) else 1e4 if "万" in change.span.of(text) else 1.0
        return f"{round(difference / scale, 6):g}{unit.lstrip('万亿') if scale == 1.0 else change.span.of(text)[-len(unit) or -1 :]}"
    if change.kind == "percent" and first.kind != "percent" and base > 0:
        growth = abs(result - base) / base * 100
        slack = rounding / base * 100 * (1 + result / base) + step(change, text) / 2
        return None if abs(growth - stated) <= slack + 1e-9 else f"{growth:.1f}%"
    return None


def _rounding(quantity: Quantity, text: str) -> float:
    """Half of the last printed place for rounded figures; whole numbers are taken as they are."""
    size = step(quantity, text)
    return 0.0 if size == 1.0 else size / 2
