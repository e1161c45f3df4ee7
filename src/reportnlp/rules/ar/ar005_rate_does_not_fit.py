"""A rate of completion that the two counts before it do not give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import comparable, exact, is_exact, places, sentences_with_figures, step
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_RATE = re.compile(
    "[，,（(](?:整改)?(?:完成|整改|办结|化解|采纳|落实|销号|合格|达标|转正|解决|办理|调处|调解成功)率(?:达到?|为|是)?"
)
_DONE = re.compile(
    "(?:完成|整改|办结|化解|采纳|落实|销号|解决|办理|合格|达标|转正|调处|调解|成功|到位)(?:到位|完成|落实)?(?:了)?$"
)


def find(context: Context) -> Iterator[Hit]:
    """Rates right after a count whose total stands before it in the sentence, where there is only one such total."""
    text = context.text
    for _, quantities in sentences_with_figures(context):
        for index in range(2, len(quantities)):
            rate, part = quantities[index], quantities[index - 1]
            if rate.kind != "percent" or not is_exact(rate) or not is_exact(part):
                continue
            if not _RATE.fullmatch(text, part.span.end, rate.span.start):
                continue
            if not _DONE.search(text, max(0, part.span.start - 8), part.span.start):
                continue
            totals = [row for row in quantities[: index - 1] if comparable(row, part) and row.unit == part.unit]
            if not totals or not all(is_exact(row) and exact(row) > 0 for row in totals):
                continue
            right = [exact(part) / exact(row) * 100 for row in totals]
            if any(abs(row - exact(rate)) < step(rate, text) for row in right) or len(totals) > 1:
                continue
            yield Hit(rate.span, evidence=places(totals[0], part), values=(("right", f"{right[0]:.1f}%"),))
