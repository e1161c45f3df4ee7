"""A growth rate that the year's figure and its increase do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import COUNTED, comparable, exact, is_exact, places, sentences_with_figures, step
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_UP = "净?(?:增加|增长|多增|上升|增|多)"
_DOWN = "净?(?:减少|下降|降低|回落|减|少)"
_BY = re.compile(
    rf"[，,（(](?:同比|比上年(?:同期|末)?|比去年(?:同期|底)?|较上年(?:同期|末)?|较去年(?:同期|底)?)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?"
)
_RATE = re.compile(r"[，、,]?(?:同比)?(?:(?P<up>增长|增幅)|(?P<down>下降|降幅))(?:达到?|为|了)?")
_OTHER_BASE = re.compile("可比|不变价|实际|扣除|剔除|口径|年均|平均|预计")


def find(context: Context) -> Iterator[Hit]:
    """Rates right after “N，比上年增加D” that are not D over last year's figure."""
    text = context.text
    for sentence, quantities in sentences_with_figures(context):
        for now, change, rate in zip(quantities, quantities[1:], quantities[2:], strict=False):
            if (
                rate.kind != "percent"
                or now.kind not in COUNTED
                or not comparable(now, change)
                or now.unit != change.unit
            ):
                continue
            by = _BY.fullmatch(text, now.span.end, change.span.start)
            said = _RATE.fullmatch(text, change.span.end, rate.span.start)
            if not (by and said) or not all(map(is_exact, (now, change, rate))) or bool(by["up"]) != bool(said["up"]):
                continue
            if _OTHER_BASE.search(sentence.of(text)):
                continue
            right = _right(now, change, rate, text, 1 if by["up"] else -1)
            if right is not None:
                yield Hit(rate.span, evidence=places(now, change), values=(("right", right),))


def _right(now: Quantity, change: Quantity, rate: Quantity, text: str, sign: int) -> str | None:
    """The rate that the figures give; None where it is the one stated, rounding allowed, or cannot be told."""
    base = exact(now) - sign * exact(change)
    if base <= 0:
        return None
    growth = 100 * exact(change) / base
    rounding = sum(step(row, text) / 2 if step(row, text) != 1 else 0 for row in (now, change))
    slack = step(rate, text) + 100 * rounding / base * (1 + growth / 100)
    return None if abs(growth - exact(rate)) < slack else f"{growth:.1f}%"
