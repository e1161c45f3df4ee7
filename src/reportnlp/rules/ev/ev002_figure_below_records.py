"""EV002: claims whose verdict is understated."""

from __future__ import annotations

from collections.abc import Iterator

from reportnlp.analysis.context import Context
from reportnlp.rules.base import Hit
from reportnlp.rules.ev.verdicts import hits_of


def find(context: Context) -> Iterator[Hit]:
    """Every such claim, with the records' figure and rows."""
    return hits_of(context, "understated")
