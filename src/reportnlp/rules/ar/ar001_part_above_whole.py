"""A part named with 其中 that is more than the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import COUNTED, comparable, high, low, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_PART = re.compile("其中")
_CHANGE = re.compile("(?:增加|增长|减少|增|减|净增|同比|下降|多|少)了?$")


def find(context: Context) -> Iterator[Hit]:
    """The first figure after 其中, where it is above all that the sentence names before."""
    text = context.text
    if "其中" not in text:
        return
    before: tuple[Quantity, ...] = ()
    for sentence, quantities in sentences_with_figures(context):
        for match in _PART.finditer(text, *sentence):
            part = next((row for row in quantities if row.span.start >= match.end()), None)
            if part is None or part.kind not in COUNTED or re.search("[，；]", text[match.end() + 1 : part.span.start]):
                continue
            wholes = [row for row in quantities if row.span.end <= match.start() and comparable(row, part)]
            if not wholes and match.start() == sentence.start:
                wholes = [row for row in before if comparable(row, part)]
            if not wholes or any(_CHANGE.search(text, row.span.start - 4, row.span.start) for row in (*wholes, part)):
                continue
            if low(part) > sum(map(high, wholes)):
                whole = wholes[-1]
                values = (("whole", whole.span.of(text)),)
                yield Hit(part.span, evidence=places(whole), values=values)
        before = quantities
