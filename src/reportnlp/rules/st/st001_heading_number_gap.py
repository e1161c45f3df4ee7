"""Heading numbers that skip one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.st.ordinals import heading_breaks, in_style_of

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Each such heading; a suggestion only where the numbers around it leave one choice."""
    for number, before, row in heading_breaks(context, "gap"):
        best = () if row.best is None or not number.typed else (in_style_of(number.text, row.best),)
        values = (
            ("number", number.text),
            ("before", before.text),
            ("expected", in_style_of(number.text, row.expected)),
        )
        yield Hit(number.span, best, evidence=(Evidence("text", "前一个序号", before.span),), values=values)
