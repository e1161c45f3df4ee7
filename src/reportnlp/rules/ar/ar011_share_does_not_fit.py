"""A share of the whole that part and whole do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import comparable, exact, is_exact, places, sentences_with_figures, step
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_OF_WHOLE = re.compile("[，,（(]其中(?!心)")
_SHARE = re.compile(
    "[，,、（(]?(?:约|仅|共)?占(?:比|总数的?|总人数的?|总户数的?|总量的?|总额的?|党员总数的?|职工总数的?|全部的)?(?:达到?|为|约)?"
)
_PART = re.compile("[，,（(]?(?:其中)?[^，。；（）0-9]{0,16}")
_NEXT = re.compile("[）)]?[，、；]?[^，。；（）0-9]{0,16}")
_LOOSE = 0.03  # how far a part may lie from a share said in words (三分之二)


def find(context: Context) -> Iterator[Hit]:
    """Each 占…% after 其中 that is not its part over the figure right before 其中."""
    text = context.text
    for _, quantities in sentences_with_figures(context):
        for index, whole in enumerate(quantities[:-2]):
            mark = _OF_WHOLE.match(text, whole.span.end)
            if (
                mark is None
                or not is_exact(whole)
                or exact(whole) <= 0
                or whole.kind not in ("count", "money", "measure")
            ):
                continue
            end = mark.end()
            for part, share in zip(quantities[index + 1 :: 2], quantities[index + 2 :: 2], strict=False):
                between = (_PART if end == mark.end() else _NEXT).fullmatch(text, end, part.span.start)
                if between is None or not _SHARE.fullmatch(text, part.span.end, share.span.start):
                    break
                right = _right(whole, part, share, text)
                if right is not None:
                    yield Hit(share.span, evidence=places(whole, part), values=(("right", right),))
                end = share.span.end


def _right(whole: Quantity, part: Quantity, share: Quantity, text: str) -> str | None:
    """The share that part and whole give; None where it is the one stated or cannot be told."""
    if not (comparable(whole, part) and whole.unit == part.unit and is_exact(part) and is_exact(share)):
        return None
    ratio = exact(part) / exact(whole)
    if ratio > 1:  # that is for part-above-whole to say
        return None
    if share.kind == "fraction":
        return None if abs(ratio - exact(share)) <= _LOOSE else f"{100 * ratio:.1f}%"
    if share.kind != "percent":
        return None
    rounding = (
        0.0
        if whole.kind == "count" and exact(whole) < 1e4
        else 100 * (step(whole, text) + step(part, text)) / exact(whole)
    )
    return None if abs(100 * ratio - exact(share)) < step(share, text) + rounding else f"{100 * ratio:.1f}%"
