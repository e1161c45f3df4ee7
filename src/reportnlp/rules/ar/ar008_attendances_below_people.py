"""Fewer attendances (人次) than people (人) at one event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import high, low, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TOGETHER = re.compile("[，,、（(]?(?:共|计|共计|累计|合计|约|参加|参训|参与)?")


def find(context: Context) -> Iterator[Hit]:
    """A figure in 人次 right after a larger one in 人."""
    text = context.text
    for _, quantities in sentences_with_figures(context):
        for people, visits in pairwise(quantities):
            if people.dimension != "人" or visits.dimension != "人次" or people.kind != "count":
                continue
            if _TOGETHER.fullmatch(text, people.span.end, visits.span.start) and low(people) > high(visits):
                yield Hit(visits.span, evidence=places(people), values=(("people", people.span.of(text)),))
