"""Comparing quantities: how low and how high each may be, and which stand in one sentence."""

from __future__ import annotations

import math
import re
from itertools import groupby
from typing import TYPE_CHECKING

from reportnlp.analysis.context import once_per_document
from reportnlp.findings import Evidence, Quantity
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

COUNTED = ("count", "money", "measure")
_MOST = 60  # figures of one sentence; more is a table without line ends, of which nothing can be told
_CUT = re.compile(r"[0-9][·.．,，] ?$|[0-9] ?$|[〇零一二三四五六七八九][、·.．]$")
_LOOSE = 0.2  # how far a figure with 约 or 近 may lie from what it says


@once_per_document
def sentences_with_figures(context: Context) -> tuple[tuple[Span, tuple[Quantity, ...]], ...]:
    """Sentences of the text that hold quantities (at most 60), each with these, in order.

    Left out are sentences with a figure of which only the end was read: 6. 57亿, 3，100项, [33]10.65亿.
    """
    rows = groupby(context.quantities, key=lambda quantity: context.sentence_at(quantity.span.start))
    sentences = ((sentence, tuple(quantities)) for sentence, quantities in rows)
    return tuple(
        (sentence, quantities)
        for sentence, quantities in sentences
        if len(quantities) <= _MOST and not any(_is_cut(context.text, row) for row in quantities)
    )


def _is_cut(text: str, quantity: Quantity) -> bool:
    start = quantity.number_span.start
    return _CUT.search(text, max(0, start - 4), start) is not None


def is_exact(quantity: Quantity) -> bool:
    """Whether the quantity says one number and no more."""
    return quantity.value is not None and quantity.bound == "exact"


def exact(quantity: Quantity) -> float:
    """The number of an exact quantity."""
    assert quantity.value is not None
    return quantity.value


def low(quantity: Quantity) -> float:
    """The least that the quantity can mean."""
    if quantity.value is None:
        return quantity.low or 0.0
    if quantity.bound in ("about", "under"):
        return quantity.value * (1 - _LOOSE)
    return 0.0 if quantity.bound == "at_most" else quantity.value


def high(quantity: Quantity) -> float:
    """The most that the quantity can mean: 300余 stays below 400."""
    value = quantity.value
    if value is None:
        return math.inf if quantity.high is None else quantity.high
    if quantity.bound == "about":
        return value * (1 + _LOOSE)
    if quantity.bound == "over":
        return value + 10 ** math.floor(math.log10(value)) if value >= 1 else math.inf
    return math.inf if quantity.bound == "at_least" else value


def comparable(first: Quantity, second: Quantity) -> bool:
    """Whether the two count or measure the same kind of thing."""
    return first.kind == second.kind and first.dimension == second.dimension


def step(quantity: Quantity, text: str) -> float:
    """What one in the last printed place is worth: 0.1 for 34.8%, 1e6 for 1.23亿 (0.01亿), 1 for 31."""
    number = quantity.number_span.of(text)
    decimals = len(number.partition(".")[2].rstrip("余多万亿千百十%％")) if "." in number else 0
    scale = 1.0
    for character, factor in (("万", 1e4), ("亿", 1e8), ("千", 1e3), ("百", 1e2), ("十", 1e1)):
        if character in number:
            scale *= factor
    unit = quantity.span.of(text)[len(number) :]
    if quantity.kind == "money" and scale == 1.0:
        scale = 1e8 if unit.startswith("亿") else 1e4 if unit.startswith("万") else 1.0
    return float(scale / 10**decimals)


def places(*quantities: Quantity) -> tuple[Evidence, ...]:
    """The other figures that a finding weighs, as evidence."""
    return tuple(Evidence("text", "与之对照的数据", quantity.span) for quantity in quantities)
